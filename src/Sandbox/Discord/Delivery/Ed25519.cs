using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OpsBot.Sandbox.Discord;

/// <summary>
/// Ed25519 by the system's OpenSSL, because .NET has none; so the product's own check is tried against somebody else's signatures.
/// </summary>
public static class Ed25519
{
    const string Crypto = "crypto";
    const int KeyType = 1087;
    const int KeyLength = 32;
    const int SignatureLength = 64;

    static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so", "libcrypto.3.dylib", "libcrypto.dylib",
        "libcrypto-3-x64.dll"];

    static Ed25519() => NativeLibrary.SetDllImportResolver(typeof(Ed25519).Assembly, Find);

    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        var key = KeyFrom(seed);
        try
        {
            var publicKey = new byte[KeyLength];
            nuint length = KeyLength;
            Must(EVP_PKEY_get_raw_public_key(key, publicKey, ref length));
            return publicKey;
        }
        finally
        {
            EVP_PKEY_free(key);
        }
    }

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        var key = KeyFrom(seed);
        var context = EVP_MD_CTX_new();
        try
        {
            Must(EVP_DigestSignInit(context, 0, 0, 0, key));
            var signature = new byte[SignatureLength];
            nuint length = SignatureLength;
            Must(EVP_DigestSign(context, signature, ref length, message.ToArray(), (nuint)message.Length));
            return signature;
        }
        finally
        {
            EVP_MD_CTX_free(context);
            EVP_PKEY_free(key);
        }
    }

    static nint KeyFrom(ReadOnlySpan<byte> seed)
    {
        var key = EVP_PKEY_new_raw_private_key(KeyType, 0, seed.ToArray(), (nuint)seed.Length);
        return key != 0 ? key : throw new CryptographicException("OpenSSL takes a seed of 32 bytes.");
    }

    static void Must(int result)
    {
        if (result != 1) throw new CryptographicException("OpenSSL refused an Ed25519 operation.");
    }

    // The bare name exists only where OpenSSL's development files are installed.
    static nint Find(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Crypto) return 0;
        foreach (var candidate in Names)
        {
            if (NativeLibrary.TryLoad(candidate, out var library)) return library;
        }

        throw new DllNotFoundException(
            "Deliveries by signed HTTP take OpenSSL's libcrypto, which is not installed here; the gateway works without it.");
    }

    [DllImport(Crypto)]
    static extern nint EVP_PKEY_new_raw_private_key(int type, nint engine, byte[] key, nuint length);

    [DllImport(Crypto)]
    static extern int EVP_PKEY_get_raw_public_key(nint key, byte[] publicKey, ref nuint length);

    [DllImport(Crypto)]
    static extern void EVP_PKEY_free(nint key);

    [DllImport(Crypto)]
    static extern nint EVP_MD_CTX_new();

    [DllImport(Crypto)]
    static extern void EVP_MD_CTX_free(nint context);

    [DllImport(Crypto)]
    static extern int EVP_DigestSignInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [DllImport(Crypto)]
    static extern int EVP_DigestSign(nint context, byte[] signature, ref nuint signatureLength, byte[] message, nuint length);
}
