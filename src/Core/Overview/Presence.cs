using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

public enum ProgramKind { Bot, Worker }

/// <summary>
/// Says now and then that this program runs, and which duties it does, so that one can see from a chat what runs and what does not.
/// </summary>
public sealed partial class Presence(
    ProgramKind kind, IEnumerable<string> duties, NpgsqlDataSource source, TimeProvider time, ILogger<Presence> log) : BackgroundService
{
    static readonly TimeSpan between = TimeSpan.FromSeconds(20);

    /// <summary>Who was not heard of for this long does not run, or does not reach the database.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    static readonly string version =
        typeof(Presence).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Start(14);

    readonly string name = $"{kind.Snake()} {Environment.MachineName}:{Environment.ProcessId}";

    DateTimeOffset started;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        started = time.GetUtcNow();
        using var timer = new PeriodicTimer(between, time);
        try
        {
            do await Say(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Now, rather than when its time has come.</summary>
    public async Task Say(CancellationToken cancel)
    {
        try
        {
            await using var db = await source.OpenConnectionAsync(cancel);
            await db.Execute(
                """
                insert into programs (name, kind, version, duties, started_at, seen_at)
                values (@name, @kind, @version, @Duties, @started, @Now)
                on conflict (name) do update
                set    version = excluded.version, duties = excluded.duties, started_at = excluded.started_at, seen_at = excluded.seen_at
                """, new { name, kind, version, Duties = duties.ToArray(), started, Now = time.GetUtcNow() }, cancel);
        }
        // The database is away, as far as one can know: it is said the next time.
        catch (Exception away) when (!cancel.IsCancellationRequested)
        {
            LogNotSaid(away);
        }
    }

    /// <summary>Who leaves says so; only who was killed is missed.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await using var db = await source.OpenConnectionAsync(cancellationToken);
            await db.Execute("delete from programs where name = @name", new { name }, cancellationToken);
        }
        catch (Exception away)
        {
            LogNotSaid(away);
        }
    }

    [LoggerMessage(LogLevel.Information, "The database was not told whether this program runs")]
    partial void LogNotSaid(Exception away);
}

public static class PresenceRegistration
{
    public static IServiceCollection AddPresence(this IServiceCollection services, ProgramKind kind, params IEnumerable<string> duties) =>
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<Presence>(provider, kind, duties));
}
