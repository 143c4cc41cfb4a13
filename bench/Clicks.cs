using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Bench;

/// <summary>
/// From the click on "Approve" until the clicker's answer is back in Slack: the approved operation has then not only begun but ended.
/// </summary>
static class Clicks
{
    public const string Asker = "U0ASKER";
    public const string Approver = "U0APPROVER";

    static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<double>> Measure(
        IPEndPoint bot, SignedRequests requests, PretendChat slack, NpgsqlDataSource source, int times)
    {
        var milliseconds = new List<double>();
        // The first ones are compiled, connected and planned for.
        for (var i = -10; i < times; i++)
        {
            var asked = requests.Command(Asker, "/policy",
                $"set instance stop needs:approval by:admin targets:{(i + 20).ToString(CultureInfo.InvariantCulture)} reason:\"to be measured\"");
            await Send(bot, asked.Bytes);
            var number = await Pending(source);
            var click = requests.Click(Approver, $"/approval approve {number}");
            var answer = slack.Answer(click.AnswerPath);
            var begun = Stopwatch.GetTimestamp();
            await Send(bot, click.Bytes);
            var took = Stopwatch.GetElapsedTime(begun, await answer).TotalMilliseconds;
            if (i >= 0) milliseconds.Add(took);
        }
        milliseconds.Sort();
        return milliseconds;
    }

    public static async Task Send(IPEndPoint bot, byte[] request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(bot);
        await socket.SendAsync(request);
        if (!await Load.Acknowledged(socket, new byte[4096])) throw new InvalidOperationException("The bot did not acknowledge.");
    }

    static async Task<long> Pending(NpgsqlDataSource source)
    {
        var watch = Stopwatch.StartNew();
        await using var db = await source.OpenConnectionAsync();
        while (watch.Elapsed < patience)
        {
            if (await db.Find<long?>("select number from approvals where state = 'pending'", null, CancellationToken.None) is { } number)
                return number;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
        var said = await db.List<string>("select content from messages order by said_at desc limit 3", null, CancellationToken.None);
        throw new InvalidOperationException($"Nothing waits for approval. The bot said: {string.Join(" | ", said)}");
    }
}
