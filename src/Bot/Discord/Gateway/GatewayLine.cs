using Microsoft.Extensions.Options;
using OpsBot.Core.Database;

namespace OpsBot.Bot.Discord;

/// <summary>
/// How holding the line ended: it was to, or none came about for a while, which another may be luckier with, or none can work for anybody.
/// </summary>
enum LineEnd { Left, NoLuck, Hopeless }

/// <summary>Keeps connected: one connection after another, going on with the session wherever Discord lets it.</summary>
sealed partial class GatewayLine(
    DiscordApi api, Interactions interactions, Lease lease, IOptions<DiscordOptions> options, TimeProvider time, ILogger<GatewayLine> log)
{
    // That often in a row, Discord said hello and never let the bot go on with its session.
    const int MostIgnored = 4;

    static readonly TimeSpan firstPause = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan longestPause = TimeSpan.FromSeconds(30);

    readonly DiscordOptions discord = options.Value;

    // A minute, where the lease is renewed every two seconds.
    readonly TimeSpan patience = lease.Limits.Renewal * 30;
    long lastConnected;

    // Of this bot's, whatever turns others had in between.
    int ignored;
    volatile GatewaySession? session;
    volatile bool connected;

    public bool IsConnected => connected;

    public GatewaySession? Session => session;

    /// <summary>Until it is to leave, which keeps the session, or is canceled, which breaks off, or there is no use in going on.</summary>
    public async Task<LineEnd> Hold(GatewaySession? known, CancellationToken leave, CancellationToken cancel)
    {
        if (known?.Id != session?.Id) ignored = 0;
        session = known;
        lastConnected = time.GetTimestamp();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(leave, cancel);
        for (var failures = 0; !over.IsCancellationRequested;)
        {
            var end = await Connect(failures, leave, cancel);
            if (over.IsCancellationRequested) break;
            if (end.Next is Next.GiveUp)
            {
                session = null;
                LogGivenUp(end.Why);
                return LineEnd.Hopeless;
            }
            failures = end.Reached is Reached.Service ? 0 : failures + 1;
            if (IsIgnored(end.Reached)) end = end with { Next = Next.Identify };
            if (end.Next is Next.Identify) session = null;
            if (time.GetElapsedTime(lastConnected) >= patience)
            {
                LogNoLuck(end.Why);
                return LineEnd.NoLuck;
            }
            await Pause(end, failures, over.Token);
        }
        return LineEnd.Left;
    }

    async Task<ConnectionEnd> Connect(int failures, CancellationToken leave, CancellationToken cancel)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(leave, cancel);
        try
        {
            // A session's own address may have gone for good, and the general one takes it as well.
            var own = failures % 3 != 2 && session?.ResumeUrl is { } known && discord.IsGateway(known) ? known : null;
            var (address, refused) = own is not null ? (own, null) : await Find(over.Token);
            if (address is null) return refused!;
            using var socket = await GatewaySocket.Connect(address, time, over.Token);
            return await new GatewayConversation(socket, new(discord.Token, interactions, Connected), time, log)
                .Converse(session, leave, cancel);
        }
        catch (Exception broken) when (GatewaySocket.IsBroken(broken))
        {
            return ConnectionEnd.Resume(broken.Message);
        }
        finally
        {
            if (connected) lastConnected = time.GetTimestamp();
            connected = false;
        }
    }

    /// <summary>So often by now that the session must be what is wrong, though Discord does not say it.</summary>
    bool IsIgnored(Reached reached)
    {
        ignored = reached switch
        {
            Reached.Nothing => ignored,
            Reached.Hello => (ignored + 1) % MostIgnored,
            Reached.Greeting or Reached.Service => 0,
        };
        return reached is Reached.Hello && ignored == 0;
    }

    void Connected(GatewaySession now)
    {
        session = now;
        connected = true;
        lease.RenewSoon();
    }

    /// <summary>Where the gateway is, once a session may be begun there.</summary>
    async Task<(Uri? Address, ConnectionEnd? Refused)> Find(CancellationToken cancel)
    {
        if (discord.GatewayUrl is { } set) return (set, null);
        while (true)
        {
            if ((await api.Gateway(cancel)).Failed(out var gateway, out var failure))
                return (null, failure.IsTokenDead ? ConnectionEnd.Closed(4004, null) : ConnectionEnd.Resume(failure.ToString()));
            if (session is not null || gateway.Remaining > 0) return (gateway.Url, null);
            // One more, and Discord resets the token.
            LogNoSessionLeft(gateway.Total, gateway.ResetAfter);
            await Task.Delay(gateway.ResetAfter + TimeSpan.FromSeconds(1), time, cancel);
        }
    }

    async Task Pause(ConnectionEnd end, int failures, CancellationToken cancel)
    {
        var doubled = failures == 0 ? TimeSpan.Zero : firstPause * Math.Pow(2, Math.Min(failures - 1, 8));
        var pause = (doubled < longestPause ? doubled : longestPause) * (0.5 + Random.Shared.NextDouble());
        // Discord asks for this before a new session.
        if (end.Next is Next.Identify) pause += TimeSpan.FromSeconds(1 + (4 * Random.Shared.NextDouble()));
        if (end.IsMeant) LogOnward(end.Why);
        else LogAgain(end.Why, pause.TotalSeconds);
        await Task.Delay(pause, time, cancel)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    [LoggerMessage(LogLevel.Critical, "{Why}, and start again; until then nothing arrives from Discord")]
    partial void LogGivenUp(string why);

    [LoggerMessage(LogLevel.Error, "No connection to Discord for a while ({Why}); another bot may try")]
    partial void LogNoLuck(string why);

    [LoggerMessage(LogLevel.Error,
        "Discord lets the bot begin no session: all {Total} of a day are used up. It waits for {For}; whatever begins so many must be stopped")]
    partial void LogNoSessionLeft(int total, TimeSpan @for);

    [LoggerMessage(LogLevel.Information, "{Why}, and gets it")]
    partial void LogOnward(string why);

    [LoggerMessage(LogLevel.Warning, "No connection to Discord ({Why}); next try in {Seconds:0.0} s")]
    partial void LogAgain(string why, double seconds);
}
