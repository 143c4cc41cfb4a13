using System.Buffers.Binary;
using System.Text;

namespace OpsBot.Core.Fonts;

/// <summary>A font that comes with the program: what is drawn in it looks the same on every machine.</summary>
public sealed class EmbeddedFont
{
    readonly Lazy<HashSet<int>> letters;

    EmbeddedFont(string name)
    {
        Name = name;
        using var stream = typeof(EmbeddedFont).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The font {name} is missing in the program.");
        Bytes = new byte[stream.Length];
        stream.ReadExactly(Bytes);
        letters = new(() => LettersIn(Bytes));
    }

    public static EmbeddedFont Regular { get; } = new("Inter-Regular.ttf");

    public static EmbeddedFont SemiBold { get; } = new("Inter-SemiBold.ttf");

    public string Name { get; }

    public byte[] Bytes { get; }

    /// <summary>Whether it has a drawing of that letter; what it has none of comes out as an empty box.</summary>
    public bool Has(Rune letter) => letters.Value.Contains(letter.Value);

    // The table that maps characters to drawings: https://learn.microsoft.com/typography/opentype/spec/cmap
    static HashSet<int> LettersIn(ReadOnlySpan<byte> font)
    {
        var map = Table(font, "cmap");
        HashSet<int> found = [];
        for (var i = 0; i < Short(map, 2); i++)
        {
            var part = map[(int)BinaryPrimitives.ReadUInt32BigEndian(map[(4 + i * 8 + 4)..])..];
            if (Short(part, 0) == 4) AddSegments(part, found);
            if (Short(part, 0) == 12) AddGroups(part, found);
        }
        return found;
    }

    static ReadOnlySpan<byte> Table(ReadOnlySpan<byte> font, string tag)
    {
        for (var i = 0; i < Short(font, 4); i++)
        {
            var bytes = font[(12 + i * 16)..];
            if (Encoding.ASCII.GetString(bytes[..4]) == tag) return font[(int)BinaryPrimitives.ReadUInt32BigEndian(bytes[8..])..];
        }
        throw new InvalidOperationException($"The font has no table {tag}.");
    }

    static void AddSegments(ReadOnlySpan<byte> part, HashSet<int> found)
    {
        var doubled = Short(part, 6);
        for (var at = 0; at < doubled; at += 2)
        {
            var (end, start) = (Short(part, 14 + at), Short(part, 16 + doubled + at));
            var (delta, range) = (Short(part, 16 + 2 * doubled + at), Short(part, 16 + 3 * doubled + at));
            for (var letter = start; letter <= end && letter != 0xFFFF; letter++)
            {
                var drawing = range == 0 ? (letter + delta) & 0xFFFF
                    : Short(part, 16 + 3 * doubled + at + range + (letter - start) * 2) is > 0 and var known ? (known + delta) & 0xFFFF : 0;
                if (drawing != 0) found.Add(letter);
            }
        }
    }

    static void AddGroups(ReadOnlySpan<byte> part, HashSet<int> found)
    {
        for (var group = 0; group < BinaryPrimitives.ReadUInt32BigEndian(part[12..]); group++)
        {
            var one = part[(16 + group * 12)..];
            for (var letter = BinaryPrimitives.ReadUInt32BigEndian(one); letter <= BinaryPrimitives.ReadUInt32BigEndian(one[4..]); letter++)
                found.Add((int)letter);
        }
    }

    static int Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
}
