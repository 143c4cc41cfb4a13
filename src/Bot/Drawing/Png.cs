using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace OpsBot.Bot.Drawing;

/// <summary>
/// Writes a picture with 256 colours at most (https://www.w3.org/TR/png-3/): all that is drawn here is a few colours and the edges between
/// them, and the file is a third as large.
/// </summary>
static class Png
{
    const int MostColours = 256;

    static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    static readonly uint[] remainders = Remainders();

    /// <param name="pixels">Red, green and blue, and a fourth byte that is not looked at: nothing shines through.</param>
    public static byte[] Of(SKPixmap pixels)
    {
        var (width, height) = (pixels.Width, pixels.Height);
        var all = MemoryMarshal.Cast<byte, uint>(pixels.GetPixelSpan());
        var colours = Most(all);
        using var file = new MemoryStream();
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        // Eight bits for each pixel, which are the number of a colour.
        (header[8], header[9], header[10], header[11], header[12]) = (8, 3, 0, 0, 0);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "PLTE"u8, [.. colours.SelectMany(colour => new[] { Red(colour), Green(colour), Blue(colour) })]);
        Chunk(file, "IDAT"u8, Packed(all, width, height, colours));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>The colours that cover most of it, in an order of their own: the same picture is the same file.</summary>
    static List<uint> Most(ReadOnlySpan<uint> pixels)
    {
        Dictionary<uint, int> counts = [];
        for (var i = 0; i < pixels.Length;)
        {
            // Most of it is long runs of one colour.
            var (colour, from) = (pixels[i], i);
            while (i < pixels.Length && pixels[i] == colour) i++;
            CollectionsMarshal.GetValueRefOrAddDefault(counts, colour, out _) += i - from;
        }
        return [.. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(MostColours).Select(pair => pair.Key)];
    }

    static byte[] Packed(ReadOnlySpan<uint> pixels, int width, int height, List<uint> colours)
    {
        var numbers = colours.Index().ToDictionary(pair => pair.Item, pair => (byte)pair.Index);
        using var packed = new MemoryStream();
        using (var pack = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            // The first byte of a row says that the others are as they are.
            var row = new byte[width + 1];
            for (var y = 0; y < height; y++)
            {
                var from = pixels.Slice(y * width, width);
                for (var x = 0; x < width; x++)
                    row[x + 1] = x > 0 && from[x] == from[x - 1] ? row[x] : Number(from[x], colours, numbers);
                pack.Write(row);
            }
        }
        return packed.ToArray();
    }

    static byte Number(uint colour, List<uint> colours, Dictionary<uint, byte> numbers)
    {
        if (numbers.TryGetValue(colour, out var known)) return known;
        var (nearest, best) = (0, int.MaxValue);
        for (var i = 0; i < colours.Count; i++)
        {
            var (red, green, blue) = (Red(colour) - Red(colours[i]), Green(colour) - Green(colours[i]), Blue(colour) - Blue(colours[i]));
            if (red * red + green * green + blue * blue is var away && away < best) (nearest, best) = (i, away);
        }
        return numbers[colour] = (byte)nearest;
    }

    static void Chunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Remainder(Remainder(uint.MaxValue, type), content));
        file.Write(number);
    }

    static uint Remainder(uint soFar, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes) soFar = remainders[(soFar ^ one) & 0xFF] ^ (soFar >> 8);
        return soFar;
    }

    static uint[] Remainders() => [.. Enumerable.Range(0, 256).Select(one =>
    {
        var left = (uint)one;
        for (var bit = 0; bit < 8; bit++) left = (left & 1) == 0 ? left >> 1 : 0xEDB88320 ^ (left >> 1);
        return left;
    })];

    static byte Red(uint colour) => (byte)(colour & 0xFF);

    static byte Green(uint colour) => (byte)((colour >> 8) & 0xFF);

    static byte Blue(uint colour) => (byte)((colour >> 16) & 0xFF);
}
