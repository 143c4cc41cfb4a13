using OpsBot.Core.Jobs;

namespace OpsBot.Core.Servers.Providers;

/// <summary>Ends what nobody uses at the provider, by its label alone: whatever carries it is found, whoever heard of it.</summary>
sealed class MachineRemoval(IProvider provider, Machines machines)
{
    static readonly TimeSpan soon = TimeSpan.FromSeconds(2);

    /// <summary>Done once nothing carries the label any more. Harmless twice.</summary>
    public async Task<StepResult> Remove(
        string name, string label, ActionMemory unprotecting, ActionMemory deleting, CancellationToken cancel)
    {
        if ((await provider.Find(Rented.LabelName, label, cancel)).Failed(out var all, out var fault)) return fault.Step();
        if (all.Count == 0) return StepResult.Next;
        var server = new Rented(name, all[0].Id, label);
        var open = await machines.Bring(
            server, machine => !machine.IsProtected, () => provider.Do(server.ProviderId, MachineAct.Unprotect, cancel), unprotecting,
            cancel, gone: StepResult.Next);
        if (open is not StepResult.Done) return open;
        var gone = await machines.Bring(
            server, _ => false, () => provider.Delete(server.ProviderId, cancel), deleting, cancel, gone: StepResult.Next);
        // The list may be a moment behind, and there may be another one.
        return gone is StepResult.Done ? new StepResult.LookAgain(soon) : gone;
    }
}
