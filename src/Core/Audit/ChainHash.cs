using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OpsBot.Core.Audit;

/// <summary>The hash of an audit row, as the database computes it: SHA-256(hash before ‖ number ‖ SHA-256(body)).</summary>
static class ChainHash
{
    public const int Length = SHA256.HashSizeInBytes;

    public static readonly byte[] Genesis = new byte[Length];

    // The body enters by its digest, so that a chain can be proven without showing every row of it.
    public static void OfBody(ReadOnlySpan<byte> body, Span<byte> digest) => SHA256.HashData(body, digest);

    public static void OfRow(ReadOnlySpan<byte> before, long seq, ReadOnlySpan<byte> bodyDigest, Span<byte> hash)
    {
        Span<byte> row = stackalloc byte[Length + sizeof(long) + Length];
        before.CopyTo(row);
        BinaryPrimitives.WriteInt64BigEndian(row[Length..], seq);
        bodyDigest.CopyTo(row[(Length + sizeof(long))..]);
        SHA256.HashData(row, hash);
    }

    public static string Hex(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);

    public static bool IsHex(string text) => text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);

    public static bool TryParse(string hex, out byte[] hash)
    {
        hash = [];
        if (hex.Length != 2 * Length || !hex.All(char.IsAsciiHexDigit)) return false;
        hash = Convert.FromHexString(hex);
        return true;
    }
}
