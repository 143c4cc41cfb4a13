using OpsBot.Sandbox.Nodes;

namespace OpsBot.Sandbox.Trouble;

/// <summary>What the pretend servers can do to who waits for them.</summary>
static class NodeTroubles
{
    static readonly TimeSpan away = TimeSpan.FromMinutes(2);

    internal static IEnumerable<TroubleSwitch> Of(PretendNodes nodes)
    {
        yield return TroubleSwitch.Of("node-never-green", "Keep the next server's mail down",
            "The next server that starts comes up, but its mail service never answers.",
            "The next server's mail will not come up.", () => nodes.NeverGreen++)
                with { Now = nodes.NeverGreen > 0 ? "Waiting for the next server that starts" : Dark(nodes) };
        yield return TroubleSwitch.Of("node-update-fails", "Let the next update of a server fail",
            "The next server that updates itself ends at 60 % and keeps its version.",
            "The next update will fail.", () => nodes.FailingUpdates++)
                with { Now = nodes.FailingUpdates > 0 ? "Waiting for the next update" : null };
        yield return TroubleSwitch.Of("node-hangs", "Hang all nodes for two minutes", "Servers take calls and never answer.",
            "No node answers for two minutes.", () => nodes.Hanging.GoAway(away)) with { Now = TroubleBoard.Back(nodes.Hanging) };
    }

    internal static void Calm(PretendNodes nodes)
    {
        nodes.NeverGreen = nodes.FailingUpdates = 0;
        nodes.Hanging.ComeBack();
    }

    // Nothing of what went wrong is hidden: why a server did not come up stands where trouble is made.
    static string? Dark(PretendNodes nodes) =>
        nodes.All.FirstOrDefault(node => node.Dark is not null and not PretendNodes.Blank) is { } dark
            ? $"{dark.Name} stays dark. {dark.Dark}" : null;
}
