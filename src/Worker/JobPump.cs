using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;

namespace OpsBot.Worker;

/// <summary>
/// Runs jobs as they fall due, each claimed before anybody is put to work on it: woken by the queue's notification, by the next due time,
/// or by the sweep.
/// </summary>
sealed partial class JobPump(
    NpgsqlDataSource source, JobRunner jobs, JobLease lease, TimeProvider time, ILogger<JobPump> log) : BackgroundService
{
    const int AtOnce = 16;

    // Nobody need wait for this: it is for a hint that got lost with its process.
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim woken = new(0, 1);

    public void Wake()
    {
        // Full means somebody woke it already, and one waking is enough.
        try { woken.Release(); }
        catch (SemaphoreFullException) { return; }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([source.Listen("listen jobs", Wake, LogLeftFor, time, stoppingToken), Pump(stoppingToken)]);

    async Task Pump(CancellationToken cancel)
    {
        var running = new List<Task>();
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                running.RemoveAll(task => task.IsCompleted);
                while (running.Count < AtOnce && await jobs.StartNext(cancel) is { } job) running.Add(ToItsEnd(job));
                await Wait(running, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested) { break; }
            catch (Exception fault)
            {
                LogLeftFor(fault);
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(2), time, cancel));
            }
        }
        await Task.WhenAll(running);
    }

    async Task ToItsEnd(Task job)
    {
        try
        {
            await job;
        }
        catch (OperationCanceledException lost)
        {
            // Its lease went elsewhere or the program stops: the row says where the job is.
            LogLeft(lost);
        }
        // A bug in one round must not end the worker: the next may be another job's.
        catch (Exception fault)
        {
            LogLeftFor(fault);
        }
    }

    async Task Wait(List<Task> running, CancellationToken cancel)
    {
        var due = await lease.NextDue(cancel);
        var pause = due is null ? Longest : due.Value - time.GetUtcNow();
        pause = pause < TimeSpan.FromMilliseconds(20) ? TimeSpan.FromMilliseconds(20) : pause > Longest ? Longest : pause;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        List<Task> any = [woken.WaitAsync(over.Token), Task.Delay(pause, time, over.Token), .. running.Where(task => !task.IsCompleted)];
        await Task.WhenAny(any);
        await over.CancelAsync();
        cancel.ThrowIfCancellationRequested();
    }

    public override void Dispose()
    {
        woken.Dispose();
        base.Dispose();
    }

    void LogLeftFor(Exception fault)
    {
        if (Outage.Is(fault)) LogOutage(fault);
        else LogBroken(fault);
    }

    [LoggerMessage(LogLevel.Error, "Jobs could not be looked for; jobs wait")]
    partial void LogBroken(Exception fault);

    [LoggerMessage(LogLevel.Warning, "The database is away; jobs wait")]
    partial void LogOutage(Exception outage);

    [LoggerMessage(LogLevel.Information, "A job was left for another round")]
    partial void LogLeft(Exception lost);
}
