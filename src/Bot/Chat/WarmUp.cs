using Npgsql;
using OpsBot.Bot.Intake;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview;

namespace OpsBot.Bot.Chat;

/// <summary>
/// Goes once through what the first request would otherwise wait for: connections are made, statements planned, code compiled. Nothing
/// of it is written down or said. The port opens after it, so whoever asks first is acknowledged like everybody else.
/// </summary>
sealed partial class WarmUp(
    NpgsqlDataSource source, Inbox inbox, IEnumerable<IInboxSource> sources, Runner runner, TimeProvider time, ILogger<WarmUp> log)
    : IHostedService
{
    // As many as a few requests at once take; each costs a handshake.
    const int Connections = 4;

    static readonly TimeSpan patience = TimeSpan.FromSeconds(2);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var begun = time.GetTimestamp();
        try
        {
            await Task.WhenAll([inbox.Opened.WaitAsync(both.Token), Connect(both.Token), Task.Run(Rehearse, both.Token)]);
            await runner.Run(new HelloOps(), Actor.OpsBot("warm-up"), null, both.Token);
            LogWarm((int)time.GetElapsedTime(begun).TotalMilliseconds);
        }
        // A courtesy: it serves without, and whatever is wrong shows where somebody asks for something.
        catch (Exception wrong) when (!cancellationToken.IsCancellationRequested)
        {
            LogCold(wrong);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // All of them are open before the first is given back.
    async Task Connect(CancellationToken cancel)
    {
        var open = new List<NpgsqlConnection>(Connections);
        try
        {
            while (open.Count < Connections) open.Add(await source.OpenConnectionAsync(cancel));
        }
        finally
        {
            foreach (var db in open) await db.DisposeAsync();
        }
    }

    void Rehearse()
    {
        foreach (var one in sources) one.Rehearse();
    }

    [LoggerMessage(LogLevel.Information, "Warmed up in {Milliseconds} ms")]
    partial void LogWarm(int milliseconds);

    [LoggerMessage(LogLevel.Information, "Not warmed up, so the first requests take longer")]
    partial void LogCold(Exception wrong);
}
