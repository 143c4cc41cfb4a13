using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

public sealed record RotateServerSecrets(
    [Arg("server whose secrets to change")] ServerId Server) : ICommand<RotateServerSecrets, ServerSecretsRotated>, IOnServer
{
    public static Spec Spec { get; } = new("vps rotate-secrets", "Give a server new secrets; its services start anew with them")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Doing = "Changing the secrets of", Examples = ["/vps rotate-secrets acme"],
    };
}

public sealed record ServerSecretsRotated(string Name, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Name} has new secrets")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph("All its services answer with them. The old ones open nothing any more.")],
            Buttons = [new Button("Show", $"/vps show {Name}")],
        }
        : ServerFaults.Reply($"The change of {Name}'s secrets was not finished", Error, Name, "rotate-secrets");
}

sealed class RotateServerSecretsHandler(SecretRotation rotation, ServiceTest services)
    : IMoveServer<RotateServerSecrets, NoMemo, ServerSecretsRotated>
{
    public Move<ServerState> Move => ServerLife.Change;

    public ValueTask<Result<Plan>> Foresee(RotateServerSecrets command, Server server, Work work, CancellationToken cancel) =>
        new(server.Plan($"Give {server.Name} new secrets") with
        {
            Changes = [new("Secrets", $"{SecretName.All.Count} known", $"{SecretName.All.Count} new, and the old worthless")],
            Affects = new(Impact.Wait, $"{server.OrganizationName ?? "Everybody who uses it"} waits for half a minute or so."),
            Undo = Undo.Needless("The old secrets do not come back, and nobody needs them."),
        });

    public IReadOnlyList<Step<RotateServerSecrets, NoMemo>> Steps =>
    [
        new("Change its secrets", (command, _, cancel) => rotation.Rotate(command.Server, cancel))
        {
            Patience = SecretRotation.Patience, Late = SecretRotation.Late,
        },
        new("Test its services", (command, _, cancel) => services.AllAnswer(command.Server, cancel))
        {
            Patience = ServiceTest.Patience, Late = ServiceTest.Late, OnlyLooks = true,
        },
    ];

    public ServerSecretsRotated Answer(Server server, NoMemo memo, string? error) => new(server.Name, error);
}
