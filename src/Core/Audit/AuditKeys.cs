using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>What a signature turned out to be.</summary>
public enum SealState { Good, Bad, UnknownKey }

/// <summary>Signs checkpoints with the key of the configuration, and checks them with it and the keys of before.</summary>
public sealed class AuditKeys
{
    const int ShortestKey = 32;

    readonly Dictionary<string, byte[]> byId = [];
    readonly string? current;

    public AuditKeys(IOptions<AuditOptions> options) : this(options.Value) { }

    /// <summary>Keys that may be none: enough to check with, not to sign.</summary>
    public AuditKeys(AuditOptions options)
    {
        foreach (var bytes in options.OldKeys.Append(options.Key).Where(text => text.Length > 0).Select(Convert.FromBase64String))
        {
            current = IdOf(bytes);
            byId[current] = bytes;
        }
        if (options.Key.Length == 0) current = null;
    }

    /// <summary>For somebody who was given an export but no key: chains can be followed, signatures not checked.</summary>
    public static AuditKeys None { get; } = new(new AuditOptions());

    public bool Any => byId.Count > 0;

    /// <summary>Signs a text of OpsBot's own: the key's name and the signature.</summary>
    internal string Vouch(string text)
    {
        var id = current ?? throw new InvalidOperationException("Without a key nothing can be signed.");
        return $"{id}:{Convert.ToHexStringLower(HMACSHA256.HashData(byId[id], Encoding.UTF8.GetBytes(text)))}";
    }

    internal bool Vouches(string text, string voucher) =>
        voucher.Split(':') is [var id, var hex] && byId.TryGetValue(id, out var key) && ChainHash.TryParse(hex, out var given)
        && CryptographicOperations.FixedTimeEquals(given, HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

    /// <param name="alone">There was nothing outside to compare with before it was signed.</param>
    public Checkpoint Sign(long count, string head, DateTimeOffset at, bool alone = false)
    {
        var id = current ?? throw new InvalidOperationException("Without a key nothing can be signed.");
        // Whole seconds, so that the text that people copy carries all that was signed.
        var second = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond)).ToUniversalTime();
        var checkpoint = new Checkpoint(count, head);
        var signature = Convert.ToHexStringLower(Signature(checkpoint, second, id, alone));
        return checkpoint with { Seal = new(second, id, signature) { Alone = alone } };
    }

    public SealState Check(Checkpoint checkpoint, Seal seal) =>
        !byId.ContainsKey(seal.KeyId) ? SealState.UnknownKey
        : ChainHash.TryParse(seal.Signature, out var given)
            && CryptographicOperations.FixedTimeEquals(given, Signature(checkpoint, seal.At, seal.KeyId, seal.Alone))
            ? SealState.Good : SealState.Bad;

    internal static bool IsKey(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= ShortestKey;
    }

    byte[] Signature(Checkpoint checkpoint, DateTimeOffset at, string id, bool alone) => HMACSHA256.HashData(byId[id],
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"opsbot audit checkpoint\n{checkpoint.Count}\n{checkpoint.Head}\n{at.ToUnixTimeSeconds()}\n{id}{(alone ? "\nalone" : "")}")));

    // Names the key without telling anything of it.
    static string IdOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData([.. "opsbot audit key\n"u8, .. key])).Start(8);
}
