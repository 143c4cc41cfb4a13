using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Approvals;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>Runs queued long work step by step under a renewed lease; a dead worker's job goes on from its step.</summary>
public sealed partial class JobRunner(
    NpgsqlDataSource source, Outbox outbox, Catalog catalog, IServiceProvider services, JobLease lease, TimeProvider time, ILogger<JobRunner> log)
{
    /// <summary>Runs the most urgent job as far as it goes now; false when none is due.</summary>
    public async Task<bool> RunNext(CancellationToken cancel)
    {
        if (await lease.Claim(cancel) is not { } job) return false;
        await using var held = lease.Hold(job, cancel);
        var entry = catalog.Find(job.Operation) ?? throw new InvalidOperationException($"Job {job.Id} is for {job.Operation}, which this program does not have.");
        var caller = LongWorkCaller.For(entry.Type);
        var command = entry.FromJson(job.Arguments);
        var steps = caller.Steps(services);
        var run = job.Run(time.GetUtcNow());
        for (var at = job.Step; at < steps.Count; at++)
        {
            if (at > job.Step) await lease.Say(job, run, at, job.Progress(steps, at, null), held.Token);
            switch (await Try(caller, at, command, run, held.Token))
            {
                case StepResult.Done:
                    break;
                case StepResult.LookAgain again:
                    await lease.Release(job, run, at, job.Attempts, time.GetUtcNow() + again.After, job.Progress(steps, at, again.Detail), held.Token);
                    return true;
                case StepResult.TryAgain again when job.Attempts + 1 < caller.Tries(services):
                    var pause = Pause(job.Attempts);
                    await lease.Release(job, run, at, job.Attempts + 1, time.GetUtcNow() + pause,
                        job.Progress(steps, at, $"{again.Error} Trying again in {pause.InWords()} ({job.Attempts + 2} of {caller.Tries(services)})."), held.Token);
                    return true;
                case StepResult.TryAgain again:
                    await End(job, run, work => GiveUp(caller, command, run, again.Error, work, held.Token), held.Token);
                    return true;
                case StepResult.Failed failed:
                    await End(job, run, work => GiveUp(caller, command, run, failed.Error, work, held.Token), held.Token);
                    return true;
            }
        }
        await Finish(caller, job, command, run, held.Token);
        return true;
    }

    async Task Finish(LongWorkCaller caller, Job job, object command, JobRun run, CancellationToken cancel)
    {
        try
        {
            await End(job, run, async work => (await caller.Finish(services, command, run, work, cancel)).Refused(out var answer, out var refusal)
                ? await GiveUp(caller, command, run, refusal.Sentence, work, cancel)
                : (answer, null), cancel);
        }
        // Else it would be claimed again with every lease that ends, and its message would never say how it went.
        catch (Exception bug) when (!cancel.IsCancellationRequested && !Runner.IsOutage(bug))
        {
            LogStepFailed(bug, run.Id, job.Step);
            await End(job, run, work => GiveUp(caller, command, run, Fault(run), work, cancel), cancel);
        }
    }

    static string Fault(JobRun run) => $"A fault inside OpsBot (reference {run.Id.ToString("n")[^12..]}).";

    async Task<StepResult> Try(LongWorkCaller caller, int step, object command, JobRun run, CancellationToken cancel)
    {
        try
        {
            return await caller.Run(services, step, command, run, cancel);
        }
        // A bug in a step must not take the worker down, nor keep its job running for ever.
        catch (Exception bug) when (!cancel.IsCancellationRequested)
        {
            LogStepFailed(bug, run.Id, step);
            return new StepResult.TryAgain(Fault(run));
        }
    }

    async Task<(IAnswer Answer, string? Error)> GiveUp(LongWorkCaller caller, object command, JobRun run, string error, Work work, CancellationToken cancel) =>
        (await caller.GiveUp(services, command, run, error, work, cancel), error);

    /// <summary>State, audit row and answer, in one transaction with the job's own end.</summary>
    async Task End(Job job, JobRun run, Func<Work, Task<(IAnswer Answer, string? Error)>> end, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await using var transaction = await db.BeginTransactionAsync(cancel);
        var now = time.GetUtcNow();
        var asker = job.OperatorId is { } id
            ? await db.Find<Operator>("select id, handle, name, role, active from operators where id = @Id", new { Id = id }, cancel) : null;
        var work = new Work(transaction, outbox, new Request(new Caller(new ChatAccount("worker", Environment.MachineName)), "/" + job.Operation), asker, job.Trail, now);
        if (job.Reason is not null) work.Because(job.Reason);
        await work.Lock(job.Target, cancel);
        if (!await JobLease.IsHeld(db, job, cancel)) return;
        var (answer, error) = await end(work);
        var reply = answer.Say();
        await work.Execute(
            "update jobs set state = @State, lease_owner = null, lease_until = null, finished_at = @Now, error = @Error, memo = @Memo where id = @Id",
            new { job.Id, State = error is null ? "succeeded" : "failed", Now = now, Error = error, Memo = Json.Text(run.Notes) }, cancel);
        await work.Audit(Execution.Entry(work, job.Operation, error is null ? AuditOutcome.Done : AuditOutcome.Failed) with
        {
            Arguments = job.Arguments, Target = job.Target, Detail = error ?? reply.Summary,
        }, cancel);
        await work.Say(job.MessageKey, new To.WhereItStands(), job.Byline is { } byline ? reply.With(Byline.Ended(byline, now)) : reply, cancel);
        await work.TellRan(reply, error, cancel);
        await work.Commit(cancel);
        if (error is null) LogSucceeded(job.Id, job.Operation);
        else LogGivenUp(job.Id, job.Operation);
    }

    // 1 s, 2 s, 4 s, … up to five minutes, each up to a quarter longer so that many do not return at once.
    static TimeSpan Pause(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, attempts)) * (1 + Random.Shared.NextDouble() / 4));

    [LoggerMessage(LogLevel.Error, "Step {Step} of job {Job} failed")]
    partial void LogStepFailed(Exception bug, Guid job, int step);

    [LoggerMessage(LogLevel.Information, "Job {Job} ({Operation}) succeeded")]
    partial void LogSucceeded(Guid job, string operation);

    [LoggerMessage(LogLevel.Warning, "Job {Job} ({Operation}) was given up")]
    partial void LogGivenUp(Guid job, string operation);
}
