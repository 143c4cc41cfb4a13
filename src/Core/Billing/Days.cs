using System.Globalization;

namespace OpsBot.Core.Billing;

/// <summary>Days and periods as people say them; they are the seller's, whoever reads.</summary>
public static class Days
{
    extension(DateOnly day)
    {
        /// <summary>"31 Jan 2026".</summary>
        public string InWords() => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
    }
}

/// <summary>A period as people say it.</summary>
public static class PeriodWords
{
    extension(Period period)
    {
        /// <summary>"1 Jan 2026 – 31 Jan 2026".</summary>
        public string InWords() => $"{period.Start.InWords()} – {period.Last.InWords()}";
    }
}
