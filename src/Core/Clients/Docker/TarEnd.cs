namespace OpsBot.Core.Clients.Docker;

/// <summary>Whether a tar was seen to its end: whole blocks, the last two of them zero, and something before these.</summary>
struct TarEnd
{
    const int Block = 512, Mark = 2 * Block;

    int zeros;

    public long Seen { get; private set; }

    public readonly bool IsComplete => Seen > Mark && Seen % Block == 0 && zeros == Mark;

    public void See(ReadOnlySpan<byte> bytes)
    {
        Seen += bytes.Length;
        var last = bytes[Math.Max(0, bytes.Length - Mark)..];
        var lastNonZero = last.LastIndexOfAnyExcept((byte)0);
        zeros = lastNonZero < 0 ? Math.Min(Mark, zeros + last.Length) : last.Length - lastNonZero - 1;
    }
}
