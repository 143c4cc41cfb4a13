using System.Globalization;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Billing;

/// <summary>The number of one document: "CN-202611-0001" is the first of series CN in that month.</summary>
sealed record DrawnNumber(string Series, string Month, long Nth, string Number);

static class Numbers
{
    /// <summary>
    /// The next of that series in the day's month. Whoever draws holds the series until the commit, and what is not committed has drawn
    /// none: there is no hole and no double.
    /// </summary>
    public static Task<DrawnNumber> Draw(Work work, string series, DateOnly day, CancellationToken cancel) => work.Get<DrawnNumber>(
        """
        insert into number_series as s (code, month, next)
        values (@series, @month, 2)
        on     conflict (code, month) do update set next = s.next + 1
        returning s.code as series, s.month, s.next - 1 as nth, document_number(s.code, s.month, s.next - 1) as number
        """, new { series, month = day.ToString("yyyyMM", CultureInfo.InvariantCulture) }, cancel);
}
