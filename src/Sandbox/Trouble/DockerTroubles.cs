using OpsBot.Sandbox.Docker;

namespace OpsBot.Sandbox.Trouble;

/// <summary>What the pretend hosts can do to the bot and its worker.</summary>
static class DockerTroubles
{
    internal static IEnumerable<TroubleSwitch> Of(DockerWorld world)
    {
        var away = world.Hosts.Where(host => host.Trouble.Absence.IsAway).Select(host => host.Name).ToList();
        var all = away.Count > 0 && away.Count == world.Hosts.Count();
        yield return new("host-away", "Take a host away",
            "It answers nothing any more. Its instances lose their green dots, and #alerts tells of it.", (_, _) =>
                Task.FromResult(TakeOne(world)))
        { Now = away.Count > 0 && !all ? $"{string.Join(", ", away)} {(away.Count == 1 ? "does" : "do")} not answer" : null };
        yield return TroubleSwitch.Of("hosts-away", "Take all hosts away",
            "As when OpsBot's own network is gone: #alerts has one message, not one for each.",
            "No host answers any more.", () => Take(world.Hosts)) with { Now = all ? "No host answers" : null };
        yield return TroubleSwitch.Of("failing-starts", "Let every start fail",
            "Whatever is started ends at once, for one of the usual reasons.",
            "Every start fails from now on.", () => world.EveryStartFails = true)
                with { Now = world.EveryStartFails ? "Every start fails" : null };
    }

    internal static void Calm(DockerWorld world)
    {
        foreach (var host in world.Hosts) host.Trouble.Absence.ComeBack();
        world.EveryStartFails = false;
    }

    static string TakeOne(DockerWorld world)
    {
        if (world.Hosts.FirstOrDefault(host => !host.Trouble.Absence.IsAway) is not { } host) return "No host is left.";
        Take([host]);
        return $"{host.Name} does not answer any more; within two minutes #alerts tells of it.";
    }

    static void Take(IEnumerable<PretendHost> hosts)
    {
        foreach (var host in hosts) host.Trouble.GoAway();
    }
}
