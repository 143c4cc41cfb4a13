using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Core.Jobs;

/// <summary>
/// Who works on a job: claimed past locked rows, renewed while it runs, free again when its holder dies. A lease belongs to one claim
/// and not to a process, and runs by the database's clock: who was frozen past it is kept from its successor, wherever that runs.
/// </summary>
public sealed partial class JobLease(NpgsqlDataSource source, JobLimits limits, TimeProvider time, ILogger<JobLease> log)
{
    // Read by people who look at the table: which worker it is.
    static readonly string worker = $"{Environment.MachineName}:{Environment.ProcessId}";

    internal async Task<Job?> Claim(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var now = time.GetUtcNow();
        return await db.Find<Job>(
            """
            update jobs
            set    state = @Running, lease_owner = @Claim, lease_until = clock_timestamp() + @Lease,
                   -- Whoever held it before died with it: where that comes of the job, it must end all the same.
                   stumbles = stumbles + case when state = @Running then 1 else 0 end
            where  id = (
                select id
                from   jobs
                where  (state = @Waiting and not_before <= @Now) or (state = @Running and lease_until <= clock_timestamp())
                order  by not_before
                limit  1
                for    update skip locked)
            returning id, number, operation, arguments, target_kind, target_id, target_label, organization,
                      trail, operator_id, duty, reason, message_key, heading, byline, memo,
                      stumbles, giving_up, cancelling, cancel_asked_at, unknown_since,
                      created_at, lease_owner as claim, trace
            """,
            new
            {
                Waiting = JobLife.Claim.From.Single(), Running = JobLife.Claim.Done!.Value, Now = now, limits.Lease,
                Claim = $"{worker}:{Guid.CreateVersion7(now):n}",
            }, cancel);
    }

    /// <summary>When the next job wants looking at, by this program's clock; none when the queue is empty.</summary>
    public async Task<DateTimeOffset?> NextDue(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Find<DateTimeOffset?>(
            """
            select least(
                (select min(not_before) from jobs where state = 'queued'),
                (select @Now + (min(lease_until) - clock_timestamp()) from jobs where state = 'running'))
            """, new { Now = time.GetUtcNow() }, cancel);
    }

    internal static Task<bool> IsHeld(NpgsqlConnection db, Job job, CancellationToken cancel) => db.Find<bool>(
        "select exists (select 1 from jobs where id = @Id and state = 'running' and lease_owner = @Claim for update)", job, cancel);

    /// <summary>Renews the lease until disposed; its token is cancelled when the lease was lost.</summary>
    internal Held Hold(Job job, CancellationToken cancel) => new(this, job, cancel);

    internal sealed class Held : IAsyncDisposable
    {
        readonly CancellationTokenSource over;
        readonly Task renewing;

        public Held(JobLease lease, Job job, CancellationToken cancel)
        {
            over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            renewing = lease.Renew(job, over);
        }

        public CancellationToken Token => over.Token;

        public async ValueTask DisposeAsync()
        {
            await over.CancelAsync();
            await renewing;
            over.Dispose();
        }
    }

    async Task Renew(Job job, CancellationTokenSource over)
    {
        using var timer = new PeriodicTimer(limits.Lease / 3, time);
        var since = time.GetTimestamp();
        while (!over.IsCancellationRequested)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(over.Token)) return;
                var asked = time.GetTimestamp();
                await using var db = await source.OpenConnectionAsync(over.Token);
                if (await db.Execute("update jobs set lease_until = clock_timestamp() + @Lease where id = @Id and lease_owner = @Claim",
                        new { job.Id, job.Claim, limits.Lease }, over.Token) == 1)
                {
                    since = asked;
                    continue;
                }
                LogLost(job.Id);
                await over.CancelAsync();
            }
            catch (OperationCanceledException) { return; }
            catch (NpgsqlException outage) when (time.GetElapsedTime(since) < limits.Lease)
            {
                LogNotRenewed(outage, job.Id);
            }
            catch (NpgsqlException)
            {
                LogLost(job.Id);
                await over.CancelAsync();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Lease of job {Job} was lost")]
    partial void LogLost(Guid job);

    [LoggerMessage(LogLevel.Warning, "Lease of job {Job} could not be renewed, trying again")]
    partial void LogNotRenewed(Exception outage, Guid job);
}

/// <summary>The lease is another's by now, and so is the job.</summary>
public sealed class JobLostException(Guid job) : OperationCanceledException($"Job {job} went on elsewhere.");
