using NSec.Cryptography;

namespace OpsBot.Bot.Discord;

/// <summary>
/// Checks Ed25519 signatures (RFC 8032) with libsodium, which the program brings along; .NET has no such check of its own. libsodium
/// refuses what is not canonical: a number S beyond the group's order, another spelling of R or of the key, points of small order.
/// </summary>
public static class Ed25519
{
    public const int KeyLength = 32;
    public const int SignatureLength = 64;

    static readonly Lazy<bool> works = new(SelfTest);

    /// <summary>There is a libsodium for this machine, and it gets a known signature right.</summary>
    public static bool IsAvailable => works.Value;

    /// <summary>One signature by a key that is not kept.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Ed25519Key.Of(publicKey)?.Verify(message, signature) ?? false;

    // RFC 8032, 7.1, TEST 1.
    static bool SelfTest()
    {
        try
        {
            return Verify(
                Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"), [],
                Convert.FromHexString(
                    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"));
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
            or PlatformNotSupportedException or TypeInitializationException)
        {
            return false;
        }
    }
}

/// <summary>A public key; any number of threads may use it at once.</summary>
sealed class Ed25519Key
{
    readonly PublicKey key;

    Ed25519Key(PublicKey key) => this.key = key;

    /// <summary>None where the bytes are no key.</summary>
    public static Ed25519Key? Of(ReadOnlySpan<byte> publicKey) =>
        publicKey.Length == Ed25519.KeyLength
            && PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out var key)
            ? new(key!) : null;

    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureLength && SignatureAlgorithm.Ed25519.Verify(key, message, signature);
}
