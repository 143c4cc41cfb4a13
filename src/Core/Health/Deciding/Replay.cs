using OpsBot.Core.Servers;

namespace OpsBot.Core.Health;

/// <summary>A reboot that would have been.</summary>
sealed record ReplayedReboot(ServerId Server, DateTimeOffset At, bool Hard);

/// <summary>
/// The same rules over rounds that were, or might be: what would have been told and done. Nothing that it would have done changes what
/// came after, for nobody knows how that would have been.
/// </summary>
sealed class Replay(HealthRules rules, IReadOnlyDictionary<Place, int> watched)
{
    // What comes back so soon is the same incident, as it is where it is told.
    static readonly TimeSpan sameTrouble = Alerts.Incidents.SameTrouble;

    readonly Dictionary<ServerId, Course> courses = [];
    readonly HashSet<Course> active = [];
    readonly HashSet<string> open = [];
    readonly Dictionary<string, DateTimeOffset> over = [];
    readonly List<ReplayedReboot> reboots = [];

    /// <summary>Incidents that would have been told, each once.</summary>
    public int Opened { get; private set; }

    public IReadOnlyList<ReplayedReboot> Reboots => reboots;

    public IReadOnlyCollection<string> Open => open;

    /// <summary>Nothing is going on, so that rounds without a change can be left out.</summary>
    public bool IsQuiet => active.Count == 0;

    /// <summary>In which incident each is now.</summary>
    public IEnumerable<(ServerId Server, string Cause)> Members =>
        active.Where(one => one.In is not null).Select(one => (one.Id, one.In!.Cause));

    public void Add(ServerId id, string name, string provider, string region, HealthState health, DateTimeOffset since, bool wasWell)
    {
        var course = courses[id] = new(id, name, provider, region, health, since, wasWell);
        if (health != HealthState.Healthy) active.Add(course);
    }

    /// <summary>One round in which these have changed and all others are as they were.</summary>
    public void Round(DateTimeOffset at, IEnumerable<(ServerId Server, HealthState Health)> changes)
    {
        foreach (var (server, health) in changes)
            if (courses.TryGetValue(server, out var course))
            {
                course.Change(health, at);
                active.Add(course);
            }
        foreach (var one in active) one.Count(at);
        Place(at);
        foreach (var one in active.OrderBy(one => one.Since).ThenBy(one => one.Id.Value)) Remedy(one, at);
        active.RemoveWhere(one => one.IsQuiet(at));
    }

    void Place(DateTimeOffset at)
    {
        var patients = active.ToDictionary(one => one, one => one.AsPatient(at));
        var placed = Folding.Of([.. patients.Values.OrderBy(one => one.Name, StringComparer.Ordinal)], watched, rules, at);
        foreach (var (course, patient) in patients) course.In = placed.GetValueOrDefault(patient);
        var now = placed.Values.Select(one => one.Cause).ToHashSet();
        foreach (var cause in open.Except(now)) over[cause] = at;
        Opened += now.Except(open).Count(cause => !over.TryGetValue(cause, out var ended) || at - ended >= sameTrouble);
        open.Clear();
        open.UnionWith(now);
    }

    void Remedy(Course one, DateTimeOffset at)
    {
        one.Settle(at);
        if (one.In is null || RebootRules.Of(Case(one, at), rules, at) is not RebootVerdict.Yes yes) return;
        one.Reboots.Add(new(at));
        reboots.Add(new(one.Id, at, yes.Hard));
    }

    RebootCase Case(Course one, DateTimeOffset at) => new()
    {
        Bad = one.Bad, WasWellAt = one.WasWellAt,
        Flaps = one.In!.Flaps || one.ChangesWithinAnHour(at) > rules[HealthRules.FlappingAbove],
        LastAt = one.Reboots.Count > 0 ? one.Reboots[^1].At : null,
        Today = one.Reboots.Count(reboot => reboot.At > at - RebootRules.ADay),
        Tries = one.Reboots.Count(reboot => reboot.Helped != true && !(reboot.At <= one.WasWellAt)),
        OfAllLately = reboots.Count(reboot => reboot.At > at - RebootRules.AtOnceWithin),
        FleetFails = active.Count(other => other.Bad > 0) * 100L > rules[HealthRules.RebootFleet] * (long)Fleet,
        SharedIncident = active.Any(other => other.In?.Of is not null),
    };

    int Fleet => watched.Where(place => place.Key.Region is not null).Sum(place => place.Value);

    sealed class Rebooted(DateTimeOffset at)
    {
        public DateTimeOffset At => at;

        public bool? Helped { get; set; }
    }

    /// <summary>How one server went, as its row would have it.</summary>
    sealed class Course(
        ServerId id, string name, string provider, string region, HealthState health, DateTimeOffset since, bool wasWell)
    {
        readonly List<DateTimeOffset> changes = [];
        int lesser, good;
        DateTimeOffset? wellSince = health == HealthState.Healthy ? since : null;

        public ServerId Id => id;

        public HealthState Health { get; private set; } = health;

        public DateTimeOffset Since { get; private set; } = since;

        public int Bad { get; private set; }

        public DateTimeOffset? WasWellAt { get; private set; } = wasWell ? since : null;

        public Incident? In { get; set; }

        public List<Rebooted> Reboots { get; } = [];

        public void Change(HealthState to, DateTimeOffset at)
        {
            if (to == Health) return;
            if (Health == HealthState.Healthy && wellSince is { } since && at - since >= RebootRules.ADay) WasWellAt = at;
            (Health, Since) = (to, at);
            changes.RemoveAll(change => change <= at - TimeSpan.FromHours(1));
            changes.Add(at);
        }

        public void Count(DateTimeOffset at)
        {
            Bad = Health is HealthState.Unhealthy or HealthState.Unreachable ? Bad + 1 : 0;
            lesser = Health != HealthState.Healthy ? lesser + 1 : 0;
            good = Health == HealthState.Healthy ? good + 1 : 0;
            wellSince = Health == HealthState.Healthy ? wellSince ?? at : null;
        }

        public int ChangesWithinAnHour(DateTimeOffset at) => changes.Count(change => change > at - TimeSpan.FromHours(1));

        public Patient AsPatient(DateTimeOffset at) => new(id, name, provider, region)
        {
            Health = Health, Bad = Bad, Lesser = lesser, Good = good, Since = Since, Changes = ChangesWithinAnHour(at), In = In,
        };

        public void Settle(DateTimeOffset at)
        {
            foreach (var reboot in Reboots.Where(reboot => reboot.Helped is null))
                if (wellSince > reboot.At && wellSince <= reboot.At + AutoReboots.HelpsWithin) reboot.Helped = true;
                else if (at > reboot.At + AutoReboots.HelpsWithin) reboot.Helped = false;
        }

        public bool IsQuiet(DateTimeOffset at) =>
            Health == HealthState.Healthy && In is null && ChangesWithinAnHour(at) == 0
            && Reboots.TrueForAll(reboot => reboot.Helped is not null);
    }
}
