using OpsBot.Core.Alerts;

namespace OpsBot.Core.Health;

/// <summary>A round, who is not well in it, which incidents are open, and in which of them each belongs now.</summary>
sealed class RoundSeen
{
    readonly Dictionary<AlertId, OpenIncident> open;
    readonly Dictionary<Servers.ServerId, Incident> places;
    readonly Dictionary<Servers.ServerId, Judgement> judgements;

    RoundSeen(HealthRules rules, ProbeRound round, DateTimeOffset at, IReadOnlyList<SeenServer> servers,
        IReadOnlyList<OpenIncident> open, IReadOnlyDictionary<Place, int> watched)
    {
        (Rules, Round, At, Servers, Open, Watched) = (rules, round, at, servers, open, watched);
        this.open = open.ToDictionary(one => one.Id);
        var patients = servers.Where(MayBeIn).Select(one => one.AsPatient(round.BeganAt, OpenOf(one)?.AsIncident)).ToList();
        places = Folding.Of(patients, watched, rules, at).ToDictionary(one => one.Key.Id, one => one.Value);
        judgements = patients.ToDictionary(one => one.Id, one => Judging.Of(one, rules, at));
    }

    public HealthRules Rules { get; }

    public ProbeRound Round { get; }

    public DateTimeOffset At { get; }

    public IReadOnlyList<SeenServer> Servers { get; }

    public IReadOnlyList<OpenIncident> Open { get; }

    public IReadOnlyDictionary<Place, int> Watched { get; }

    public static RoundSeen Of(HealthRules rules, ProbeRound round, DateTimeOffset at, IReadOnlyList<SeenServer> servers,
        IReadOnlyList<OpenIncident> open, IReadOnlyDictionary<Place, int> watched) => new(rules, round, at, servers, open, watched);

    // Nothing opens of what is maintained: it is looked at again when that has ended.
    static bool MayBeIn(SeenServer one) =>
        one.NotWatched is null && (one.Alert is not null || one is { IsMaintained: false, IsSetAside: false });

    public bool IsPlaced(SeenServer one) => places.ContainsKey(one.Id);

    public Incident? PlaceOf(SeenServer one) => places.GetValueOrDefault(one.Id);

    public Judgement JudgementOf(SeenServer one) => judgements.GetValueOrDefault(one.Id);

    public OpenIncident? OpenOf(SeenServer one) => one.Alert is { } alert ? open.GetValueOrDefault(alert) : null;

    /// <summary>The open incident that it is alone in.</summary>
    public OpenIncident? AloneIn(SeenServer one) => OpenOf(one) is { Kind: AlertKind.Server } alone ? alone : null;
}
