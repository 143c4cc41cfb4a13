using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Approvals;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Diagnostics;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>Runs queued long work step by step under a renewed lease; a dead worker's job goes on from its step.</summary>
public sealed partial class JobRunner(
    NpgsqlDataSource source, Outbox outbox, Catalog catalog, IServiceProvider services, JobLease lease, TimeProvider time, ILogger<JobRunner> log)
{
    // A bug is rarely gone after a while; a second try is for the deployment that mends it.
    const int MostStumbles = 3;

    // A worker that knows the operation is most likely being started at this moment.
    static readonly TimeSpan untilAnotherLooks = TimeSpan.FromMinutes(1);

    /// <summary>Runs the most urgent job as far as it goes now; false when none is due.</summary>
    public async Task<bool> RunNext(CancellationToken cancel)
    {
        if (await lease.Claim(cancel) is not { } job) return false;
        using var activity = Tracing.GoOn($"job {job.Operation}", job.Trace);
        var begun = time.GetTimestamp();
        await using var held = lease.Hold(job, cancel);
        try
        {
            if (job.Stumbles >= MostStumbles) await End(job, null, work => Abandon(job, work, held.Token), held.Token);
            else if (catalog.Find(job.Operation) is { } entry) await Run(job, entry, held.Token);
            else await Leave(job, held.Token);
        }
        // Else it would be taken up again with every lease that ends, for ever, and nobody would know.
        catch (Exception bug) when (IsBug(bug, held.Token))
        {
            await Stumble(job, bug, held.Token);
        }
        Measures.Job(job.Operation, time.GetElapsedTime(begun));
        return true;
    }

    static bool IsBug(Exception bug, CancellationToken cancel) =>
        !cancel.IsCancellationRequested && bug is not JobLostException && !Outage.Is(bug);

    async Task Run(Job job, Entry entry, CancellationToken cancel)
    {
        var caller = LongWorkCaller.For(entry.Type);
        var command = entry.FromJson(job.Arguments);
        var steps = caller.Steps(services);
        var run = job.Run(time.GetUtcNow());
        for (var at = job.Step; at < steps.Count; at++)
        {
            if (at > job.Step) await lease.Say(job, run, at, job.Progress(steps, at, null), cancel);
            switch (await Try(caller, at, command, run, cancel))
            {
                case StepResult.Done:
                    break;
                case StepResult.LookAgain again:
                    var then = time.GetUtcNow() + again.After;
                    await lease.Release(job, run, at, job.Attempts, then, job.Progress(steps, at, again.Detail), cancel);
                    return;
                case StepResult.TryAgain again when job.Attempts + 1 < caller.Tries(services):
                    var pause = Pause(job.Attempts);
                    var detail = $"{again.Error} Trying again {Soon(pause)} ({job.Attempts + 2} of {caller.Tries(services)}).";
                    await lease.Release(job, run, at, job.Attempts + 1, time.GetUtcNow() + pause, job.Progress(steps, at, detail), cancel);
                    return;
                case StepResult.TryAgain again:
                    await End(job, run, work => GiveUp(caller, command, run, again.Error, work, cancel), cancel);
                    return;
                case StepResult.Failed failed:
                    await End(job, run, work => GiveUp(caller, command, run, failed.Error, work, cancel), cancel);
                    return;
            }
        }
        await Finish(caller, job, command, run, cancel);
    }

    /// <summary>Queued by another version: it waits, because whoever does not know it cannot end it well either.</summary>
    async Task Leave(Job job, CancellationToken cancel)
    {
        LogUnknown(job.Id, job.Operation);
        var sentence = $"The workers that run now don't know `/{job.Operation}`: they are of another version. It waits for one that does.";
        var reply = new Reply(job.Heading) { Audience = Audience.Room, Parts = [new Notice(Tone.Warning, Sentences.Of(sentence))] };
        await lease.PutBack(job, job.Stumbles, time.GetUtcNow() + untilAnotherLooks, reply, cancel);
    }

    /// <summary>A bug outside its steps: tried again, then given up by its handler, then without it.</summary>
    async Task Stumble(Job job, Exception bug, CancellationToken cancel)
    {
        LogStumbled(bug, job.Id, job.Operation, job.Stumbles + 1);
        try
        {
            if (job.Stumbles + 1 == MostStumbles && catalog.Find(job.Operation) is { } entry)
            {
                var (run, caller) = (job.Run(time.GetUtcNow()), LongWorkCaller.For(entry.Type));
                await End(job, run, work => GiveUp(caller, entry.FromJson(job.Arguments), run, Fault(job.Id), work, cancel), cancel);
                return;
            }
        }
        catch (Exception another) when (IsBug(another, cancel))
        {
            LogStumbled(another, job.Id, job.Operation, job.Stumbles + 1);
        }
        await lease.PutBack(job, job.Stumbles + 1, time.GetUtcNow() + Pause(job.Stumbles), null, cancel);
    }

    /// <summary>Ends a job whose own handler cannot: whatever it was moving is told, and so is whoever asked.</summary>
    async Task<(IAnswer Answer, string? Error)> Abandon(Job job, Work work, CancellationToken cancel)
    {
        var error = Fault(job.Id);
        foreach (var noun in services.GetServices<IStranded>()) await noun.Abandoned(job.Trail, error, work, cancel);
        return (new JobAbandoned(job.Heading, Reference(job.Id)), error);
    }

    async Task Finish(LongWorkCaller caller, Job job, object command, JobRun run, CancellationToken cancel)
    {
        try
        {
            await End(job, run, async work => (await caller.Finish(services, command, run, work, cancel)).Refused(out var answer, out var refusal)
                ? await GiveUp(caller, command, run, refusal.Sentence, work, cancel)
                : (answer, null), cancel);
        }
        // All its steps are done: once more would not make its end any better.
        catch (Exception bug) when (IsBug(bug, cancel))
        {
            LogStepFailed(bug, run.Id, job.Step);
            await End(job, run, work => GiveUp(caller, command, run, Fault(job.Id), work, cancel), cancel);
        }
    }

    static string Fault(Guid job) => $"A fault inside OpsBot (reference {Reference(job)}).";

    static string Reference(Guid job) => job.ToString("n")[^12..];

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
            return new StepResult.TryAgain(Fault(run.Id));
        }
    }

    async Task<(IAnswer Answer, string? Error)> GiveUp(LongWorkCaller caller, object command, JobRun run, string error, Work work, CancellationToken cancel) =>
        (await caller.GiveUp(services, command, run, error, work, cancel), error);

    /// <summary>State, audit row and answer, in one transaction with the job's own end.</summary>
    async Task End(Job job, JobRun? run, Func<Work, Task<(IAnswer Answer, string? Error)>> end, CancellationToken cancel)
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
            new
            {
                job.Id, State = error is null ? "succeeded" : "failed", Now = now, Error = error,
                Memo = run is null ? job.Memo : Json.Text(run.Notes),
            }, cancel);
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

    // A countdown that stands still is wrong from its second second on.
    string Soon(TimeSpan pause) => pause < TimeSpan.FromMinutes(1) ? "in a moment" : $"at {new At(time.GetUtcNow() + pause).Text}";

    // 1 s, 2 s, 4 s, … up to five minutes, each up to a quarter longer so that many do not return at once.
    static TimeSpan Pause(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, attempts)) * (1 + Random.Shared.NextDouble() / 4));

    [LoggerMessage(LogLevel.Error, "Job {Job} ({Operation}) met a bug outside its steps, the {Time}. time")]
    partial void LogStumbled(Exception bug, Guid job, string operation, int time);

    [LoggerMessage(LogLevel.Warning, "Job {Job} is for {Operation}, which this program does not have; it is left to one that does")]
    partial void LogUnknown(Guid job, string operation);

    [LoggerMessage(LogLevel.Error, "Step {Step} of job {Job} failed")]
    partial void LogStepFailed(Exception bug, Guid job, int step);

    [LoggerMessage(LogLevel.Information, "Job {Job} ({Operation}) succeeded")]
    partial void LogSucceeded(Guid job, string operation);

    [LoggerMessage(LogLevel.Warning, "Job {Job} ({Operation}) was given up")]
    partial void LogGivenUp(Guid job, string operation);
}
