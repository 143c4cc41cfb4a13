namespace OpsBot.Core.Maintenances;

/// <summary>A while in which a thing is quiet.</summary>
public sealed record Quiet(DateTimeOffset From, DateTimeOffset Until);

/// <summary>
/// How long a thing may be quiet: eight hours at once and a day in a row, however many maintenances that is made of, and of whatever the
/// thing is a part. What lies less than half a day apart is in a row.
/// </summary>
public static class QuietTime
{
    public static readonly TimeSpan AtOnce = TimeSpan.FromHours(8), InARow = TimeSpan.FromHours(24), Loud = TimeSpan.FromHours(12);

    /// <summary>How far back and ahead others can be in a row with one: a day of it, with pauses.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromDays(30);

    /// <summary>How long it would be quiet in a row around the one that is added; what overlaps counts once.</summary>
    public static TimeSpan With(IEnumerable<Quiet> others, Quiet added)
    {
        var (total, end, holds) = (TimeSpan.Zero, DateTimeOffset.MinValue, false);
        foreach (var one in others.Append(added).Where(one => one.From < one.Until).OrderBy(one => one.From))
        {
            if (end != DateTimeOffset.MinValue && one.From - end >= Loud)
            {
                if (holds) return total;
                total = TimeSpan.Zero;
            }
            holds |= one == added;
            var from = one.From > end ? one.From : end;
            if (one.Until > from) total += one.Until - from;
            if (one.Until > end) end = one.Until;
        }
        return total;
    }
}
