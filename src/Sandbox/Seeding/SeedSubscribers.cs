namespace OpsBot.Sandbox.Seeding;

/// <summary>Who pays for what since when; with an end where they left, or are going to.</summary>
sealed record SeedSubscriber(string Slug, string Plan, DateOnly Anchor, string State)
{
    public DateOnly? Ends { get; init; }

    public bool Tried { get; init; }
}

/// <summary>
/// 198 who pay: 114 for Starter, 62 for Growth, 22 for Enterprise. 19 of them came within the last month, in which two left. 18 try it;
/// of five of them the trial ends within a week. Eight tried it and went, some left long ago, and three of those came back.
/// </summary>
static class SeedSubscribers
{
    const int Growths = 62, Enterprises = 22, Starters = 114, PastDue = 3, CameBack = 3, LostTrials = 8, LeftLongAgo = 10;

    // On the trial of the second of the stories three days are left.
    const int OnTrial = 1;

    // Two of them leave when the month is over, two have left; SeedDatabase says who.
    static readonly int[] leaving = [100, 101], left = [102, 103];

    static readonly int[] trialDays = [3, 5, 7, 1, 6, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14];

    public static IEnumerable<SeedSubscriber> All(DateOnly today)
    {
        var free = Enumerable.Range(0, SeedInstances.Organizations).Except([OnTrial, .. left]).ToList();
        var growths = Take(free, "growth", Growths);
        var enterprises = Take(free, "enterprise", Enterprises);
        var starters = Take(free, "starter", Starters);
        var late = growths.Except(leaving).Skip(10).Take(PastDue).ToList();
        // Who came last month, of each plan.
        var young = growths.TakeLast(6).Concat(enterprises.TakeLast(2)).Concat(starters.TakeLast(11)).ToList();
        var back = starters.Except(young).Except(leaving).Skip(20).Take(CameBack).ToList();
        foreach (var (index, number) in ((IEnumerable<int>)[.. growths, .. enterprises, .. starters]).Index())
        {
            var anchor = late.Contains(number) ? today.AddDays(-19 - index % 3).AddMonths(-9 - index % 5)
                : young.Contains(number) ? today.AddDays(-1 - index * 5 % 26)
                : today.AddDays(-40 - (int)(1_050 * Math.Pow(index * 37 % 198 / 198.0, 1.6)));
            yield return Of(number, anchor, late.Contains(number) ? "past_due" : leaving.Contains(number) ? "cancelling" : "active") with
            {
                Tried = index % 3 != 0, Ends = leaving.Contains(number) ? new DateOnly(today.Year, today.Month, 1).AddMonths(1) : null,
            };
            // They had left a year before.
            if (back.Contains(number)) yield return Ended(number, anchor.AddMonths(-16), 5);
        }
        foreach (var number in left) yield return Ended(number, today.AddDays(-20).AddMonths(-11), 11);
        foreach (var (index, number) in ((IEnumerable<int>)[OnTrial, .. free.Take(trialDays.Length - 1)]).Index())
            yield return Of(number, today.AddDays(trialDays[index]), "trialing") with { Tried = true };
        foreach (var (index, number) in free.Skip(trialDays.Length - 1).Take(LostTrials).Index())
            yield return Of(number, today.AddDays(-4 - index * 9), "cancelled") with { Tried = true, Ends = today.AddDays(-4 - index * 9) };
        foreach (var (index, number) in free.Skip(trialDays.Length - 1 + LostTrials).Take(LeftLongAgo).Index())
            yield return Ended(number, today.AddDays(-900 + index * 60), 4 + index % 6);
    }

    static List<int> Take(List<int> free, string plan, int count)
    {
        var taken = free.Where(number => SeedInstances.TierOf(number) == plan).Take(count).ToList();
        free.RemoveAll(taken.Contains);
        return taken;
    }

    static SeedSubscriber Of(int number, DateOnly anchor, string state) =>
        new(SeedNames.Organization(number).Slug, SeedInstances.TierOf(number), anchor, state);

    // After whole months, which are paid.
    static SeedSubscriber Ended(int number, DateOnly anchor, int months) =>
        Of(number, anchor, "cancelled") with { Ends = anchor.AddMonths(months) };
}
