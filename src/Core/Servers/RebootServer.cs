using Npgsql;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
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

/// <summary>When something was done to it last before, so that a reboot which nobody heard of is known from an older one.</summary>
sealed record RebootMemo : PowerMemo
{
    public DateTimeOffset? LastBefore { get; init; }
}

sealed class RebootServerHandler(NpgsqlDataSource source, IProvider provider, TimeProvider time)
    : IMoveServer<RebootServer, RebootMemo, ServerRebooted>
{
    static readonly TimeSpan soon = TimeSpan.FromSeconds(5);

    // Some actions say for long that they run although they are done: a server that is free again by then has rebooted.
    static readonly TimeSpan longest = TimeSpan.FromMinutes(2);

    public Move<ServerState> Move => ServerLife.Reboot;

    public ValueTask<Result<Plan>> Foresee(RebootServer command, Server server, Work work, CancellationToken cancel) =>
        new(server.Plan($"Reboot {server.Name}") with
        {
            Changes = [new("State", "running", "running, after a short break")],
            Affects = new(Impact.Wait, $"{server.OrganizationName ?? "Everybody who uses it"} waits for a minute or so."),
            Undo = Undo.Needless("A reboot can't be undone, and needs no undoing."),
        });

    public IReadOnlyList<Step<RebootServer, RebootMemo>> Steps =>
    [
        new("Look at it first", async (command, run, cancel) =>
        {
            var server = await source.Rented(command.Server, cancel);
            if ((await provider.Get(server.ProviderId, cancel)).Failed(out var machine, out var fault)) return fault.Step();
            if (server.NotOurs(machine) is { } no) return no;
            if (machine.State != MachineState.Running && !machine.IsLocked)
                return new StepResult.Failed($"{server.Name} is {machine.State.Words()} at {provider.Called}. Power it on instead.");
            if ((await provider.History(server.ProviderId, cancel)).Failed(out var history, out fault)) return fault.Step();
            run.Memo = run.Memo with { LastBefore = history.Max(action => (DateTimeOffset?)action.StartedAt) };
            return StepResult.Next;
        }) { OnlyLooks = true },
        new("Reboot it", async (command, run, cancel) =>
        {
            var server = await source.Rented(command.Server, cancel);
            if ((await provider.Get(server.ProviderId, cancel)).Failed(out var machine, out var fault)) return fault.Step();
            if (server.NotOurs(machine) is { } no) return no;
            if (machine.IsLocked) return new StepResult.LookAgain(soon, "Something else is being done to it first.");
            if ((await provider.Do(server.ProviderId, MachineAct.Reboot, cancel)).Failed(out var begun, out fault)) return fault.Step();
            run.Begun.Keep(begun.Actions.FirstOrDefault());
            return StepResult.Next;
        })
        {
            LookUp = async (command, run, cancel) =>
            {
                var server = await source.Rented(command.Server, cancel);
                if ((await provider.History(server.ProviderId, cancel)).Failed(out var history, out var fault)) return fault.Step();
                var ours = history.FirstOrDefault(action => !(action.StartedAt <= run.Memo.LastBefore)
                    && action.Command.Contains("reboot", StringComparison.OrdinalIgnoreCase));
                if (ours is null) return null;
                run.Begun.Keep(ours.Id);
                return StepResult.Next;
            },
        },
        new("See that it is back", async (command, run, cancel) =>
        {
            var server = await source.Rented(command.Server, cancel);
            if ((await provider.Get(server.ProviderId, cancel)).Failed(out var machine, out var fault)) return fault.Step();
            if (machine.State != MachineState.Running || machine.IsLocked) return new StepResult.LookAgain(soon);
            if (run.Begun.Known() is not { } action || time.GetUtcNow() - run.StepStartedAt >= longest) return StepResult.Next;
            if ((await provider.Actions([action], cancel)).Failed(out var actions, out fault)) return fault.Step();
            return actions.FirstOrDefault() switch
            {
                { State: ActionState.Failed } failed => new StepResult.Failed($"{provider.Called} says: {failed.Error ?? "it failed"}."),
                { State: ActionState.Running } => new StepResult.LookAgain(soon),
                _ => StepResult.Next,
            };
        })
        {
            Patience = TimeSpan.FromMinutes(10), Late = "It did not come back", OnlyLooks = true,
        },
    ];

    public ServerRebooted Answer(Server server, RebootMemo memo, string? error) => new(server.Name, error);
}
