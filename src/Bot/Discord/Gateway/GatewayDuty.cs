using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Core.Database;

namespace OpsBot.Bot.Discord;

/// <summary>
/// One bot of all that run listens to Discord's gateway: the one that holds the lease. When it stops it hands the session on; when it
/// dies the next goes on with it from what stands in the lease, and Discord tells again what came meanwhile.
/// </summary>
sealed partial class GatewayDuty(
    Lease lease, GatewayLine line, Interactions interactions,
    IOptions<DiscordOptions> options, IMeterFactory meters, TimeProvider time, ILogger<GatewayDuty> log) : BackgroundService
{
    public const string LeaseName = "discord-gateway";

    // What is under way is in the inbox, or not, within two seconds.
    static readonly TimeSpan finishFor = TimeSpan.FromSeconds(5);

    // Whoever could not connect lets that many looks of the others pass, so that one of them takes its turn.
    const int LooksOfOthers = 5;

    readonly DiscordOptions discord = options.Value;

    /// <summary>It listens at this moment, and no other bot does.</summary>
    public bool IsListening => line.IsConnected && lease.Left > TimeSpan.Zero;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!discord.UseGateway) return;
        meters.Create(Doorkeeping.MeterName).CreateObservableGauge("opsbot_discord_listening", () => IsListening ? 1 : 0,
            description: "1 where this bot listens to Discord; of all bots, one does");
        try
        {
            while (await Turn(stoppingToken) is var end and not LineEnd.Hopeless)
                await Task.Delay(lease.Limits.Renewal * (end is LineEnd.NoLuck ? LooksOfOthers : 1), time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped while another had the lease.
        }
    }

    async Task<LineEnd> Turn(CancellationToken stopping) => await Take(stopping) is { } memo ? await Serve(memo, stopping) : LineEnd.Left;

    async Task<string?> Take(CancellationToken cancel)
    {
        try
        {
            return await lease.Take(cancel);
        }
        // A bug in it must not end the program, which has Slack to answer, too.
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            if (Outage.Is(fault)) LogNoLease(fault);
            else LogBroken(fault);
            return null;
        }
    }

    /// <summary>Listens as long as the lease is held, and there is something to listen to.</summary>
    async Task<LineEnd> Serve(string memo, CancellationToken stopping)
    {
        LogOnDuty();
        using var lost = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        var listening = line.Hold(Known(memo), stopping, lost.Token);
        var keeping = lease.Keep(Memo, over.Token);
        if (await Task.WhenAny(keeping, listening) == keeping)
        {
            // At once: another may listen in a moment.
            await lost.CancelAsync();
            LogLost();
        }
        var end = await listening;
        await Finish(lost.Token);
        await over.CancelAsync();
        await keeping;
        if (!lost.IsCancellationRequested) await HandOn();
        return end;
    }

    // Its own memory is newer than a memo that it could not write while the database was away.
    GatewaySession? Known(string memo) => GatewaySession.Read(memo, discord.Token) is { } left
        ? line.Session is { } own && own.Id == left.Id && own.Safe > left.Safe ? own : left : null;

    string Memo() => line.Session?.Write(discord.Token) ?? "{}";

    async Task Finish(CancellationToken lost)
    {
        using var limit = new CancellationTokenSource(finishFor, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, lost);
        try
        {
            await interactions.Finish(both.Token);
        }
        catch (OperationCanceledException)
        {
            // The memo stays behind what is not safe, so the successor is told of it again.
        }
    }

    async Task HandOn()
    {
        using var limit = new CancellationTokenSource(finishFor, time);
        try
        {
            await lease.Release(Memo(), limit.Token);
            LogHandedOn();
        }
        catch (Exception away) when (Outage.Is(away) || away is OperationCanceledException)
        {
            LogNoLease(away);
        }
    }

    [LoggerMessage(LogLevel.Information, "This bot listens to Discord now")]
    partial void LogOnDuty();

    [LoggerMessage(LogLevel.Warning, "This bot no longer listens to Discord: it could not renew its lease, and another may have it")]
    partial void LogLost();

    [LoggerMessage(LogLevel.Information, "This bot stopped listening to Discord; another goes on where it was")]
    partial void LogHandedOn();

    [LoggerMessage(LogLevel.Warning, "The database could not be asked which bot listens to Discord")]
    partial void LogNoLease(Exception away);

    [LoggerMessage(LogLevel.Error, "The lease on Discord's gateway could not be taken")]
    partial void LogBroken(Exception fault);
}
