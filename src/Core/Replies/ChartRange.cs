using OpsBot.Core.Values;

namespace OpsBot.Core.Replies;

/// <summary>How much of the past a chart shows.</summary>
public enum ChartRange
{
    [AlsoCalled("1h", "60m")] Hour,
    [AlsoCalled("24h", "1d")] Day,
    [AlsoCalled("7d", "168h")] Week,
    [AlsoCalled("30d")] Month,
}

/// <summary>The time from one moment to another, in equal slots.</summary>
public sealed record ChartTime(DateTimeOffset From, DateTimeOffset Until, TimeSpan Step)
{
    public int Slots => (int)((Until - From) / Step);

    /// <summary>It ends with the slot that is under way, so that within it the same is shown as before.</summary>
    public static ChartTime Of(ChartRange range, DateTimeOffset now)
    {
        var (length, step) = range switch
        {
            ChartRange.Hour => (TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)),
            ChartRange.Day => (TimeSpan.FromDays(1), TimeSpan.FromMinutes(15)),
            ChartRange.Week => (TimeSpan.FromDays(7), TimeSpan.FromHours(1)),
            ChartRange.Month => (TimeSpan.FromDays(30), TimeSpan.FromHours(4)),
        };
        var until = new DateTimeOffset((now.UtcTicks / step.Ticks + 1) * step.Ticks, TimeSpan.Zero);
        return new(until - length, until, step);
    }

    /// <summary>The slot that a moment falls into; before the first is the first, after the last is the last.</summary>
    public int Slot(DateTimeOffset at) => Math.Clamp((int)Math.Floor((at - From) / Step), 0, Slots - 1);

    /// <summary>The mean of what was measured in each slot.</summary>
    public Series Means(string name, IEnumerable<(DateTimeOffset At, double? Value)> points)
    {
        var (sums, counts) = (new double[Slots], new int[Slots]);
        foreach (var (at, value) in points)
            if (value is { } known && at >= From && at < Until)
                (sums[Slot(at)], counts[Slot(at)]) = (sums[Slot(at)] + known, counts[Slot(at)] + 1);
        return new(name, [.. sums.Zip(counts, (sum, count) => count == 0 ? (double?)null : Math.Round(sum / count, 2))]);
    }
}
