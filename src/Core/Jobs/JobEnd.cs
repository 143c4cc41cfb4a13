using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsBot.Core.Access;
using OpsBot.Core.Approvals;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>The end of a job: what it moved, its audit row, its message and the job's own state, in one transaction.</summary>
public sealed partial class JobEnd(Transactions transactions, IServiceProvider services, ILogger<JobEnd> log)
{
    /// <summary>All its steps are done. What refuses now has changed nothing, and the job is to be given up.</summary>
    internal Task<Refusal?> Finish(OpenJob open, CancellationToken cancel) =>
        End(open.Job, open, null, work => open.Work.Finish(open.Command, open.Run, work, cancel), cancel);

    /// <summary>What it did is taken back, or cannot be.</summary>
    internal Task GiveUp(OpenJob open, CancellationToken cancel)
    {
        (open.Run.IsTakenBack, open.Run.IsUndone) = (open.LeftBehind.Count == 0, open.IsUndone);
        var error = open.WhyGivenUp;
        return End(open.Job, open, error,
            async work => Result<IAnswer>.Of(await open.Work.GiveUp(open.Command, open.Run, error, work, cancel)), cancel);
    }

    /// <summary>Ends a job whose own handler cannot, for that reason or a fault: what it was moving is told, and so is who asked.</summary>
    internal Task Abandon(Job job, string? why, CancellationToken cancel)
    {
        var error = why ?? job.Fault;
        var given = job with { GivingUp = error };
        return End(given, null, error, async work =>
        {
            foreach (var noun in services.GetServices<IStranded>()) await noun.Abandoned(job.Trail, error, work, cancel);
            return new JobAbandoned(job.Heading, job.Reference, why, given.IsCancelled);
        }, cancel);
    }

    async Task<Refusal?> End(Job job, OpenJob? open, string? error, Func<Work, Task<Result<IAnswer>>> end, CancellationToken cancel)
    {
        await using var work = await transactions.Begin(
            Actor.Worker(job.OperatorId is { } id ? OperatorId.Of(id) : null, job.Duty), job.Trail, cancel);
        if (job.Reason is not null) work.Because(job.Reason);
        await work.Lock(job.Target, cancel);
        if (!await JobLease.IsHeld(work.Db, job, cancel)) return null;
        if ((await end(work)).Failed(out var answer, out var refusal)) return refusal;
        var reply = answer.Say();
        var state = (error is null ? JobLife.Succeed : job.IsCancelled ? JobLife.Cancel : JobLife.Fail).Done!.Value;
        await Note(work, job, open, state, error, cancel);
        await work.Audit(Execution.Entry(work, job.Operation, Outcome(state)) with
        {
            Arguments = job.Arguments, Target = job.Target, Detail = error ?? reply.Summary,
        }, cancel);
        var last = job.Byline is { } byline ? reply.With(Byline.Ended(byline, work.Now)) : reply;
        await work.Say(job.MessageKey, new To.WhereItStands(), last, cancel);
        await work.TellRan(reply, error, cancel);
        await work.Commit(cancel);
        LogEnded(job.Id, job.Operation, state);
        return null;
    }

    static async Task Note(Work work, Job job, OpenJob? open, JobState state, string? error, CancellationToken cancel)
    {
        await using var batch = new Batch(work.Db);
        if (open is not null) JobNotes.AddSteps(batch, open);
        batch.Add(
            """
            update jobs
            set    state = @State, lease_owner = null, lease_until = null, finished_at = @Now, error = @Error, memo = @Memo
            where  id = @Id
            """, new { job.Id, State = state, work.Now, Error = error, Memo = open?.Run.MemoText ?? job.Memo });
        await batch.Execute(cancel);
    }

    static AuditOutcome Outcome(JobState state) =>
        state switch { JobState.Succeeded => AuditOutcome.Done, JobState.Cancelled => AuditOutcome.Cancelled, _ => AuditOutcome.Failed };

    [LoggerMessage(LogLevel.Information, "Job {Job} ({Operation}) {State}")]
    partial void LogEnded(Guid job, string operation, JobState state);
}
