using Microsoft.Extensions.Options;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

public sealed record RedeployServer(
    [Arg("server to redeploy")] ServerId Server,
    [Arg("release to bring it to; without one, what new servers begin with")] string? Version = null)
    : ICommand<RedeployServer, ServerRedeployed>, IOnServer
{
    public static Spec Spec { get; } = new("vps redeploy", "Bring a server's services to a release; a node that does not answer is rebooted")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Redeploying", Examples = ["/vps redeploy acme", "/vps redeploy acme 1.8.4"],
    };
}

/// <summary>With what runs on it now, as far as that was seen, and whether that is because it was rebooted instead.</summary>
public sealed record ServerRedeployed(string Name, string? Runs, bool Rebooted, string? Error = null) : IAnswer
{
    public Reply Say() => Error is not null ? ServerFaults.Reply($"{Name} was not redeployed", Error, Name, "redeploy")
        : new(Rebooted ? $"{Name} was rebooted instead" : $"{Name} runs {Runs}")
        {
            Tone = Rebooted ? Tone.Warning : Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph(Rebooted ? Instead : "All its services answer.")],
            Buttons =
            [
                .. new Button("Redeploy", $"/vps redeploy {Name}") { Look = Look.Primary }.If(Rebooted),
                new Button("Show", $"/vps show {Name}"),
            ],
        };

    string Instead => $"Its node did not finish the update, so the server was rebooted. All its services answer{(Runs is { } version
        ? $", and it runs {version}" : "")}. Redeploy it once more to bring it to the release.";
}

sealed record RedeployMemo : RebootMemo
{
    /// <summary>The release that is wanted, as it was when it was asked.</summary>
    public string Version { get; init; } = "";

    /// <summary>An update to it was over before this one began, and is not to be taken for it.</summary>
    public bool WasDone { get; init; }

    /// <summary>The node does not do it.</summary>
    public bool Reboots { get; init; }

    /// <summary>What runs on it, as its node said last.</summary>
    public string? Runs { get; init; }
}

sealed class RedeployServerHandler(
    IOptions<ServersOptions> options, SelfUpdates updates, Rebooting rebooting, ServiceTest services)
    : IMoveServer<RedeployServer, RedeployMemo, ServerRedeployed>
{
    public Move<ServerState> Move => ServerLife.Change;

    public RedeployMemo Remember(RedeployServer command, Work work) => new() { Version = Wanted(command) };

    public ValueTask<Result<Plan>> Foresee(RedeployServer command, Server server, Work work, CancellationToken cancel)
    {
        var version = Wanted(command);
        if (version.Length == 0)
            return new(new Refusal("Which release to bring it to? Name one, as 1.8.3 is, or set OPSBOT_Servers__AppVersion."));
        if (!ServersOptions.IsPinned(version))
            return new(new Refusal($"“{version}” is no one release, so nobody knows what would run afterwards. Name one, as 1.8.3 is."));
        return new(server.Plan($"Redeploy {server.Name} with {version}") with
        {
            Changes = [new("Release", server.AppVersion ?? "unknown", version)],
            Affects = new(Impact.Wait, $"{server.OrganizationName ?? "Everybody who uses it"} waits for a minute or so."),
            Undo = server.AppVersion is { } before && before != version
                ? Undo.By("Go back with", $"/vps redeploy {server.Name} {before}") : Undo.Needless("It runs the same release afterwards."),
        });
    }

    public IReadOnlyList<Step<RedeployServer, RedeployMemo>> Steps =>
    [
        new("Ask its node", (command, run, cancel) => updates.Look(command.Server, run, cancel)) { OnlyLooks = true },
        new("Begin the update", (command, run, cancel) => updates.Begin(command.Server, run, cancel))
        {
            LookUp = (command, run, cancel) => updates.Find(command.Server, run, cancel),
        },
        new("Follow the update", (command, run, cancel) => updates.Follow(command.Server, run, cancel))
        {
            // A little more than it is followed for: then it is rebooted.
            Patience = SelfUpdates.Longest + TimeSpan.FromMinutes(5), OnlyLooks = true,
        },
        .. rebooting.Steps<RedeployServer, RedeployMemo>(memo => memo.Reboots),
        new("Test its services", (command, _, cancel) => services.AllAnswer(command.Server, cancel))
        {
            Patience = ServiceTest.Patience, Late = ServiceTest.Late, OnlyLooks = true,
        },
        new("See what runs on it", (command, run, cancel) => updates.SeeWhatRuns(command.Server, run, cancel)) { OnlyLooks = true },
    ];

    public Task Keep(RedeployServer command, Server server, JobRun<RedeployMemo> run, Work work, CancellationToken cancel) =>
        work.Execute("update servers set app_version = coalesce(@Runs, app_version) where id = @Server",
            new { run.Memo.Runs, command.Server }, cancel);

    public ServerRedeployed Answer(Server server, RedeployMemo memo, string? error) => new(server.Name, memo.Runs, memo.Reboots, error);

    string Wanted(RedeployServer command) => command.Version ?? options.Value.AppVersion;
}
