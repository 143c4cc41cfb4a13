using System.Globalization;

namespace OpsBot.Sandbox.Workspace.Text;

/// <summary>Says moments in the time zone of the person who reads.</summary>
static class Clock
{
    public static string Format(Moment moment, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (moment.Unix > 253402300799) return moment.Fallback;
        var at = DateTimeOffset.FromUnixTimeSeconds(moment.Unix);
        return moment.Format
            .Replace("{date_num}", Local(at, zone, "yyyy-MM-dd"), StringComparison.Ordinal)
            .Replace("{date_short_pretty}", Day(at, now, zone, "MMM d, yyyy"), StringComparison.Ordinal)
            .Replace("{date_long_pretty}", Day(at, now, zone, "dddd, MMMM d, yyyy"), StringComparison.Ordinal)
            .Replace("{date_pretty}", Day(at, now, zone, "MMMM d, yyyy"), StringComparison.Ordinal)
            .Replace("{date_short}", Local(at, zone, "MMM d, yyyy"), StringComparison.Ordinal)
            .Replace("{date_long}", Local(at, zone, "dddd, MMMM d, yyyy"), StringComparison.Ordinal)
            .Replace("{date}", Local(at, zone, "MMMM d, yyyy"), StringComparison.Ordinal)
            .Replace("{time_secs}", Local(at, zone, "HH:mm:ss"), StringComparison.Ordinal)
            .Replace("{time}", Local(at, zone, "HH:mm"), StringComparison.Ordinal)
            .Replace("{ago}", Ago(at, now), StringComparison.Ordinal);
    }

    public static string Exact(Moment moment, TimeZoneInfo zone) =>
        moment.Unix > 253402300799 ? moment.Fallback : Exact(DateTimeOffset.FromUnixTimeSeconds(moment.Unix), zone);

    public static string Exact(DateTimeOffset at, TimeZoneInfo zone) => Local(at, zone, "dddd, MMMM d, yyyy 'at' HH:mm:ss");

    public static string Time(DateTimeOffset at, TimeZoneInfo zone, string format = "HH:mm") => Local(at, zone, format);

    public static DateOnly Date(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>"Today", "Yesterday" or the date.</summary>
    public static string Day(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone, string format = "dddd, MMMM d")
    {
        var days = Date(now, zone).DayNumber - Date(at, zone).DayNumber;
        return days switch
        {
            0 => "Today",
            1 => "Yesterday",
            -1 => "Tomorrow",
            _ => Local(at, zone, format),
        };
    }

    /// <summary>"Today at 14:02".</summary>
    public static string DayAndTime(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone) =>
        Math.Abs(Date(now, zone).DayNumber - Date(at, zone).DayNumber) <= 1 ? $"{Day(at, now, zone)} at {Time(at, zone)}"
            : Local(at, zone, "yyyy-MM-dd HH:mm");

    public static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var past = now >= at;
        var span = past ? now - at : at - now;
        var words = span switch
        {
            { TotalMinutes: < 1 } => null,
            { TotalHours: < 1 } => Count((int)span.TotalMinutes, "minute"),
            { TotalDays: < 1 } => Count((int)span.TotalHours, "hour"),
            _ => Count((int)span.TotalDays, "day"),
        };
        return words is null ? "just now" : past ? $"{words} ago" : $"in {words}";
    }

    static string Count(int number, string unit) => number == 1 ? $"1 {unit}" : $"{number} {unit}s";

    static string Local(DateTimeOffset at, TimeZoneInfo zone, string format) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString(format, CultureInfo.InvariantCulture);
}
