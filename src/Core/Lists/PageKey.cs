using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OpsBot.Core.Lists;

/// <summary>
/// What a list is in order of: as SQL, how it is written into the key of a row, and how it is read from there. None is read of what was
/// never written so.
/// </summary>
sealed record PageKey(string Sql, Func<string, string> Written, Func<string, object?> Read)
{
    // What a DateTimeOffset holds, in microseconds.
    const long LastMoment = 253_000_000_000_000_000;

    public static PageKey Number([ConstantExpected] string sql) => new(sql, key => key, text => Whole(text));

    public static PageKey Text([ConstantExpected] string sql) => new(sql, key => key, text => text);

    public static PageKey Id([ConstantExpected] string sql) => new(sql, key => key, text => Guid.TryParse(text, out var id) ? id : null);

    public static PageKey Flag([ConstantExpected] string sql) =>
        new($"({sql})", key => $"{key}::int", text => text switch { "0" => false, "1" => true, _ => null });

    /// <summary>Written in microseconds, as a database counts them.</summary>
    public static PageKey Moment([ConstantExpected] string sql) => new(sql, key => $"(extract(epoch from {key}) * 1000000)::bigint",
        text => Whole(text) is >= 0 and < LastMoment and var micros
            ? DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond) : null);

    public static PageKey Day([ConstantExpected] string sql) => new(sql, key => $"to_char({key}, 'YYYY-MM-DD')",
        text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null);

    static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
