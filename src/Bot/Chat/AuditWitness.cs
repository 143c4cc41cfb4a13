using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Chat;

/// <summary>Reads back what the bot itself has posted in a channel.</summary>
interface IReadBack
{
    /// <summary>As it stands in the channels' settings.</summary>
    string Platform { get; }

    /// <summary>Its newest messages as the platform writes them; the refusal says in a few words why nobody can look.</summary>
    Task<Result<IReadOnlyList<string>>> Own(string channel, CancellationToken cancel);
}

/// <summary>Looks in the audit channels for the bot's own signed checkpoints, which the owner of the database cannot change.</summary>
sealed partial class AuditWitness(
    IEnumerable<IReadBack> platforms, NpgsqlDataSource source, OutsideHeads heads, Checkpoints checkpoints,
    IOptions<ChannelsOptions> channels, TimeProvider time, ILogger<AuditWitness> log) : BackgroundService
{
    static readonly TimeSpan betweenLooks = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (; !stoppingToken.IsCancellationRequested; await Pause(stoppingToken))
        {
            try
            {
                await Look(stoppingToken);
            }
            // The database or a platform is away, as far as one can know: the next look finds it again.
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotLooked(fault);
            }
        }
    }

    /// <summary>Asks the platforms first, with no connection held, and keeps and compares what they answer.</summary>
    public async Task Look(CancellationToken cancel)
    {
        foreach (var (_, platform, id) in channels.Value.All.Where(channel => channel.Purpose is Purpose.Audit).ToList())
            if (platforms.FirstOrDefault(one => one.Platform == platform) is { } readBack)
            {
                var look = (await readBack.Own(id, cancel)).Refused(out var messages, out var refusal)
                    ? refusal : Result<IReadOnlyList<Checkpoint>>.Of(heads.In(messages));
                await using var db = await source.OpenConnectionAsync(cancel);
                await heads.Keep(db, platform, id, look, time.GetUtcNow(), cancel);
            }
        await checkpoints.Compare(cancel);
    }

    async Task Pause(CancellationToken cancel) =>
        await Task.Delay(betweenLooks, time, cancel)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    [LoggerMessage(LogLevel.Warning, "Nobody could look where the audit ended")]
    partial void LogNotLooked(Exception fault);
}
