using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using OpsBot.Core.Instances.Runtime;

namespace OpsBot.Core.Clients.Docker;

/// <summary>Lines as the container wrote them, oldest first, secrets and all: never to leave this folder unmasked.</summary>
sealed record RawLogs(IReadOnlyList<LogLine> Lines, bool Cut);

/// <summary>Reads a log stream: frames of 8 bytes header (stream, length) and payload, or the bare bytes of a terminal.</summary>
static class DockerLogs
{
    const int HeaderSize = 8, ChunkSize = 64 * 1024;

    public static async Task<RawLogs> Read(Stream stream, bool framed, CancellationToken cancel)
    {
        var lines = new List<LogLine>();
        var output = new LogLines(LogSource.Output, lines);
        var error = new LogLines(LogSource.Error, lines);

        var chunk = new byte[ChunkSize];
        if (framed)
            await ReadFrames(stream, output, error, chunk, cancel);
        else
            await ReadBare(stream, output, chunk, cancel);

        output.End();
        error.End();
        return new RawLogs(lines, output.Cut || error.Cut);
    }

    static async Task ReadFrames(Stream stream, LogLines output, LogLines error, byte[] chunk, CancellationToken cancel)
    {
        var header = new byte[HeaderSize];
        while (true)
        {
            var got = await stream.ReadAtLeastAsync(header, HeaderSize, throwOnEndOfStream: false, cancel);
            if (got < HeaderSize || !IsHeader(header))
            {
                // The end, or something between has unwrapped the frames: show what is there rather than nothing.
                output.Take(header.AsSpan(0, got), startsMessage: false);
                await ReadBare(stream, output, chunk, cancel);
                return;
            }

            // 0 stdin (written to stdout), 1 stdout, 2 stderr, 3 an error of the engine itself.
            var lines = header[0] >= 2 ? error : output;
            var left = (long)BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            for (var starts = true; left > 0; starts = false)
            {
                var want = (int)Math.Min(left, chunk.Length);
                var read = await stream.ReadAtLeastAsync(chunk.AsMemory(0, want), want, throwOnEndOfStream: false, cancel);
                lines.Take(chunk.AsSpan(0, read), starts);
                if (read < want)
                    return;
                left -= read;
            }
        }
    }

    static async Task ReadBare(Stream stream, LogLines output, byte[] chunk, CancellationToken cancel)
    {
        while (await stream.ReadAsync(chunk, cancel) is > 0 and var read)
            output.Take(chunk.AsSpan(0, read), startsMessage: false);
    }

    static bool IsHeader(ReadOnlySpan<byte> header) =>
        header[0] <= 3 && header[1] == 0 && header[2] == 0 && header[3] == 0;
}

/// <summary>Puts the pieces of one stream together to lines, each with the time that the engine wrote before it.</summary>
sealed class LogLines(LogSource source, List<LogLine> lines)
{
    // Nobody reads further in a chat, and a thousand lines of this length still fit in memory.
    const int LongestLine = 8 * 1024;

    readonly ArrayBufferWriter<byte> pending = new();

    public bool Cut { get; private set; }

    public void Take(ReadOnlySpan<byte> bytes, bool startsMessage)
    {
        // The engine splits a long line into messages of 16 KiB and writes its time before every one of them.
        if (startsMessage && pending.WrittenCount > 0 && TimeBefore(bytes) is { } length)
            bytes = bytes[length..];

        for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
        {
            Append(bytes[..end]);
            Finish();
        }

        Append(bytes);
    }

    public void End()
    {
        if (pending.WrittenCount > 0)
            Finish();
    }

    void Append(ReadOnlySpan<byte> bytes)
    {
        var room = LongestLine - pending.WrittenCount;
        Cut |= bytes.Length > room;
        pending.Write(bytes[..Math.Min(bytes.Length, room)]);
    }

    void Finish()
    {
        var bytes = pending.WrittenSpan;
        DateTimeOffset? at = null;
        if (TimeBefore(bytes) is { } length)
        {
            at = TimeOf(bytes[..(length - 1)]);
            bytes = bytes[length..];
        }

        lines.Add(new LogLine(at, source, Encoding.UTF8.GetString(bytes).TrimEnd('\r')));
        pending.ResetWrittenCount();
    }

    // "2026-08-24T10:00:00.123456789Z " – the length with its space, or null where there is no time.
    static int? TimeBefore(ReadOnlySpan<byte> bytes)
    {
        var space = bytes[..Math.Min(bytes.Length, 40)].IndexOf((byte)' ');
        return space >= 20 && TimeOf(bytes[..space]) is not null ? space + 1 : null;
    }

    static DateTimeOffset? TimeOf(ReadOnlySpan<byte> bytes) =>
        bytes[4] == '-' && bytes[10] == 'T' &&
        DateTimeOffset.TryParse(Encoding.ASCII.GetString(bytes), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;
}
