using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OpsBot.Bench;

/// <summary>
/// What came of a steady rate: how many answers a second, how long each took from the moment it was due, and how many never came.
/// </summary>
sealed record Answered(int Asked, double PerSecond, double P50, double P99, double AckP99, int Missing);

/// <summary>
/// Asks at a steady rate, whether or not what was asked before is answered, as people do. Each wait begins when its request was due
/// and not when it was sent, so that a server which makes the sender wait does not look better for it.
/// </summary>
static class Steady
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    public static async Task<Answered> Run(IPEndPoint server, Func<Signed> next, PretendChat chat, int perSecond, TimeSpan length)
    {
        // Signed before the clock starts: the sender's share of the processors is to be small.
        var requests = Enumerable.Range(0, (int)(perSecond * length.TotalSeconds)).Select(_ => next()).ToArray();
        using var answers = chat.Listen();
        var idle = new ConcurrentBag<Socket>();
        var acknowledged = new double[requests.Length];
        var sending = new Task[requests.Length];
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < requests.Length; i++)
        {
            var due = begun + i * Stopwatch.Frequency / perSecond;
            while (Stopwatch.GetTimestamp() < due) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            var at = i;
            sending[i] = Task.Run(async () => acknowledged[at] = await Send(server, requests[at].Bytes, idle, due));
        }
        await Task.WhenAll(sending);
        for (var waited = Stopwatch.StartNew(); answers.Count < requests.Length && waited.Elapsed < patience;)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (idle.TryTake(out var socket)) socket.Dispose();
        return Judge(requests, answers, acknowledged, begun, perSecond);
    }

    static Answered Judge(Signed[] requests, PretendChat.Answers answers, double[] acknowledged, long begun, int perSecond)
    {
        var times = new List<double>(requests.Length);
        var last = begun;
        foreach (var (i, request) in requests.Index())
            if (answers.At(request.AnswerPath) is { } at)
            {
                times.Add(Stopwatch.GetElapsedTime(begun + i * Stopwatch.Frequency / perSecond, at).TotalMilliseconds);
                last = Math.Max(last, at);
            }
        times.Sort();
        var seconds = Stopwatch.GetElapsedTime(begun, last).TotalSeconds;
        return new(requests.Length, times.Count / seconds, Load.Part(times, 0.5), Load.Part(times, 0.99),
            Load.Part(acknowledged.Order().ToArray(), 0.99), requests.Length - times.Count);
    }

    static async Task<double> Send(IPEndPoint server, byte[] request, ConcurrentBag<Socket> idle, long due)
    {
        if (!idle.TryTake(out var socket))
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(server);
        }
        await socket.SendAsync(request);
        if (!await Load.Acknowledged(socket, new byte[1024])) throw new InvalidOperationException("A request was not acknowledged.");
        idle.Add(socket);
        return Stopwatch.GetElapsedTime(due).TotalMilliseconds;
    }
}
