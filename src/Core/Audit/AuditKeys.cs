using System.Globalization;
using Microsoft.Extensions.Options;

namespace OpsBot.Core.Audit;

/// <summary>What a signature turned out to be; who was given the public key alone cannot check what older versions signed.</summary>
public enum SealState { Good, Bad, UnknownKey, NeedsSecret }

/// <summary>
/// Signs checkpoints with the key of the configuration, and checks them with it, the keys of before, and the public halves of others.
/// </summary>
public sealed class AuditKeys
{
    const int ShortestKey = 32;

    readonly bool hasSecrets;
    readonly Lazy<SigningAuditKey?> current;

    // Made when it is first needed: a program that signs nothing and checks nothing loads no library for it.
    readonly Lazy<IReadOnlyDictionary<string, AuditKey>> byId;

    public AuditKeys(IOptions<AuditOptions> options) : this(options.Value) { }

    /// <summary>Keys that may be none: enough to check with, not to sign.</summary>
    public AuditKeys(AuditOptions options)
    {
        var secrets = options.OldKeys.Append(options.Key).Where(text => text.Length > 0).Select(Convert.FromBase64String).ToList();
        hasSecrets = secrets.Count > 0;
        Any = hasSecrets || options.PublicKeys.Count > 0;
        current = new(() => options.Key.Length > 0 ? SigningAuditKey.Of(Convert.FromBase64String(options.Key)) : null);
        byId = new(() => AllOf(secrets, options.PublicKeys).DistinctBy(key => key.Id).ToDictionary(key => key.Id));
    }

    static IEnumerable<AuditKey> AllOf(IEnumerable<byte[]> secrets, IEnumerable<string> publicKeys) =>
    [
        .. secrets.SelectMany(secret => new AuditKey[] { new SharedAuditKey(secret), SigningAuditKey.Of(secret) }),
        .. publicKeys.Where(text => text.Length > 0).Select(PublicAuditKey.Parse),
    ];

    /// <summary>For somebody who was given an export but no key: chains can be followed, signatures not checked.</summary>
    public static AuditKeys None { get; } = new(new AuditOptions());

    public bool Any { get; }

    /// <summary>What an auditor is given; none where nothing can be signed.</summary>
    public string? PublicKey => current.Value?.Text;

    SigningAuditKey Current => current.Value ?? throw new InvalidOperationException("Without a key nothing can be signed.");

    /// <summary>Signs a text of OpsBot's own: the key's name and the signature.</summary>
    internal string Vouch(string text) => $"{Current.Id}:{Convert.ToHexStringLower(Current.Sign(text))}";

    internal bool Vouches(string text, string voucher) =>
        voucher.Split(':') is [var id, var hex] && byId.Value.TryGetValue(id, out var key) && ChainHash.IsHex(hex)
        && key.Vouches(text, Convert.FromHexString(hex));

    /// <summary>It was signed so that only the secret checks it, and here is none.</summary>
    internal bool NeedSecretFor(string id) => !hasSecrets && !id.StartsWith(PublicAuditKey.Prefix, StringComparison.Ordinal);

    /// <param name="alone">There was nothing outside to compare with before it was signed.</param>
    public Checkpoint Sign(long count, string head, DateTimeOffset at, bool alone = false)
    {
        // Whole seconds, so that the text that people copy carries all that was signed.
        var second = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond)).ToUniversalTime();
        var checkpoint = new Checkpoint(count, head);
        var signature = Current.Sign(Signed(checkpoint, second, Current.Id, alone));
        return checkpoint with { Seal = new(second, Current.Id, Convert.ToHexStringLower(signature)) { Alone = alone } };
    }

    public SealState Check(Checkpoint checkpoint, Seal seal) =>
        !byId.Value.TryGetValue(seal.KeyId, out var key) ? NeedSecretFor(seal.KeyId) ? SealState.NeedsSecret : SealState.UnknownKey
        : ChainHash.IsHex(seal.Signature)
            && key.Vouches(Signed(checkpoint, seal.At, seal.KeyId, seal.Alone), Convert.FromHexString(seal.Signature))
            ? SealState.Good : SealState.Bad;

    internal static bool IsKey(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= ShortestKey;
    }

    static string Signed(Checkpoint checkpoint, DateTimeOffset at, string id, bool alone) => string.Create(CultureInfo.InvariantCulture,
        $"opsbot audit checkpoint\n{checkpoint.Count}\n{checkpoint.Head}\n{at.ToUnixTimeSeconds()}\n{id}{(alone ? "\nalone" : "")}");
}
