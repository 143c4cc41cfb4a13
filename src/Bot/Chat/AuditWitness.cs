using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Chat;

/// <summary>What the owner of the database has no hand in: what the bot has posted in a channel, and what it posts there at once.</summary>
interface IAuditChannel
{
    /// <summary>As it stands in the channels' settings.</summary>
    string Platform { get; }

    /// <summary>Its newest messages as the platform writes them; the refusal says in a few words why nobody can look.</summary>
    Task<Result<IReadOnlyList<string>>> Own(string channel, CancellationToken cancel);

    /// <summary>Without the outbox; the refusal says why it does not stand there.</summary>
    Task<Refusal?> Say(string channel, Reply reply, CancellationToken cancel);
}

/// <summary>
/// Looks in the audit channels for the bot's own signed checkpoints, which the owner of the database cannot change. What does not agree
/// with them it says there itself, as what goes through the database may never arrive.
/// </summary>
sealed partial class AuditWitness(
    IEnumerable<IAuditChannel> platforms, NpgsqlDataSource source, OutsideHeads heads, Checkpoints checkpoints,
    IOptions<ChannelsOptions> channels, TimeProvider time, ILogger<AuditWitness> log) : BackgroundService
{
    static readonly TimeSpan betweenLooks = TimeSpan.FromMinutes(10);

    // Said once by this process, however often it is found again.
    readonly HashSet<(AuditFault Fault, long? Row, string Channel)> said = [];

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

    /// <summary>
    /// Asks the platforms first, with no connection held. What they answer is compared and said before anything is written: whoever
    /// owns the database can make that fail.
    /// </summary>
    public async Task Look(CancellationToken cancel)
    {
        var looks = new List<(string Platform, string Id, Result<IReadOnlyList<Checkpoint>> Came)>();
        var found = new List<Checkpoint>();
        foreach (var (_, platform, id) in channels.Value.All.Where(channel => channel.Purpose is Purpose.Audit).ToList())
            if (Of(platform) is { } channel)
            {
                var look = (await channel.Own(id, cancel)).Failed(out var messages, out var refusal)
                    ? refusal : Result<IReadOnlyList<Checkpoint>>.Of(heads.In(messages));
                if (!look.Failed(out var there, out _))
                    found.AddRange(there.Select(one => one with { Where = OutsideHeads.Channel(platform) }));
                looks.Add((platform, id, look));
            }
        var finding = await checkpoints.Compare(found, cancel);
        if (finding is not null) await Say(finding, cancel);
        await using (var db = await source.OpenConnectionAsync(cancel))
            foreach (var (platform, id, came) in looks) await heads.Keep(db, platform, id, came, time.GetUtcNow(), cancel);
        if (finding is not null) await checkpoints.Alarm(finding, cancel);
    }

    IAuditChannel? Of(string platform) => platforms.FirstOrDefault(one => one.Platform == platform);

    async Task Say(Finding finding, CancellationToken cancel)
    {
        LogFound(finding.Problem);
        // A button may need the database.
        var reply = Checkpoints.Told(finding, "Said here directly: whoever changed the database could hold back what goes through it.")
            with { Buttons = [] };
        foreach (var (_, platform, id) in channels.Value.All.Where(channel => channel.Purpose is Purpose.Audit or Purpose.Alerts).ToList())
        {
            if (Of(platform) is not { } channel || said.Contains((finding.Fault, finding.Row, id))) continue;
            if (await channel.Say(id, reply, cancel) is { } refusal) LogNotSaid(platform, id, refusal.Sentence);
            else said.Add((finding.Fault, finding.Row, id));
        }
    }

    async Task Pause(CancellationToken cancel) =>
        await Task.Delay(betweenLooks, time, cancel)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    [LoggerMessage(LogLevel.Critical, "The audit does not verify: {Problem}")]
    partial void LogFound(string problem);

    [LoggerMessage(LogLevel.Critical, "That the audit does not verify could not be said in {Platform} channel {Channel}: {Why}")]
    partial void LogNotSaid(string platform, string channel, string why);

    [LoggerMessage(LogLevel.Warning, "Nobody could look where the audit ended")]
    partial void LogNotLooked(Exception fault);
}
