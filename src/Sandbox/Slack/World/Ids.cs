using System.Globalization;
using System.Security.Cryptography;

namespace OpsBot.Sandbox.Slack;

/// <summary>Makes ids and timestamps that look like Slack's.</summary>
public sealed class Ids(TimeProvider time)
{
    const string UpperAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const string MixedAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    readonly Lock gate = new();
    long lastMicros;

    /// <summary>"C08QX…": a letter that tells the kind, then ten characters.</summary>
    public static string New(string prefix) => prefix + "0" + RandomNumberGenerator.GetString(UpperAlphabet, 9);

    public static string Secret(int length) => RandomNumberGenerator.GetString(MixedAlphabet, length);

    public static string Digits(int length) =>
        RandomNumberGenerator.GetString("123456789", 1) + RandomNumberGenerator.GetString("0123456789", length - 1);

    public static string Hex(int length) => RandomNumberGenerator.GetHexString(length, lowercase: true);

    /// <summary>A message ts: unique in the workspace and rising, also when the clock stands still.</summary>
    public string Ts()
    {
        var micros = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        lock (gate) lastMicros = micros = Math.Max(micros, lastMicros + 100);
        return string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000}.{micros % 1_000_000:000000}");
    }
}
