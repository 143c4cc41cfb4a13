using Microsoft.Extensions.Options;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>Keeps the pinned overview in the ops channel living: said anew whenever something on it changed. Slack's counterpart is App Home.</summary>
sealed partial class Dashboard(
    SystemWork system, TeamBoard board, IOptions<ChannelsOptions> channels, TimeProvider time, ILogger<Dashboard> log) : BackgroundService
{
    static readonly TimeSpan betweenLooks = TimeSpan.FromSeconds(15);

    // What is said is kept for as long as it is said anew now and then.
    static readonly TimeSpan longestSilence = TimeSpan.FromHours(1);

    readonly Dictionary<DiscordPlace.Board, (string Words, DateTimeOffset At)> said = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var places = channels.Value.All.Where(channel => channel is { Purpose: Purpose.Ops, Platform: DiscordPlace.Platform })
            .Select(channel => new DiscordPlace.Board(channel.Id)).ToList();
        if (places.Count == 0) return;
        for (; !stoppingToken.IsCancellationRequested; await Pause(stoppingToken))
        {
            try
            {
                foreach (var place in places)
                    await system.Run("dashboard", work => Show(work, place, stoppingToken), stoppingToken);
            }
            // The database is away, as far as one can know: the next look finds it again.
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotShown(fault);
            }
        }
    }

    /// <summary>False where it reads as it did: the message is edited only when that changes, also when another bot was quicker.</summary>
    async Task<bool> Show(Work work, DiscordPlace.Board place, CancellationToken cancel)
    {
        var reply = await board.Show(work, cancel);
        var words = Json.Text(reply);
        if (said.TryGetValue(place, out var last) && last.Words == words && work.Now - last.At < longestSilence) return false;
        await work.Say($"board:{place.Id}", new To.Place(place.Address), reply, cancel);
        work.AfterCommit(() => said[place] = (words, work.Now));
        return true;
    }

    async Task Pause(CancellationToken cancel) =>
        await Task.Delay(betweenLooks, time, cancel).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    [LoggerMessage(LogLevel.Warning, "The overview could not be looked at")]
    partial void LogNotShown(Exception fault);
}
