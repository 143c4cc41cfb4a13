using System.Buffers;
using System.Globalization;
using System.Text;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>
/// Tells Discord's requests from anybody else's, by the raw bytes of the body
/// (https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint); without a public key, none is Discord's.
/// </summary>
public sealed class DiscordSignature
{
    public const string SignatureHeader = "X-Signature-Ed25519";
    public const string TimestampHeader = "X-Signature-Timestamp";

    // Discord sets no limit; a request that was overheard is good for as long as this and, being taken once, for nothing.
    static readonly TimeSpan leeway = TimeSpan.FromMinutes(5);

    readonly TimeProvider time;
    readonly Ed25519Key? key;

    public DiscordSignature(string publicKeyHex, TimeProvider time)
    {
        this.time = time;
        Span<byte> bytes = stackalloc byte[Ed25519.KeyLength];
        if (Hex(publicKeyHex, bytes) && Ed25519.IsAvailable) key = Ed25519Key.Of(bytes);
    }

    /// <summary>There is a key to check by.</summary>
    public bool IsSet => key is not null;

    /// <summary>What the headers alone say: whether the body is worth reading.</summary>
    public SignatureCheck Check(string? timestamp, string? signatureHex)
    {
        if (string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatureHex)) return SignatureCheck.Missing;
        // Longer than 15 digits is no clock and could overflow the difference.
        if (timestamp.Length > 15 || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return SignatureCheck.Missing;
        if (Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > leeway.TotalSeconds) return SignatureCheck.Stale;
        return IsSet && signatureHex.Length == 2 * Ed25519.SignatureLength ? SignatureCheck.Valid : SignatureCheck.Wrong;
    }

    public SignatureCheck Check(string? timestamp, string? signatureHex, ReadOnlySpan<byte> body)
    {
        if (Check(timestamp, signatureHex) is var headers and not SignatureCheck.Valid) return headers;
        Span<byte> signature = stackalloc byte[Ed25519.SignatureLength];
        return Hex(signatureHex!, signature) && Verify(timestamp!, body, signature) ? SignatureCheck.Valid : SignatureCheck.Wrong;
    }

    bool Verify(string timestamp, ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature)
    {
        if (key is null) return false;
        var length = timestamp.Length + body.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Encoding.ASCII.GetBytes(timestamp, rented);
            body.CopyTo(rented.AsSpan(timestamp.Length));
            return key.Verify(rented.AsSpan(0, length), signature);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    static bool Hex(string text, Span<byte> bytes) =>
        text.Length == 2 * bytes.Length && Convert.FromHexString(text, bytes, out _, out var written) is OperationStatus.Done
            && written == bytes.Length;
}
