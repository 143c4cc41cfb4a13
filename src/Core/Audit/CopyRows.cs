using System.Buffers.Binary;

namespace OpsBot.Core.Audit;

/// <summary>Reads rows of Postgres' binary copy as bytes, without an object for each value.</summary>
/// <remarks>https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4 is the format.</remarks>
sealed class CopyRows(Stream copy, int columns)
{
    // Signature, flags and the length of an extension that no version has used.
    const int Header = 11 + sizeof(int) + sizeof(int);

    readonly int[] starts = new int[columns];
    readonly int[] lengths = new int[columns];
    byte[] buffer = new byte[1 << 16];
    int start;
    int end;
    bool begun;

    public bool Next()
    {
        while (!begun)
        {
            if (end - start >= Header) (begun, start) = (true, start + Header);
            else if (!Fill()) return false;
        }
        while (!Parse())
            if (!Fill()) return false;
        return lengths[0] >= 0;
    }

    public bool IsNull(int column) => lengths[column] < 0;

    public ReadOnlySpan<byte> this[int column] => buffer.AsSpan(starts[column], lengths[column]);

    public long Number(int column) => BinaryPrimitives.ReadInt64BigEndian(this[column]);

    // True once a whole row, or the end mark, lies in the buffer.
    bool Parse()
    {
        if (end - start < sizeof(short)) return false;
        var count = BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(start));
        var at = start + sizeof(short);
        if (count == -1)
        {
            lengths[0] = -1;
            return true;
        }
        if (count != columns) throw new InvalidDataException($"A row of {count} columns came instead of {columns}.");
        for (var column = 0; column < columns; column++)
        {
            if (end - at < sizeof(int)) return false;
            lengths[column] = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(at));
            starts[column] = at += sizeof(int);
            at += Math.Max(0, lengths[column]);
            if (at > end) return false;
        }
        start = at;
        return true;
    }

    bool Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var read = copy.Read(buffer.AsSpan(end));
        end += read;
        return read > 0;
    }
}
