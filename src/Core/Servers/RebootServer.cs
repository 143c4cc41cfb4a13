using OpsBot.Core.Health;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

public sealed record RebootServer(
    [Arg("server to reboot")] ServerId Server,
    [Arg("cut its power instead of asking its system, where that does not hear", Named = true)] bool Hard = false)
        : ICommand<RebootServer, ServerRebooted>, IOnServer
{
    public static Spec Spec { get; } = new("vps reboot", "Reboot a server; its services are away for a minute or so")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Rebooting",
        Examples = ["/vps reboot acme reason:\"kernel update\"", "/vps reboot acme hard:true reason:\"it does not answer\""],
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

sealed class RebootServerHandler(Rebooting rebooting, AutoReboots reboots) : IMoveServer<RebootServer, RebootMemo, ServerRebooted>
{
    public Move<ServerState> Move => ServerLife.Reboot;

    public Task<IReadOnlyList<Target>> Locks(RebootServer command, Work work, CancellationToken cancel) =>
        Task.FromResult(IsByItself(work) ? AutoReboots.Locks : []);

    public async ValueTask<Result<Plan>> Foresee(RebootServer command, Server server, Work work, CancellationToken cancel) =>
        IsByItself(work) && await reboots.Brake(command, work, cancel) is { } no ? no
            : server.Plan($"Reboot {server.Name}{(command.Hard ? " by its power" : "")}") with
            {
                Changes = [new("State", "running", "running, after a short break")],
                Affects = new(Impact.Wait, $"{server.OrganizationName ?? "Everybody who uses it"} waits for a minute or so."),
                Undo = Undo.Needless(command.Hard
                    ? "It can't be undone. What its services had not written yet is lost." : "A reboot can't be undone, and needs no undoing."),
            };

    // A person decides by what they know; OpsBot by its brakes.
    static bool IsByItself(Work work) => work.Duty == HealthIncidents.Duty;

    public Task Begun(RebootServer command, Work work, CancellationToken cancel) => reboots.Keep(command, work, cancel);

    public RebootMemo Remember(RebootServer command, Work work) => new() { Act = command.Hard ? MachineAct.Reset : MachineAct.Reboot };

    public IReadOnlyList<Step<RebootServer, RebootMemo>> Steps => rebooting.Steps<RebootServer, RebootMemo>(_ => true);

    public ServerRebooted Answer(Server server, RebootMemo memo, string? error) => new(server.Name, error);
}
