using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Jobs;

/// <summary>Writes down how far a job has come and shows it, in one transaction each; only its holder can.</summary>
public sealed class JobNotes(NpgsqlDataSource source, Transactions transactions, JobUsual usual, TimeProvider time)
{
    static JobState Waiting => JobLife.Wait.Done!.Value;

    internal async Task<IReadOnlyList<StepNote>> Of(Job job, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<StepNote>(
            """
            select name, undo, state, tries, unsure, may_pass, detail, started_at, ended_at
            from   job_steps
            where  job_id = @Id
            """, job, cancel);
    }

    /// <summary>Before a step runs, so that it is known to have begun; false where somebody wants the job to end instead.</summary>
    internal async Task<bool> Begin(OpenJob open, AnyStep step, bool undo, CancellationToken cancel)
    {
        var begun = true;
        await Save(open.Job, async work =>
        {
            var cancelling = await work.Find<string>(
                """
                update jobs
                set    memo = @Memo, stumbles = @Stumbles, unknown_since = null, unknown_told = false
                where  id = @Id and lease_owner = @Claim
                returning coalesce(cancelling, '')
                """, new { open.Job.Id, open.Job.Claim, Memo = open.Run.MemoText, open.Job.Stumbles }, cancel);
            if (cancelling is null) return 0;
            begun = undo || cancelling.Length == 0;
            if (begun) open.Begin(step, undo, time.GetUtcNow());
            else open.Cancelled(cancelling);
            return 1;
        }, open, async () => begun ? await Shown(open, cancel) : null, cancel);
        return begun;
    }

    /// <summary>Gives it back to the queue until then.</summary>
    internal Task Release(OpenJob open, DateTimeOffset until, CancellationToken cancel) => Save(open.Job, work => work.Execute(
        """
        update jobs
        set    state = @Waiting, lease_owner = null, lease_until = null, memo = @Memo, stumbles = @Stumbles,
               -- Whoever wants it to end is heard at once; what takes back waits as long as it says.
               not_before = case when cancelling is null or giving_up is not null then @Until else least(@Until, @Now) end
        where  id = @Id and lease_owner = @Claim
        """,
        new { open.Job.Id, open.Job.Claim, Waiting, Memo = open.Run.MemoText, open.Job.Stumbles, Until = until, work.Now }, cancel),
        open, async () => await Shown(open, cancel), cancel);

    /// <summary>From here on it only takes back what it did.</summary>
    internal async Task GiveUp(OpenJob open, string error, CancellationToken cancel)
    {
        open.GivenUp(error);
        await Save(open.Job, work => work.Execute(
            "update jobs set giving_up = @GivingUp, stumbles = 0, memo = @Memo where id = @Id and lease_owner = @Claim",
            new { open.Job.Id, open.Job.Claim, open.Job.GivingUp, Memo = open.Run.MemoText }, cancel), open, null, cancel);
    }

    /// <summary>Gives it back after a bug outside its steps.</summary>
    internal Task PutBack(Job job, DateTimeOffset until, CancellationToken cancel) => Save(job, work => work.Execute(
        """
        update jobs
        set    state = @Waiting, lease_owner = null, lease_until = null, stumbles = @Stumbles, not_before = @Until
        where  id = @Id and lease_owner = @Claim
        """, new { job.Id, job.Claim, Waiting, Stumbles = job.Stumbles + 1, Until = until }, cancel), null, null, cancel);

    /// <summary>Gives it back because the program stops. That is no death: it goes on elsewhere at once, and nobody counts it.</summary>
    internal Task HandBack(Job job, OpenJob? open, CancellationToken cancel) => Save(job, work =>
    {
        work.Hint(Hints.Jobs);
        return work.Execute(
            """
            update jobs
            set    state = @Waiting, lease_owner = null, lease_until = null, stumbles = @Stumbles, memo = coalesce(@Memo, memo)
            where  id = @Id and lease_owner = @Claim
            """,
            new
            {
                job.Id, job.Claim, Waiting, (open?.Job ?? job).Stumbles,
                // What a step in the middle of its work has noted is no more to be trusted than after a death.
                Memo = open is { Unsaved.Count: > 0 } ? open.Run.MemoText : null,
            }, cancel);
    }, open, null, cancel);

    /// <summary>Gives it back as it was, to be looked at by a worker that may know what it is.</summary>
    internal Task Leave(Job job, DateTimeOffset until, Reply? shown, Reply? told, CancellationToken cancel) => Save(job, async work =>
    {
        if (told is not null) await work.Say($"job-left:{job.Id:n}", new To.Channel(Purpose.Ops), told, cancel);
        return await work.Execute(
            """
            update jobs
            set    state = @Waiting, lease_owner = null, lease_until = null, not_before = @Until,
                   unknown_since = coalesce(unknown_since, @Now), unknown_told = unknown_told or @Told
            where  id = @Id and lease_owner = @Claim
            """, new { job.Id, job.Claim, Waiting, Until = until, work.Now, Told = told is not null }, cancel);
    }, null, () => Task.FromResult(shown), cancel);

    async Task<Reply> Shown(OpenJob open, CancellationToken cancel) =>
        JobMessage.Of(open, await usual.Of(open.Job.Operation, open.Steps.Select(step => step.Name), cancel));

    async Task Save(Job job, Func<Work, Task<int>> update, OpenJob? open, Func<Task<Reply?>>? shown, CancellationToken cancel)
    {
        await transactions.As(Actor.OpsBot("jobs"), job.Trail, async work =>
        {
            if (await update(work) == 0) throw new JobLostException(job.Id);
            if (open is not null) await Steps(work, open, cancel);
            if (shown is not null && await shown() is { } reply) await work.Say(job.MessageKey, new To.WhereItStands(), reply, cancel);
            return true;
        }, cancel);
        open?.Saved();
    }

    internal static async Task Steps(Work work, OpenJob open, CancellationToken cancel)
    {
        foreach (var note in open.Unsaved)
            await work.Execute(
                """
                insert into job_steps (job_id, name, undo, operation, state, tries, unsure, may_pass, detail, started_at, ended_at)
                values (@Job, @Name, @Undo, @Operation, @State, @Tries, @Unsure, @MayPass, @Detail, @StartedAt, @EndedAt)
                on conflict (job_id, name, undo) do update
                set    state = excluded.state, tries = excluded.tries, unsure = excluded.unsure, may_pass = excluded.may_pass,
                       detail = excluded.detail, ended_at = excluded.ended_at
                """,
                new
                {
                    Job = open.Job.Id, note.Name, note.Undo, open.Job.Operation, note.State, note.Tries, note.Unsure, note.MayPass,
                    note.Detail, note.StartedAt, note.EndedAt,
                }, cancel);
    }
}
