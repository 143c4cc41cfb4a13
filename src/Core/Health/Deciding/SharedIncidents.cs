using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers.Providers;

namespace OpsBot.Core.Health;

/// <summary>Incidents that many servers of one place are in together: who joins and leaves, what is hit, and when it is over.</summary>
public sealed class SharedIncidents(IProvider provider)
{
    internal async Task Settle(Work work, RoundSeen seen, HashSet<AlertId> touched, CancellationToken cancel)
    {
        foreach (var there in seen.Servers.Where(one => seen.PlaceOf(one)?.Of is not null)
            .GroupBy(one => seen.PlaceOf(one)!.Of!).OrderBy(there => there.Key.Cause, StringComparer.Ordinal))
            await TakeIn(work, seen, there.Key, [.. there], touched, cancel);
        foreach (var known in seen.Open.Where(one => one.AsIncident.Of is not null))
            await LetGo(work, seen, known, touched, cancel);
    }

    async Task TakeIn(
        Work work, RoundSeen seen, Place place, IReadOnlyList<SeenServer> members, HashSet<AlertId> touched, CancellationToken cancel)
    {
        var known = seen.Open.SingleOrDefault(one => one.Cause == place.Cause);
        var joining = members.Where(one => seen.OpenOf(one)?.Cause != place.Cause).ToList();
        var news = IncidentWords.Of(place, Called(place), members, seen.Watched, SeverityOf(seen, members, known));
        if (known is not null && joining.Count == 0 && known.Says(news)) return;
        var alert = await Incidents.Open(work, news with { Members = [.. joining.Select(one => one.Target)] }, cancel);
        touched.Add(alert.Id);
        if (joining.Count > 0)
            await Incidents.Note(work, alert.Id, LineKind.Joined, $"Failing there: {IncidentWords.Names(joining)}.", cancel);
        foreach (var before in joining.Select(seen.OpenOf).OfType<OpenIncident>().DistinctBy(one => one.Id))
            // What some of its members are left in goes on.
            if (seen.Servers.All(one => one.Alert != before.Id || seen.PlaceOf(one)?.Cause != before.Cause)
                && await Incidents.Resolve(work, before.Id, $"It is a part of #{alert.Number} now.", cancel))
                touched.Add(before.Id);
    }

    static async Task LetGo(Work work, RoundSeen seen, OpenIncident known, HashSet<AlertId> touched, CancellationToken cancel)
    {
        var members = seen.Servers.Where(one => one.Alert == known.Id).ToList();
        var leaving = members.Where(one => !seen.IsPlaced(one)).ToList();
        if (members.Count > 0 && leaving.Count == 0) return;
        foreach (var why in leaving.GroupBy(one => one.NotWatched).OrderBy(why => why.Key, StringComparer.Ordinal))
            await Incidents.Note(work, known.Id, why.Key is null ? LineKind.Recovered : LineKind.Left, why.Key is { } reason
                ? $"Not watched any more: {IncidentWords.Names(why)}, as {reason}." : $"Healthy again: {IncidentWords.Names(why)}.", cancel);
        // It may have become a part of something wider already.
        if (seen.Servers.All(one => seen.PlaceOf(one)?.Cause != known.Cause))
        {
            var unwatched = leaving.Count > 0 && leaving.All(one => one.NotWatched is not null);
            await Incidents.Resolve(work, known.Id,
                unwatched ? "None of the servers that were left in it is watched any more." : "All of them are healthy again.", cancel);
        }
        else await Incidents.Leave(work, known.Id, [.. leaving.Select(one => one.Target)], cancel);
        touched.Add(known.Id);
    }

    static Severity SeverityOf(RoundSeen seen, IReadOnlyList<SeenServer> members, OpenIncident? known) =>
        members.Any(one => seen.JudgementOf(one) == Judgement.Failing) ? Severity.Critical
        : members.All(one => seen.JudgementOf(one) is Judgement.Unsettled or Judgement.Well) ? known?.Severity ?? Severity.Warning
        : Severity.Warning;

    string Called(Place place) => place.Provider == provider.Name ? provider.Called : place.Provider;
}
