using OpsBot.Core.Values;

namespace OpsBot.Core.Billing;

/// <summary>What a part of a period costs, by its days of all days of the whole period.</summary>
public static class Proration
{
    /// <summary>
    /// The days before <paramref name="to"/> less the days before <paramref name="from"/>, each rounded by itself: however a period is cut
    /// up, its parts add up to its price.
    /// </summary>
    public static Money Of(Money price, Period whole, DateOnly from, DateOnly to)
    {
        if (from < whole.Start || to > whole.End || to < from)
            throw new ArgumentOutOfRangeException(nameof(from), $"{from:O} to {to:O} is no part of {whole.Start:O} to {whole.End:O}.");
        return Until(price, whole, to) - Until(price, whole, from);
    }

    /// <summary>What is left of it from that day on.</summary>
    public static Money Rest(Money price, Period whole, DateOnly from) => Of(price, whole, from, whole.End);

    static Money Until(Money price, Period whole, DateOnly day) => price.Part(day.DayNumber - whole.Start.DayNumber, whole.Days);
}
