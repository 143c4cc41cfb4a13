using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Health;

/// <summary>
/// What a round of probes means for people: incidents open, change, are folded and end. It asks only what the tables say, so that twice
/// the same round is harmless and one that was missed is made up for by the next.
/// </summary>
public sealed class HealthIncidents(
    Transactions transactions, AlertCards cards, SharedIncidents shared, AutoReboots reboots, Remedies remedies)
{
    /// <summary>By this name OpsBot speaks and acts when servers are not well.</summary>
    public const string Duty = "health";

    static readonly Actor me = Actor.OpsBot(Duty);

    public async Task Round(DateTimeOffset at, CancellationToken cancel) => await remedies.Do(await Decide(at, cancel), cancel);

    Task<IReadOnlyList<RebootCandidate>> Decide(DateTimeOffset at, CancellationToken cancel) => transactions.As(me, async work =>
    {
        // Two workers with the same round: the second finds all of it done.
        await work.Lock(new Target("health rounds", Guid.Empty, "health rounds"), cancel);
        if (await work.NewestRound(cancel) is not { } round) return [];
        var (open, touched) = (await work.OpenIncidents(cancel), new HashSet<AlertId>());
        var due = await IsCutOff(work, round, open, touched, cancel)
            ? [] : await Settle(work, await Look(work, round, at, open, cancel), touched, cancel);
        foreach (var alert in touched.OrderBy(one => one.Value)) await cards.Tell(work, alert, cancel);
        return due;
    }, cancel);

    async Task<IReadOnlyList<RebootCandidate>> Settle(Work work, RoundSeen seen, HashSet<AlertId> touched, CancellationToken cancel)
    {
        await AutoReboots.Settle(work, seen, touched, cancel);
        await shared.Settle(work, seen, touched, cancel);
        await SettleAlone(work, seen, touched, cancel);
        return await reboots.Due(work, seen, touched, cancel);
    }

    static async Task<RoundSeen> Look(
        Work work, ProbeRound round, DateTimeOffset at, IReadOnlyList<OpenIncident> open, CancellationToken cancel)
    {
        var rules = await HealthRules.Read(work.Db, cancel);
        var servers = await work.NotWell(at, rules[HealthRules.FlappingAbove], cancel);
        var watched = servers.Count >= rules[HealthRules.FoldFrom] || open.Any(one => one.AsIncident.Of is not null)
            ? await work.Watched(round.BeganAt, cancel) : new Dictionary<Place, int>();
        return RoundSeen.Of(rules, round, at, servers, open, watched);
    }

    // A round that counts for nothing says nothing of any server, neither that it fails nor that it is well.
    static async Task<bool> IsCutOff(
        Work work, ProbeRound round, IReadOnlyList<OpenIncident> open, HashSet<AlertId> touched, CancellationToken cancel)
    {
        var known = open.SingleOrDefault(one => one.Cause == NewAlert.CutOff);
        if (round.VoidWhy is not { } why)
        {
            if (known is not null && await Incidents.Resolve(work, known.Id, "Others can be reached from here again.", cancel))
                touched.Add(known.Id);
            return false;
        }
        if (known?.Detail == why) return true;
        var alert = await Incidents.Open(work, new(AlertKind.Duty, NewAlert.CutOff, Severity.Critical, "OpsBot is cut off")
        {
            Detail = why,
        }, cancel);
        touched.Add(alert.Id);
        return true;
    }

    /// <summary>Those that are alone in their incident.</summary>
    static async Task SettleAlone(Work work, RoundSeen seen, HashSet<AlertId> touched, CancellationToken cancel)
    {
        foreach (var server in seen.Servers.Where(one => one.Alert is not null && seen.AloneIn(one) is not null))
            if (!seen.IsPlaced(server) && await End(work, server, seen.AloneIn(server)!, cancel)) touched.Add(server.Alert!.Value);
        foreach (var server in seen.Servers.Where(one => seen.PlaceOf(one) is { Of: null }))
        {
            var (known, judgement) = (seen.AloneIn(server), seen.JudgementOf(server));
            var flaps = judgement == Judgement.Flapping;
            if (known is not null && judgement == Judgement.Unsettled && known.Flaps == flaps) continue;
            var news = IncidentWords.Of(server, judgement);
            if (known is not null && known.Says(news) && known.Flaps == flaps) continue;
            var alert = await Incidents.Open(work, news, cancel);
            if (alert.Flaps != flaps) await work.Execute(
                "update alerts set flaps = @flaps where id = @Id", new { alert.Id, flaps }, cancel);
            if (known?.Heading != news.Heading && IncidentWords.Line(server, judgement) is var line)
                await Incidents.Note(work, alert.Id, line.Kind, line.Text, cancel);
            touched.Add(alert.Id);
        }
    }

    static async Task<bool> End(Work work, SeenServer server, OpenIncident known, CancellationToken cancel)
    {
        if (IncidentWords.Recovered(server) is { } recovered)
            await Incidents.Note(work, known.Id, LineKind.Recovered, recovered, cancel);
        return await Incidents.Resolve(work, known.Id, IncidentWords.Over(server), cancel);
    }
}
