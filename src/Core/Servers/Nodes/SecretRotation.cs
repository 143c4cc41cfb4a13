using OpsBot.Core.Jobs;
using OpsBot.Core.Servers.Secrets;

namespace OpsBot.Core.Servers.Nodes;

/// <summary>
/// Gives a server secrets that nobody has seen: kept first, then handed over, then taken for what it answers to. Whoever dies between
/// finds by asking the node which of the two it knows; neither is forgotten before it has answered to the new.
/// </summary>
sealed class SecretRotation(SecretVault vault, ServerNodes nodes, INode node)
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public const string Late = "Its services did not come back with the new secrets";

    static readonly TimeSpan soon = TimeSpan.FromSeconds(2), every = TimeSpan.FromSeconds(5);

    /// <summary>One step for all of it, harmless twice and after every crash; also its own look-up.</summary>
    public async Task<StepResult> Rotate(ServerId server, CancellationToken cancel)
    {
        await vault.MakeNext(server, cancel);
        if ((await vault.OpenNext(server, cancel))!.Failed(out var next, out var refusal)
            || (await nodes.Of(server, next, cancel)).Failed(out var anew, out refusal)) return new StepResult.Failed(refusal.Sentence);
        var asked = await node.Health(anew, cancel);
        if (!asked.Failed(out var seen, out var fault))
        {
            if (!seen.AllAnswer) return new StepResult.LookAgain(every, seen.Sentence);
            await vault.TakeNext(server, cancel);
            return StepResult.Next;
        }
        return fault.Trouble == NodeTrouble.Locked ? await HandOver(server, next, cancel) : fault.Awaited(every);
    }

    async Task<StepResult> HandOver(ServerId server, ServerSecrets next, CancellationToken cancel)
    {
        if ((await nodes.Of(server, cancel)).Failed(out var target, out var refusal)) return new StepResult.Failed(refusal.Sentence);
        if (!(await node.RotateSecrets(target, next, cancel)).Failed(out _, out var fault))
            return new StepResult.LookAgain(soon, "Its services start with the new secrets.");
        return fault.Trouble == NodeTrouble.Locked
            ? new StepResult.Failed("Its node takes neither the secret that OpsBot kept for it nor the new one, so nothing was changed.")
            // It may have it: the next look tells.
            : fault.MayHaveHappened ? new StepResult.LookAgain(every, fault.Sentence) : fault.Awaited(every);
    }
}
