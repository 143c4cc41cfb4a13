using System.Globalization;
using OpsBot.Sandbox.Nodes;

namespace OpsBot.Sandbox.Trouble;

/// <summary>What the pretend servers can do to who waits for them.</summary>
static class NodeTroubles
{
    const string Server = "Server", Service = "Service", How = "How", Mends = "Mended by", Region = "Region", By = "By";
    const string All = "everything", Reboot = "a reboot", Nothing = "you alone";

    static readonly TimeSpan away = TimeSpan.FromMinutes(2);

    static readonly Dictionary<string, Breakage> ways = new()
    {
        ["no connection"] = Breakage.Refuses, ["error 500"] = Breakage.Fails, ["hangs"] = Breakage.Hangs,
    };

    static readonly Dictionary<string, TimeSpan> delays = new[] { 0.5, 1.5, 4, 8 }.ToDictionary(
        seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"), TimeSpan.FromSeconds);

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
        var up = nodes.All.Where(node => node.Dark is null).ToList();
        if (up.Count == 0) yield break;
        var servers = new TroubleChoice(Server, [.. up.Select(node => node.Name).Order(StringComparer.Ordinal)]);
        yield return Break(nodes.Days, servers);
        yield return SlowDown(nodes.Days, servers);
        yield return Flap(nodes.Days, servers);
        yield return TakeAway(nodes.Days, [.. up.Select(node => node.Region).Distinct().Order(StringComparer.Ordinal)]);
    }

    internal static void Calm(PretendNodes nodes)
    {
        nodes.NeverGreen = nodes.FailingUpdates = 0;
        nodes.Hanging.ComeBack();
        nodes.Days.Calm();
    }

    static TroubleSwitch Break(BadDays days, TroubleChoice servers) => new("node-break", "Break a service of a server",
        "It takes no connection, answers every call with an error, or never answers, until a reboot mends it or you do.", (chosen, _) =>
        {
            var (server, how, heals) = (chosen[Server], ways[chosen[How]], chosen[Mends] == Reboot);
            if (chosen[Service] == All) days.Break(server, how, heals);
            else days.Break(server, Enum.Parse<NodeService>(chosen[Service]), how, heals);
            return Task.FromResult($"{chosen[Service]} of {server} is broken: {chosen[How]}. It is mended by {chosen[Mends]}.");
        })
    {
        Choices = [servers, new(Service, [.. Enum.GetNames<NodeService>(), All]), new(How, [.. ways.Keys]), new(Mends, [Reboot, Nothing])],
        Now = Listed(days.Broken.GroupBy(one => one.Server).Select(one =>
            $"{one.Key} ({string.Join(", ", one.Select(each => $"{each.Service}: {Word(each)}"))})"), "Broken"),
        End = () => days.Mend(),
    };

    static string Word(BrokenService one) =>
        $"{ways.First(way => way.Value == one.How).Key}{(one.HealsByReboot ? "" : ", no reboot helps")}";

    static TroubleSwitch SlowDown(BadDays days, TroubleChoice servers) => new("node-slow", "Make a server slow",
        "All of it answers, so much later.", (chosen, _) =>
        {
            days.SlowDown(chosen[Server], delays[chosen[By]]);
            return Task.FromResult($"{chosen[Server]} answers {chosen[By]} later.");
        })
    {
        Choices = [servers, new(By, [.. delays.Keys])],
        Now = Listed(days.Slow.Select(one => $"{one.Key} by {delays.First(delay => delay.Value == one.Value).Key}"), "Slow"),
        End = () =>
        {
            foreach (var server in days.Slow.Keys) days.SlowDown(server, TimeSpan.Zero);
        },
    };

    static TroubleSwitch Flap(BadDays days, TroubleChoice servers) => new("node-flaps", "Let a server come and go",
        $"It is away for {Words(days.FlapsEvery)}, then there for as long, and so on.", (chosen, _) =>
        {
            days.Flap(chosen[Server]);
            return Task.FromResult($"{chosen[Server]} comes and goes every {Words(days.FlapsEvery)}.");
        })
    {
        Choices = [servers], Now = Listed(days.Flapping, "Comes and goes"), End = () => days.Settle(),
    };

    static TroubleSwitch TakeAway(BadDays days, IReadOnlyList<string> regions) => new("region-away", "Take a region away",
        "No server there is reached any more, however well it is. #alerts has one message for all of them, and none is rebooted.",
        (chosen, _) =>
        {
            days.TakeAway(chosen[Region]);
            return Task.FromResult($"No server of {chosen[Region]} is reached any more.");
        })
    {
        Choices = [new(Region, regions)], Now = Listed(days.RegionsAway, "Away"), End = () => days.GiveBack(),
    };

    static string? Listed(IEnumerable<string> all, string what) =>
        all.ToList() is { Count: > 0 } some ? $"{what}: {string.Join(", ", some)}" : null;

    static string Words(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} seconds");

    // Nothing of what went wrong is hidden: why a server did not come up stands where trouble is made.
    static string? Dark(PretendNodes nodes) =>
        nodes.All.FirstOrDefault(node => node.Dark is not null and not PretendNodes.Blank) is { } dark
            ? $"{dark.Name} stays dark. {dark.Dark}" : null;
}
