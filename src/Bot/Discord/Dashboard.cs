using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>
/// Keeps the pinned overview in the ops channel living: said anew whenever something on it changed. However many bots there are, one
/// of them looks, for all channels at once. Slack's counterpart is App Home.
/// </summary>
sealed partial class Dashboard(
    Transactions transactions, TeamBoard board, IOptions<ChannelsOptions> channels, NpgsqlDataSource source, TimeProvider time,
    ILogger<Dashboard> log) : BackgroundService
{
    static readonly TimeSpan betweenLooks = TimeSpan.FromSeconds(15);

    // What is said is kept for as long as it is said anew now and then.
    static readonly TimeSpan longestSilence = TimeSpan.FromHours(1);

    readonly Lease lease = new(source, time, new LeaseLimits { Length = 3 * betweenLooks, Renewal = betweenLooks }, "dashboard");
    (string Words, DateTimeOffset At)? said;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var places = channels.Value.All.Where(channel => channel is { Purpose: Purpose.Ops, Platform: DiscordPlace.Platform })
            .Select(channel => new DiscordPlace.Board(channel.Id)).ToList();
        if (places.Count == 0) return;
        for (; !stoppingToken.IsCancellationRequested; await Pause(stoppingToken))
        {
            try
            {
                if (await lease.Take(stoppingToken) is null) said = null;
                else await transactions.As(Actor.OpsBot("dashboard"), work => Show(work, places, stoppingToken), stoppingToken);
            }
            // The database is away, as far as one can know: the next look finds it again.
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotShown(fault);
            }
        }
    }

    /// <summary>Another bot goes on at once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            if (lease.Left > TimeSpan.Zero) await lease.Release("{}", cancellationToken);
        }
        // Then once the lease has lapsed.
        catch (Exception fault)
        {
            LogNotShown(fault);
        }
    }

    /// <summary>False where it reads as it did: the message is edited only when that changes.</summary>
    async Task<bool> Show(Work work, IReadOnlyList<DiscordPlace.Board> places, CancellationToken cancel)
    {
        var reply = await board.Show(work, cancel);
        var words = Json.Text(reply);
        if (said is { } last && last.Words == words && work.Now - last.At < longestSilence) return false;
        foreach (var place in places) await work.Say($"board:{place.Id}", new To.Place(place.ToChat()), reply, cancel);
        work.AfterCommit(() => said = (words, work.Now));
        return true;
    }

    async Task Pause(CancellationToken cancel) =>
        await Task.Delay(betweenLooks, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(LogLevel.Warning, "The overview could not be looked at")]
    partial void LogNotShown(Exception fault);
}
