using System.Diagnostics.CodeAnalysis;

namespace OpsBot.Core.Values;

/// <summary>An id that knows what it names: <c>ins_…</c> is an instance, never an invoice.</summary>
public interface IId
{
    Guid Value { get; }

    /// <summary>What it names, as locks and the audit call it; an InstanceId names an instance unless it says otherwise.</summary>
    string Kind => SnakeCase.Of(GetType().Name[..^"Id".Length]).Replace('_', '-');
}

public interface IId<TSelf> : IId where TSelf : struct, IId<TSelf>
{
    static abstract string Prefix { get; }
    static abstract TSelf Of(Guid value);
}

public static class Ids
{
    // Crockford's alphabet: no i, l, o, u, so an id read aloud or retyped from a phone stays itself.
    const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    const int Digits = 26;

    extension<T>(T id) where T : struct, IId<T>
    {
        public static T New(TimeProvider time) => T.Of(Guid.CreateVersion7(time.GetUtcNow()));

        public string Text => $"{T.Prefix}_{Encode(id.Value)}";

        public string Short => $"{T.Prefix}_{Encode(id.Value)[^6..]}";
    }

    public static bool TryParse<T>(string text, out T id) where T : struct, IId<T>
    {
        id = default;
        if (!text.StartsWith(T.Prefix + "_", StringComparison.OrdinalIgnoreCase) ||
            !TryDecode(text.AsSpan(T.Prefix.Length + 1), out var value))
            return false;
        id = T.Of(value);
        return true;
    }

    static string Encode(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        var number = new UInt128(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        Span<char> text = stackalloc char[Digits];
        for (var i = Digits - 1; i >= 0; i--, number >>= 5)
            text[i] = Alphabet[(int)(number & 31)];
        return new string(text);
    }

    [SuppressMessage("Globalization", "CA1308", Justification = "ids are lower case ASCII")]
    static bool TryDecode(ReadOnlySpan<char> text, out Guid value)
    {
        value = default;
        // 26 digits hold 130 bits: a first digit above 7 would overflow the id.
        if (text.Length != Digits || text[0] > '7') return false;
        UInt128 number = 0;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (digit < 0) return false;
            number = unchecked((number << 5) | (uint)digit);
        }
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        value = new Guid(bytes, bigEndian: true);
        return true;
    }
}
