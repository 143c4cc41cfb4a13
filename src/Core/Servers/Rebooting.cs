using Npgsql;
using OpsBot.Core.Jobs;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>When something was done to it last before, so that a reboot which nobody heard of is known from an older one.</summary>
record RebootMemo : PowerMemo
{
    public DateTimeOffset? LastBefore { get; init; }

    /// <summary>Ask its system, or cut its power.</summary>
    public MachineAct Act { get; init; } = MachineAct.Reboot;
}

/// <summary>Reboots a server by its provider: the same steps for all that do, or may have to.</summary>
sealed class Rebooting(NpgsqlDataSource source, IProvider provider, TimeProvider time)
{
    static readonly TimeSpan soon = TimeSpan.FromSeconds(5);

    // Some actions say for long that they run although they are done: a server that is free again by then has rebooted.
    static readonly TimeSpan longest = TimeSpan.FromMinutes(2);

    /// <summary>Passed over where there is no need of it.</summary>
    public IReadOnlyList<Step<TCommand, TMemo>> Steps<TCommand, TMemo>(Func<TMemo, bool> isNeeded)
        where TCommand : IOnServer where TMemo : RebootMemo =>
    [
        new("Look at it first", async (command, run, cancel) =>
            isNeeded(run.Memo) ? await Look(command.Server, run, cancel) : StepResult.Next) { OnlyLooks = true },
        new("Reboot it", async (command, run, cancel) =>
            isNeeded(run.Memo) ? await Reboot(command.Server, run, cancel) : StepResult.Next)
        {
            LookUp = async (command, run, cancel) =>
                isNeeded(run.Memo) ? await Find(command.Server, run, cancel) : StepResult.Next,
        },
        new("See that it is back", async (command, run, cancel) =>
            isNeeded(run.Memo) ? await SeeBack(command.Server, run, cancel) : StepResult.Next)
        {
            Patience = TimeSpan.FromMinutes(10), Late = "It did not come back", OnlyLooks = true,
        },
    ];

    async Task<StepResult> Look<TMemo>(ServerId id, JobRun<TMemo> run, CancellationToken cancel) where TMemo : RebootMemo
    {
        var server = await source.Rented(id, cancel);
        if ((await provider.Get(server.ProviderId, cancel)).Failed(out var machine, out var fault)) return fault.Step();
        if (server.NotOurs(machine) is { } no) return no;
        if (machine.State != MachineState.Running && !machine.IsLocked)
            return new StepResult.Failed($"{server.Name} is {machine.State.Words()} at {provider.Called}. Power it on instead.");
        if ((await provider.History(server.ProviderId, cancel)).Failed(out var history, out fault)) return fault.Step();
        run.Memo = run.Memo with { LastBefore = history.Max(action => (DateTimeOffset?)action.StartedAt) };
        return StepResult.Next;
    }

    async Task<StepResult> Reboot<TMemo>(ServerId id, JobRun<TMemo> run, CancellationToken cancel) where TMemo : RebootMemo
    {
        var server = await source.Rented(id, cancel);
        if ((await provider.Get(server.ProviderId, cancel)).Failed(out var machine, out var fault)) return fault.Step();
        if (server.NotOurs(machine) is { } no) return no;
        if (machine.IsLocked) return new StepResult.LookAgain(soon, "Something else is being done to it first.");
        if ((await provider.Do(server.ProviderId, run.Memo.Act, cancel)).Failed(out var begun, out fault)) return fault.Step();
        run.Begun.Keep(begun.Actions is [var first, ..] ? first : null);
        return StepResult.Next;
    }

    async Task<StepResult?> Find<TMemo>(ServerId id, JobRun<TMemo> run, CancellationToken cancel) where TMemo : RebootMemo
    {
        var server = await source.Rented(id, cancel);
        if ((await provider.History(server.ProviderId, cancel)).Failed(out var history, out var fault)) return fault.Step();
        var ours = history.FirstOrDefault(action => !(action.StartedAt <= run.Memo.LastBefore)
            && action.Command.Contains(run.Memo.Act == MachineAct.Reset ? "reset" : "reboot", StringComparison.OrdinalIgnoreCase));
        if (ours is null) return null;
        run.Begun.Keep(ours.Id);
        return StepResult.Next;
    }

    async Task<StepResult> SeeBack<TMemo>(ServerId id, JobRun<TMemo> run, CancellationToken cancel) where TMemo : RebootMemo
    {
        var server = await source.Rented(id, cancel);
        if ((await provider.Get(server.ProviderId, cancel)).Failed(out var machine, out var fault)) return fault.Step();
        if (machine.State != MachineState.Running || machine.IsLocked) return new StepResult.LookAgain(soon);
        if (run.Begun.Known() is not { } action || time.GetUtcNow() - run.StepStartedAt >= longest) return StepResult.Next;
        if ((await provider.Actions([action], cancel)).Failed(out var actions, out fault)) return fault.Step();
        return actions switch
        {
            [{ State: ActionState.Failed } failed, ..] => new StepResult.Failed($"{provider.Called} says: {failed.Error ?? "it failed"}."),
            [{ State: ActionState.Running }, ..] => new StepResult.LookAgain(soon),
            _ => StepResult.Next,
        };
    }
}
