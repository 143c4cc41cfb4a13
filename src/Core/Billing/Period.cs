namespace OpsBot.Core.Billing;

/// <summary>How often it is paid for.</summary>
public enum PeriodLength { Month, Quarter, HalfYear, Year }

/// <summary>From its first day to the first day of the next, in the seller's time.</summary>
public readonly record struct Period(DateOnly Start, DateOnly End)
{
    public int Days => End.DayNumber - Start.DayNumber;

    /// <summary>Its last day, as people say it.</summary>
    public DateOnly Last => End.AddDays(-1);

    public bool Contains(DateOnly day) => Start <= day && day < End;
}

/// <summary>
/// The periods of one subscription. Each is reckoned from the day it began on, never from the end of the one before: what began on a 31st
/// goes on at the end of February and on the 31st of March.
/// </summary>
public readonly record struct Periods(DateOnly Anchor, PeriodLength Length)
{
    /// <summary>The first is number 0.</summary>
    public Period this[int number] => new(Begin(number), Begin(number + 1));

    DateOnly Begin(int number) => Anchor.AddMonths(number * Length.Months);

    /// <summary>Which of them has that day; before the anchor they count down.</summary>
    public int NumberAt(DateOnly day)
    {
        var months = (day.Year - Anchor.Year) * 12 + day.Month - Anchor.Month;
        var number = (months - (months % Length.Months + Length.Months) % Length.Months) / Length.Months;
        return day < Begin(number) ? number - 1 : number;
    }
}

public static class PeriodLengths
{
    extension(PeriodLength length)
    {
        public int Months => length switch
        {
            PeriodLength.Month => 1,
            PeriodLength.Quarter => 3,
            PeriodLength.HalfYear => 6,
            PeriodLength.Year => 12,
        };

        /// <summary>"a month", "half a year".</summary>
        public string Each => length switch
        {
            PeriodLength.Month => "a month",
            PeriodLength.Quarter => "a quarter",
            PeriodLength.HalfYear => "half a year",
            PeriodLength.Year => "a year",
        };
    }
}
