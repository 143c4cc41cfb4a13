using Microsoft.Extensions.Options;

namespace OpsBot.Core.Billing.Dunning;

/// <summary>
/// When a step may be taken: somebody at the customer's has to be able to answer it, and somebody here to be asked.
/// </summary>
public sealed class DunningDays(Seller seller, IOptions<BillingOptions> options, TimeProvider time)
{
    static readonly TimeOnly opens = new(8, 0), closes = new(17, 0), fridayEnds = new(12, 0);

    readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(seller.Options.TimeZone);

    public bool IsOpen
    {
        get
        {
            var here = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime;
            var (day, hour) = (DateOnly.FromDateTime(here), TimeOnly.FromDateTime(here));
            return IsWorkday(day) && hour >= opens && hour < (day.DayOfWeek == DayOfWeek.Friday ? fridayEnds : closes);
        }
    }

    public bool IsWorkday(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Holidays(day.Year).Contains(day)
        && !options.Value.Holidays.Contains(day);

    // Those of the whole country; what a state or a house has besides is set.
    IEnumerable<DateOnly> Holidays(int year)
    {
        var easter = Easter(year);
        return seller.Options.Country switch
        {
            "DE" =>
            [
                new(year, 1, 1), easter.AddDays(-2), easter.AddDays(1), new(year, 5, 1), easter.AddDays(39), easter.AddDays(50),
                new(year, 10, 3), new(year, 12, 24), new(year, 12, 25), new(year, 12, 26), new(year, 12, 31),
            ],
            "IN" => (DateOnly[])[new(year, 1, 26), new(year, 8, 15), new(year, 10, 2), new(year, 12, 25)],
            _ => [new(year, 1, 1), new(year, 12, 25), new(year, 12, 26)],
        };
    }

    // The Gregorian computus, as Meeus, Jones and Butcher have it.
    static DateOnly Easter(int year)
    {
        var (a, b, c) = (year % 19, year / 100, year % 100);
        var h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        var l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        var m = (a + 11 * h + 22 * l) / 451;
        var n = h + l - 7 * m + 114;
        return new(year, n / 31, n % 31 + 1);
    }
}
