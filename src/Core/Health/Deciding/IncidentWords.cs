using System.Globalization;
using OpsBot.Core.Alerts;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>What a timeline says of it.</summary>
sealed record TimelineEntry(LineKind Kind, string Text);

/// <summary>How incidents read.</summary>
static class IncidentWords
{
    const int MostNamed = 6;

    /// <summary>Of one server alone.</summary>
    public static NewAlert Of(SeenServer server, Judgement judgement) =>
        new(AlertKind.Server, Incident.CauseOf(server.Id), SeverityOf(server, judgement), Heading(server, judgement))
        {
            About = server.Target, Command = $"/vps show {server.Name}", Detail = server.Why,
        };

    static Severity SeverityOf(SeenServer server, Judgement judgement) => judgement switch
    {
        Judgement.Failing => Severity.Critical,
        Judgement.Flapping => server.WasBad ? Severity.Critical : Severity.Warning,
        Judgement.Degraded or Judgement.Unsettled or Judgement.Well => Severity.Warning,
    };

    static string Heading(SeenServer server, Judgement judgement) => judgement == Judgement.Flapping
        ? $"{server.Name} keeps failing and coming back" : $"{server.Name} is {(server.Health ?? HealthState.Unhealthy).Words()}";

    /// <summary>What stands in its timeline when it begins or changes.</summary>
    public static TimelineEntry Line(SeenServer server, Judgement judgement) => judgement switch
    {
        Judgement.Flapping => new(LineKind.Flapping, $"It changed {Several.Of(server.Changes, "time", "times")} within an hour."),
        Judgement.Degraded => new(LineKind.Degraded, $"Not healthy for {Several.Of(server.Lesser, "round", "rounds")} in a row."),
        Judgement.Failing or Judgement.Unsettled or Judgement.Well =>
            new(LineKind.Unhealthy, $"{Capital(server.Health)} for {Several.Of(server.Bad, "round", "rounds")} in a row."),
    };

    static string Capital(HealthState? health) => health is HealthState.Unreachable ? "Unreachable" : "Unhealthy";

    /// <summary>What stands in its timeline where it is well again; none where nobody looks at it any more.</summary>
    public static string? Recovered(SeenServer server) => server switch
    {
        { NotWatched: not null } => null,
        { WellSince: { } since } => $"All its services answer since {new At(since).Text}.",
        _ => "All its services answer again.",
    };

    public static string Over(SeenServer server) =>
        server.NotWatched is { } why ? $"It is not watched any more: {why}." : "It is healthy again.";

    /// <summary>Of all that fail together there.</summary>
    public static NewAlert Of(
        Place place, string called, IReadOnlyList<SeenServer> members, IReadOnlyDictionary<Place, int> watched, Severity severity)
    {
        var (region, inAll) = (place.Region, watched.GetValueOrDefault(place));
        return new(place.Kind, place.Cause, severity, $"Servers {(region is null ? "" : $"in {region} ")}at {called} fail together")
        {
            Command = "/vps list", Detail = $"{members.Count} of {Several.Of(Math.Max(inAll, members.Count), "server", "servers")} there: "
                + $"{Whose(members)}{Price(members)}. {NotHit(place, members, watched)}",
        };
    }

    static string Whose(IReadOnlyList<SeenServer> members) =>
        Several.Of(members.Select(one => one.Organization).OfType<Organizations.OrganizationId>().Distinct().Count(),
            "organization", "organizations");

    static string Price(IReadOnlyList<SeenServer> members)
    {
        var sums = members.Where(one => one is { PriceMinor: not null, Currency: not null }).GroupBy(one => one.Currency!)
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => new Money(one.Sum(server => server.PriceMinor!.Value), Currency.Of(one.Key)).ToString()).ToList();
        return sums.Count == 0 ? "" : $", {Several.InOneSentence(sums)} a month";
    }

    static string NotHit(Place place, IReadOnlyList<SeenServer> members, IReadOnlyDictionary<Place, int> watched)
    {
        var hit = members.Select(one => new Place(one.Provider, one.Region)).ToHashSet();
        var well = watched.Keys.Where(other => other.Region is not null && other.Provider == place.Provider && !hit.Contains(other))
            .Select(other => other.Region!).Order(StringComparer.Ordinal).ToList();
        return well.Count switch
        {
            0 when place.Region is null => "Every region is hit.",
            0 => "Nothing else is watched there.",
            <= MostNamed => $"Not hit: {Several.InOneSentence(well)}.",
            _ => $"Not hit: {well.Count.ToString(CultureInfo.InvariantCulture)} other regions.",
        };
    }

    /// <summary>"a, b, c and 17 more".</summary>
    public static string Names(IEnumerable<SeenServer> servers)
    {
        var names = servers.Select(one => one.Name).Order(StringComparer.Ordinal).ToList();
        return names.Count <= MostNamed ? Several.InOneSentence(names)
            : $"{string.Join(", ", names.Take(MostNamed))} and {Several.Of(names.Count - MostNamed, "more", "more")}";
    }
}
