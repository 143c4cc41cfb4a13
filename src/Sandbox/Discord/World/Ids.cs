using System.Globalization;
using System.Security.Cryptography;

namespace OpsBot.Sandbox.Discord;

/// <summary>Makes ids and secrets that look like Discord's.</summary>
public sealed class Ids(TimeProvider time)
{
    /// <summary>The first second of 2015, from which snowflakes count milliseconds.</summary>
    public const long Epoch = 1_420_070_400_000;

    const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    readonly Lock gate = new();
    long last;

    /// <summary>A snowflake: the time in its upper bits, and always more than the one before, also when the clock stands still.</summary>
    public string Next()
    {
        var stamp = (time.GetUtcNow().ToUnixTimeMilliseconds() - Epoch) << 22;
        lock (gate) last = Math.Max(stamp, last + 1);
        return last.ToString(CultureInfo.InvariantCulture);
    }

    public static DateTimeOffset TimeOf(string id) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long.Parse(id, CultureInfo.InvariantCulture) >> 22) + Epoch);

    /// <summary>Snowflakes in the order of their making, which is not the order of their text.</summary>
    public static IComparer<string> Oldest { get; } =
        Comparer<string>.Create((one, other) => one.Length != other.Length ? one.Length.CompareTo(other.Length)
            : string.CompareOrdinal(one, other));

    internal static bool IsSnowflake(string? text) =>
        text is { Length: > 0 and < 20 } && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    public static string Secret(int length) => RandomNumberGenerator.GetString(Alphabet, length);

    public static string Hex(int length) => RandomNumberGenerator.GetHexString(length, lowercase: true);

    /// <summary>Three parts with dots between: whose it is, when it was made, and what proves it.</summary>
    public static string BotToken(string applicationId, DateTimeOffset at)
    {
        var seconds = BitConverter.GetBytes((int)(at.ToUnixTimeMilliseconds() / 1000 - Epoch / 1000));
        Array.Reverse(seconds);
        return $"{Base64(System.Text.Encoding.ASCII.GetBytes(applicationId))}.{Base64(seconds)}.{Secret(38)}";
    }

    internal static string InteractionToken(string id) => Base64(System.Text.Encoding.ASCII.GetBytes($"interaction:{id}:{Secret(102)}"));

    static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
