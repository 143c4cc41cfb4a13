namespace OpsBot.Core.Health;

/// <summary>
/// What a round makes of all that are not well: each is in one incident, its own or the one that it shares with its neighbours.
/// </summary>
public static class Folding
{
    /// <summary>
    /// The incident that each is in from now on; who is left out is in none. <paramref name="watched"/> says how many are looked at in each
    /// place.
    /// </summary>
    public static IReadOnlyDictionary<Patient, Incident> Of(
        IReadOnlyList<Patient> patients, IReadOnlyDictionary<Place, int> watched, HealthRules rules, DateTimeOffset at)
    {
        var placed = new Dictionary<Patient, Incident>();
        var found = patients.Select(one => new Found(one, Judging.Of(one, rules, at), Judging.IsFailingToo(one, rules)));
        foreach (var there in found.GroupBy(one => one.Patient.Provider, StringComparer.Ordinal))
            foreach (var (one, incident) in new Ward(new(there.Key, null), [.. there], watched, rules).Placed())
                placed.Add(one, incident);
        return placed;
    }

    sealed record Found(Patient Patient, Judgement Judgement, bool FailsToo)
    {
        public bool IsIll => Judgement is Judgement.Degraded or Judgement.Failing or Judgement.Flapping;

        /// <summary>Of many at once.</summary>
        public bool Counts => IsIll || FailsToo;

        public bool Stays => Counts || Judgement == Judgement.Unsettled;

        public bool IsIn(Place place) => Patient.In?.Of == place;
    }

    /// <summary>All that are not well at one provider.</summary>
    sealed class Ward(Place provider, IReadOnlyList<Found> found, IReadOnlyDictionary<Place, int> watched, HealthRules rules)
    {
        public IEnumerable<(Patient, Incident)> Placed()
        {
            if (Fails(provider, found) && (found.Any(one => one.IsIn(provider)) || IsWide()))
            {
                foreach (var one in found.Where(one => one.Counts || (one.Stays && one.Patient.In is { Of: not null })))
                    yield return (one.Patient, Shared(provider));
                foreach (var one in found.Where(one => !one.Counts && one.Stays && one.Patient.In is { Of: null }))
                    yield return (one.Patient, Alone(one));
                yield break;
            }
            // The rest of what was widened stays in it until it is over, and takes nobody in: nobody would be told.
            foreach (var one in found.Where(one => one.IsIn(provider) && one.Stays)) yield return (one.Patient, Shared(provider));
            foreach (var there in found.Where(one => !one.IsIn(provider)).GroupBy(one => one.Patient.Place))
            {
                var takesIn = Fails(there.Key, there);
                foreach (var one in there.Where(one => one.IsIll || (one.Stays && (takesIn || one.Patient.In is not null))))
                    yield return (one.Patient,
                        one.IsIn(there.Key) || (takesIn && one.Counts) ? Shared(there.Key) : Alone(one));
            }
        }

        /// <summary>No one region explains it.</summary>
        bool IsWide()
        {
            var regions = found.GroupBy(one => one.Patient.Place)
                .Where(there => there.Any(one => one.IsIn(there.Key)) || Fails(there.Key, there)).Select(there => there.Key).ToList();
            return regions.Count != 1
                || found.Count(one => one.Counts && one.Patient.Place != regions[0]) >= rules[HealthRules.FoldFrom];
        }

        // It takes one that has failed for long enough to be told of, so that a single bad round opens nothing.
        bool Fails(Place place, IEnumerable<Found> there)
        {
            var failing = there.Where(one => one.Counts).ToList();
            return failing.Count >= rules[HealthRules.FoldFrom]
                && failing.Count * 100L >= (long)rules[HealthRules.FoldShare] * watched.GetValueOrDefault(place)
                && failing.Any(one => one.IsIll);
        }

        static Incident Shared(Place place) => new(place.Cause, place, false);

        static Incident Alone(Found one) => new(Incident.CauseOf(one.Patient.Id), null, one.Judgement == Judgement.Flapping);
    }
}
