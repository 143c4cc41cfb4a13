using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

public sealed record RebootServer([Arg("server to reboot")] ServerId Server) : ICommand<RebootServer, ServerRebooted>, IOnServer
{
    public static Spec Spec { get; } = new("vps reboot", "Reboot a server; its services are away for a minute or so")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Rebooting", Examples = ["/vps reboot acme reason:\"kernel update\""],
    };
}

public sealed record ServerRebooted(string Name, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Name} was rebooted")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph("The server runs. Its services come up by themselves, which takes a minute or so.")],
            Buttons = [new Button("Show", $"/vps show {Name}")],
        }
        : ServerFaults.Reply($"{Name} was not rebooted", Error, Name, "reboot");
}

sealed class RebootServerHandler(Rebooting rebooting) : IMoveServer<RebootServer, RebootMemo, ServerRebooted>
{
    public Move<ServerState> Move => ServerLife.Reboot;

    public ValueTask<Result<Plan>> Foresee(RebootServer command, Server server, Work work, CancellationToken cancel) =>
        new(server.Plan($"Reboot {server.Name}") with
        {
            Changes = [new("State", "running", "running, after a short break")],
            Affects = new(Impact.Wait, $"{server.OrganizationName ?? "Everybody who uses it"} waits for a minute or so."),
            Undo = Undo.Needless("A reboot can't be undone, and needs no undoing."),
        });

    public IReadOnlyList<Step<RebootServer, RebootMemo>> Steps => rebooting.Steps<RebootServer, RebootMemo>(_ => true);

    public ServerRebooted Answer(Server server, RebootMemo memo, string? error) => new(server.Name, error);
}
