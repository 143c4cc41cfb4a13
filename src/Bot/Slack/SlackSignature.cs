using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Slack;

/// <summary>
/// Tells Slack's requests from anybody else's, by the raw bytes of the body
/// (https://docs.slack.dev/authentication/verifying-requests-from-slack).
/// </summary>
public sealed class SlackSignature(string signingSecret, TimeProvider time)
{
    public const string SignatureHeader = "X-Slack-Signature";
    public const string TimestampHeader = "X-Slack-Request-Timestamp";

    // "v0=" and the 64 digits of a SHA-256.
    const int Length = 3 + (2 * HMACSHA256.HashSizeInBytes);
    static readonly TimeSpan leeway = TimeSpan.FromMinutes(5);

    // The secret looks like hex and is text all the same.
    readonly byte[] key = Encoding.UTF8.GetBytes(signingSecret);

    /// <summary>There is a secret to check by; without one, or with a stump of one, no request is Slack's.</summary>
    public bool IsSet { get; } = signingSecret.Trim().Length >= SlackOptions.ShortestSecret;

    /// <summary>What the headers alone say: whether the body is worth reading.</summary>
    public SignatureCheck Check(string? timestamp, string? signature)
    {
        if (string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature)) return SignatureCheck.Missing;
        // Longer than 15 digits is no clock and could overflow the difference.
        if (timestamp.Length > 15 || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return SignatureCheck.Missing;
        if (Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > leeway.TotalSeconds) return SignatureCheck.Stale;
        return IsSet && signature.Length == Length && Ascii.IsValid(signature) ? SignatureCheck.Valid : SignatureCheck.Wrong;
    }

    public SignatureCheck Check(string? timestamp, string? signature, ReadOnlySpan<byte> body)
    {
        if (Check(timestamp, signature) is var headers and not SignatureCheck.Valid) return headers;
        Span<byte> expected = stackalloc byte[Length];
        Sign(timestamp!, body, expected);
        Span<byte> given = stackalloc byte[Length];
        return Encoding.ASCII.TryGetBytes(signature, given, out _) && CryptographicOperations.FixedTimeEquals(expected, given)
            ? SignatureCheck.Valid : SignatureCheck.Wrong;
    }

    void Sign(string timestamp, ReadOnlySpan<byte> body, Span<byte> signature)
    {
        var length = 4 + timestamp.Length + body.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var text = rented.AsSpan(0, length);
            "v0:"u8.CopyTo(text);
            Encoding.ASCII.GetBytes(timestamp, text[3..]);
            text[3 + timestamp.Length] = (byte)':';
            body.CopyTo(text[(4 + timestamp.Length)..]);

            Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
            HMACSHA256.HashData(key, text, hash);
            "v0="u8.CopyTo(signature);
            Convert.TryToHexStringLower(hash, signature[3..], out _);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
