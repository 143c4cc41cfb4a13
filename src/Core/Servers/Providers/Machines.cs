using OpsBot.Core.Jobs;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Providers;

/// <summary>What the steps of jobs do with a machine at its provider.</summary>
sealed class Machines(IProvider provider)
{
    static readonly TimeSpan soon = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Brings it to where it should be: looks at it, acts where it is not so and nothing is being done, and looks again until it is. It is
    /// judged by itself and not by the action alone, for some of those say for long that they run although they are done. Harmless twice.
    /// </summary>
    public Task<StepResult> Bring(
        Rented server, Func<Machine, bool> there, Func<Task<Result<Begun, ProviderFault>>> act, ActionMemory memory,
        CancellationToken cancel, StepResult? gone = null) =>
        Bring(server.ProviderId, there, act, memory, cancel, gone, server.NotOurs);

    public async Task<StepResult> Bring(
        string id, Func<Machine, bool> there, Func<Task<Result<Begun, ProviderFault>>> act, ActionMemory memory, CancellationToken cancel,
        StepResult? gone = null, Func<Machine, StepResult?>? refuse = null)
    {
        if ((await provider.Get(id, cancel)).Failed(out var machine, out var fault))
            return fault.Trouble == ProviderTrouble.Gone && gone is not null ? gone : fault.Step();
        if (refuse?.Invoke(machine) is { } refused) return refused;
        if (there(machine)) return StepResult.Next;
        if (memory.Known() is { } action)
        {
            if ((await provider.Actions([action], cancel)).Failed(out var actions, out fault)) return fault.Step();
            if (actions is [{ State: ActionState.Failed } failed, ..])
            {
                memory.Keep(null);
                return new StepResult.TryAgain($"{provider.Called} says: {failed.Error ?? "it failed"}.");
            }
            return new StepResult.LookAgain(soon);
        }
        if (machine.IsLocked) return new StepResult.LookAgain(soon, "Something else is being done to it first.");
        if ((await act()).Failed(out var begun, out fault))
            return fault.Trouble == ProviderTrouble.Gone && gone is not null ? gone : fault.Step();
        memory.Keep(begun.Actions is [var first, ..] ? first : null);
        return new StepResult.LookAgain(soon);
    }
}

/// <summary>Where a job's memo has what was begun at the provider, so that it is asked after and not begun twice.</summary>
readonly record struct ActionMemory(Func<string?> Known, Action<string?> Keep);

static class ProviderFaultSteps
{
    static readonly TimeSpan untilItIsFree = TimeSpan.FromSeconds(5);

    extension(ProviderFault fault)
    {
        /// <summary>What it means for the step that met it.</summary>
        public StepResult Step() => fault.MayHaveHappened ? new StepResult.Unknown(fault.Sentence)
            : fault.Wait is { } wait ? new StepResult.LookAgain(wait, fault.Sentence)
            : fault.Trouble == ProviderTrouble.Locked ? new StepResult.LookAgain(untilItIsFree, fault.Sentence)
            : fault.MayPass ? new StepResult.TryAgain(fault.Sentence)
            : new StepResult.Failed(fault.Sentence);
    }
}
