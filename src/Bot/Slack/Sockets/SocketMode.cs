using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>
/// Socket Mode: requests come over connections that the bot opens, two of them, so that one is always there while the other is renewed.
/// </summary>
sealed partial class SocketMode(SlackApi api, SlackIntake intake, Doorkeeping door,
    IOptions<SlackOptions> options, TimeProvider time, ILogger<SocketMode> log) : BackgroundService
{
    const int Connections = 2;

    static readonly TimeSpan firstPause = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan longestPause = TimeSpan.FromSeconds(30);
    static readonly TimeSpan connectFor = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.IsSocketMode) return;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Keep(over)));
    }

    /// <summary>Keeps one connection, opening the next before the last has closed.</summary>
    async Task Keep(CancellationTokenSource over)
    {
        List<Task> conversations = [];
        var failures = 0;
        while (!over.IsCancellationRequested)
        {
            conversations.RemoveAll(conversation => conversation.IsCompleted);
            if ((await Open(over.Token)).Failed(out var connection, out var failure))
            {
                if (failure.IsTokenDead && !over.IsCancellationRequested)
                {
                    LogRefused(failure.ToString());
                    await over.CancelAsync();
                }
                else await Pause(failure, ++failures, over.Token);
                continue;
            }
            conversations.Add(connection.Converse(over.Token));
            var end = await connection.Leaving;
            if (end is Leaving.Disabled)
            {
                if (!over.IsCancellationRequested) LogDisabled();
                await over.CancelAsync();
            }
            // A line that broke before it said hello is a failure; one that has served is replaced at once.
            else if (end is Leaving.NeverArrived) await Pause(new("no_hello"), ++failures, over.Token);
            else failures = 0;
        }
        await Task.WhenAll(conversations);
    }

    async Task<Result<SocketConversation, SlackFailure>> Open(CancellationToken cancel)
    {
        var socket = new ClientWebSocket();
        // A line that went dead without a word is noticed within half a minute.
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(10);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        using var patience = new CancellationTokenSource(connectFor, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            if ((await api.OpenSocket(cancel)).Failed(out var address, out var failure)) return failure;
            await socket.ConnectAsync(address, both.Token);
            return new SocketConversation(socket, intake, door, time, log);
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException or HttpRequestException)
        {
            socket.Dispose();
            return new SlackFailure(SlackFailure.Unreachable) { Detail = broken.Message };
        }
    }

    async Task Pause(SlackFailure failure, int failures, CancellationToken cancel)
    {
        var doubled = firstPause * Math.Pow(2, Math.Min(failures - 1, 8));
        var pause = failure.RetryAfter ?? (doubled < longestPause ? doubled : longestPause) * (0.5 + Random.Shared.NextDouble());
        LogAgain(failure.ToString(), pause.TotalSeconds);
        await Task.Delay(pause, time, cancel)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    [LoggerMessage(LogLevel.Critical,
        "Slack refuses the app-level token ({Why}), so nothing arrives over Socket Mode. Make a new one with the scope connections:write, set OPSBOT_Slack__AppToken and start again")]
    partial void LogRefused(string why);

    [LoggerMessage(LogLevel.Critical,
        "Socket Mode was switched off in the app's settings, so nothing arrives. Switch it on, or unset OPSBOT_Slack__AppToken, and start again")]
    partial void LogDisabled();

    [LoggerMessage(LogLevel.Warning, "No connection to Slack ({Why}); next try in {Seconds:0.0} s")]
    partial void LogAgain(string why, double seconds);
}
