using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>A key that something may have been signed with, as far as it is known here; its name stands beside the signature.</summary>
abstract class AuditKey(string id)
{
    public string Id => id;

    public abstract bool Vouches(string text, ReadOnlySpan<byte> signature);

    // Names the key without telling anything of it.
    protected static string Named(string what, ReadOnlySpan<byte> key, int digits) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(what), .. key])).Start(digits);
}

/// <summary>
/// Checks what was signed by HMAC-SHA256, as all was once: who can check it could have made it. Nothing new is signed so.
/// </summary>
sealed class SharedAuditKey(byte[] secret) : AuditKey(Named("opsbot audit key\n", secret, 8))
{
    public override bool Vouches(string text, ReadOnlySpan<byte> signature) =>
        CryptographicOperations.FixedTimeEquals(signature, HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text)));
}

/// <summary>The public half of an Ed25519 key: enough to check with, for anybody.</summary>
class PublicAuditKey(PublicKey key) : AuditKey(Prefix + Named("opsbot audit public key\n", key.Export(KeyBlobFormat.RawPublicKey), 16))
{
    /// <summary>What the name of such a key begins with.</summary>
    public const string Prefix = "ed25519-";

    const string Kind = "ed25519:";
    const int Length = 32;

    /// <summary>As it is handed to an auditor: ed25519:, then the key in base64.</summary>
    public string Text => Kind + Convert.ToBase64String(key.Export(KeyBlobFormat.RawPublicKey));

    public override bool Vouches(string text, ReadOnlySpan<byte> signature) =>
        SignatureAlgorithm.Ed25519.Verify(key, Encoding.UTF8.GetBytes(text), signature);

    public static bool IsKey(string text) => Bytes(text) is not null;

    public static PublicAuditKey Parse(string text) => new(PublicKey.Import(
        SignatureAlgorithm.Ed25519, Bytes(text) ?? throw new FormatException("That is no public key."), KeyBlobFormat.RawPublicKey));

    static byte[]? Bytes(string text)
    {
        var base64 = text.StartsWith(Kind, StringComparison.Ordinal) ? text[Kind.Length..] : text;
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length == Length ? [.. bytes.Take(length)] : null;
    }
}

/// <summary>
/// Signs. Derived from the configured secret, so that one secret is kept, and what it signed before can still be checked.
/// </summary>
sealed class SigningAuditKey : PublicAuditKey
{
    readonly Key key;

    SigningAuditKey(Key key) : base(key.PublicKey) => this.key = key;

    public static SigningAuditKey Of(byte[] secret)
    {
        var seed = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "opsbot audit ed25519"u8.ToArray());
        return new(Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey));
    }

    public byte[] Sign(string text) => SignatureAlgorithm.Ed25519.Sign(key, Encoding.UTF8.GetBytes(text));
}
