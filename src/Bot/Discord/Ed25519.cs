using System.Reflection;
using System.Runtime.InteropServices;

namespace OpsBot.Bot.Discord;

/// <summary>
/// Checks Ed25519 signatures (RFC 8032) with the machine's OpenSSL, which .NET itself stands on where it runs in production;
/// .NET brings no such check of its own. OpenSSL refuses what is not canonical: a number S beyond the group's order, another spelling of R.
/// </summary>
public static class Ed25519
{
    public const int KeyLength = 32;
    public const int SignatureLength = 64;

    static readonly Lazy<bool> works = new(SelfTest);

    /// <summary>OpenSSL is there, knows Ed25519 (not every restricted build does), and gets a known signature right.</summary>
    public static bool IsAvailable => works.Value;

    /// <summary>One signature by a key that is not kept.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var key = Ed25519Key.Of(publicKey);
        return key?.Verify(message, signature) ?? false;
    }

    // RFC 8032, 7.1, TEST 1.
    static bool SelfTest()
    {
        try
        {
            return Verify(
                Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"), [],
                Convert.FromHexString("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"));
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return false;
        }
    }
}

/// <summary>A public key that OpenSSL holds; any number of threads may use it at once, each with a context of its own.</summary>
sealed class Ed25519Key : IDisposable
{
    readonly OpenSsl.Key key;

    Ed25519Key(OpenSsl.Key key) => this.key = key;

    /// <summary>None where the bytes are no key.</summary>
    public static Ed25519Key? Of(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != Ed25519.KeyLength) return null;
        var key = OpenSsl.NewRawPublicKey(OpenSsl.Ed25519, 0, publicKey, (nuint)publicKey.Length);
        if (!key.IsInvalid) return new(key);
        key.Dispose();
        OpenSsl.ClearErrors();
        return null;
    }

    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != Ed25519.SignatureLength) return false;
        using var context = OpenSsl.NewContext();
        var good = !context.IsInvalid
            && OpenSsl.BeginVerify(context, 0, 0, 0, key) == 1
            && OpenSsl.Verify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
        // Left there, a refused signature would be taken for an error of the next thing this thread does with OpenSSL, TLS for one.
        if (!good) OpenSsl.ClearErrors();
        return good;
    }

    public void Dispose() => key.Dispose();
}

/// <summary>The few functions of OpenSSL's libcrypto, 1.1 or 3, that it takes.</summary>
static partial class OpenSsl
{
    /// <summary>NID_ED25519.</summary>
    public const int Ed25519 = 1087;

    const string Library = "libcrypto";

    // Never libcrypto.dylib without a version: macOS ends a program that loads its own.
    static readonly string[] names =
    [
        "libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib", "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib",
        "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib", "libcrypto.1.1.dylib", "libcrypto-3-x64.dll", "libcrypto-3-arm64.dll", "libcrypto-1_1-x64.dll",
    ];

    // Runs before the first of the functions is looked for.
    static OpenSsl() => NativeLibrary.SetDllImportResolver(typeof(OpenSsl).Assembly, Find);

    static nint Find(string library, Assembly assembly, DllImportSearchPath? path)
    {
        if (library != Library) return 0;
        foreach (var name in names)
            if (NativeLibrary.TryLoad(name, assembly, path, out var handle)) return handle;
        return 0;
    }

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    public static partial Key NewRawPublicKey(int type, nint engine, ReadOnlySpan<byte> bytes, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    public static partial Context NewContext();

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
    public static partial int BeginVerify(Context context, nint keyContext, nint digest, nint engine, Key key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerify")]
    public static partial int Verify(Context context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    public static partial void ClearErrors();

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void Free(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    private static partial void FreeContext(nint context);

    public sealed class Key() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            Free(handle);
            return true;
        }
    }

    public sealed class Context() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            FreeContext(handle);
            return true;
        }
    }
}
