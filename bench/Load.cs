using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OpsBot.Bench;

/// <summary>How many requests were acknowledged, and how long each took.</summary>
sealed record Measured(int Connections, double PerSecond, double P50, double P99, int Refused);

/// <summary>Sends over plain sockets, so that the sender's share of the processors is small and the same for every server.</summary>
static class Load
{
    public static async Task<Measured> Run(IPEndPoint server, Func<byte[]> next, int connections, TimeSpan warmUp, TimeSpan length)
    {
        await Senders(server, next, connections, warmUp);
        var watch = Stopwatch.StartNew();
        var senders = await Senders(server, next, connections, length);
        var seconds = watch.Elapsed.TotalSeconds;
        var times = senders.SelectMany(sender => sender.Milliseconds).Order().ToArray();
        return new(connections, times.Length / seconds, Part(times, 0.50), Part(times, 0.99), senders.Sum(sender => sender.Refused));
    }

    public static double Part(IReadOnlyList<double> sorted, double part) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];

    sealed record Sender(List<double> Milliseconds)
    {
        public int Refused { get; set; }
    }

    static async Task<Sender[]> Senders(IPEndPoint server, Func<byte[]> next, int connections, TimeSpan length)
    {
        var until = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        return await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => Send(server, next, until))));
    }

    static async Task<Sender> Send(IPEndPoint server, Func<byte[]> next, long until)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        var sender = new Sender(new List<double>(50_000));
        var answer = new byte[4096];
        while (Stopwatch.GetTimestamp() is var begun && begun < until)
        {
            await socket.SendAsync(next());
            if (!await Acknowledged(socket, answer)) sender.Refused++;
            else sender.Milliseconds.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        return sender;
    }

    /// <summary>Reads one answer; true when it acknowledges.</summary>
    public static async Task<bool> Acknowledged(Socket socket, byte[] answer)
    {
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(answer.AsMemory(length));
            if (read == 0) throw new IOException("The server hung up.");
            length += read;
            if (IsWhole(answer.AsSpan(0, length), out var body)) return IsAcknowledgement(answer.AsSpan(0, length), body);
        }
    }

    // Empty, a 200 for Slack and a 202 for Discord; or Discord's "thinking…". Any other body is the sentence that it could not be recorded.
    static bool IsAcknowledgement(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> body) => body.IsEmpty
        ? answer.StartsWith("HTTP/1.1 200"u8) || answer.StartsWith("HTTP/1.1 202"u8)
        : answer.StartsWith("HTTP/1.1 200"u8) && body.IndexOf("{\"type\":5"u8) >= 0;

    static bool IsWhole(ReadOnlySpan<byte> answer, out ReadOnlySpan<byte> body)
    {
        body = default;
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var head = Encoding.ASCII.GetString(answer[..end]);
        var at = head.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            // In chunks, or with none at all.
            if (!head.Contains("chunked", StringComparison.OrdinalIgnoreCase)) return true;
            body = answer[(end + 4)..];
            return answer.EndsWith("0\r\n\r\n"u8);
        }
        var line = head.AsSpan(at + 16);
        var stop = line.IndexOf('\r');
        var bytes = int.Parse(stop < 0 ? line : line[..stop], System.Globalization.CultureInfo.InvariantCulture);
        if (answer.Length < end + 4 + bytes) return false;
        body = answer.Slice(end + 4, bytes);
        return true;
    }
}
