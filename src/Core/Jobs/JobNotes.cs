using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

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
        var next = open.Beginning(step, undo, time.GetUtcNow());
        var begun = true;
        await Save(open.Job, batch => batch.Add(
            """
            update jobs
            set    memo = @Memo, stumbles = @Stumbles, unknown_since = null
            where  id = @Id and lease_owner = @Claim
            returning coalesce(cancelling, '') as cancelling
            """, new { open.Job.Id, open.Job.Claim, Memo = open.Run.MemoText, open.Job.Stumbles }),
            open, next, async cancelling =>
            {
                begun = undo || cancelling.Length == 0;
                if (begun) open.Set(next);
                else open.Cancelled(cancelling);
                return begun ? await Shown(open, cancel) : null;
            }, cancel);
        return begun;
    }

    /// <summary>Gives it back to the queue until then.</summary>
    internal Task Release(OpenJob open, DateTimeOffset until, CancellationToken cancel) => Save(open.Job, batch => batch.Add(
        """
        update jobs
        set    state = @Waiting, lease_owner = null, lease_until = null, memo = @Memo, stumbles = @Stumbles,
               -- Whoever wants it to end is heard at once; what takes back waits as long as it says.
               not_before = case when cancelling is null or giving_up is not null then @Until else least(@Until, @Now) end
        where  id = @Id and lease_owner = @Claim
        returning coalesce(cancelling, '') as cancelling
        """,
        new { open.Job.Id, open.Job.Claim, Waiting, Memo = open.Run.MemoText, open.Job.Stumbles, Until = until, Now = time.GetUtcNow() }),
        open, null, async _ => await Shown(open, cancel), cancel);

    /// <summary>From here on it only takes back what it did.</summary>
    internal async Task GiveUp(OpenJob open, string error, CancellationToken cancel)
    {
        open.GivenUp(error);
        await Save(open.Job, batch => batch.Add(
            """
            update jobs
            set    giving_up = @GivingUp, stumbles = 0, memo = @Memo
            where  id = @Id and lease_owner = @Claim
            returning coalesce(cancelling, '') as cancelling
            """, new { open.Job.Id, open.Job.Claim, open.Job.GivingUp, Memo = open.Run.MemoText }), open, null, null, cancel);
    }

    /// <summary>Gives it back after a bug outside its steps.</summary>
    internal Task PutBack(Job job, DateTimeOffset until, CancellationToken cancel) => Save(job, batch => batch.Add(
        """
        update jobs
        set    state = @Waiting, lease_owner = null, lease_until = null, stumbles = @Stumbles, not_before = @Until
        where  id = @Id and lease_owner = @Claim
        returning coalesce(cancelling, '') as cancelling
        """, new { job.Id, job.Claim, Waiting, Stumbles = job.Stumbles + 1, Until = until }), null, null, null, cancel);

    /// <summary>Gives it back because the program stops. That is no death: it goes on elsewhere at once, and nobody counts it.</summary>
    internal Task HandBack(Job job, OpenJob? open, CancellationToken cancel) => Save(job, batch => batch.Add(
        """
        update jobs
        set    state = @Waiting, lease_owner = null, lease_until = null, stumbles = @Stumbles, memo = coalesce(@Memo, memo)
        where  id = @Id and lease_owner = @Claim
        returning coalesce(cancelling, '') as cancelling
        """,
        new
        {
            job.Id, job.Claim, Waiting, (open?.Job ?? job).Stumbles,
            // What a step in the middle of its work has noted is no more to be trusted than after a death.
            Memo = open is { Unsaved.Count: > 0 } ? open.Run.MemoText : null,
        }), open, null, null, cancel, work =>
        {
            work.Hint(Hints.Jobs);
            return Task.CompletedTask;
        });

    /// <summary>Gives it back as it was, to be looked at by a worker that may know what it is.</summary>
    internal Task Leave(Job job, DateTimeOffset until, Reply? shown, CancellationToken cancel) => Save(job, batch => batch.Add(
        """
        update jobs
        set    state = @Waiting, lease_owner = null, lease_until = null, not_before = @Until,
               unknown_since = coalesce(unknown_since, @Now)
        where  id = @Id and lease_owner = @Claim
        returning coalesce(cancelling, '') as cancelling
        """, new { job.Id, job.Claim, Waiting, Until = until, Now = time.GetUtcNow() }),
        null, null, _ => Task.FromResult(shown), cancel);

    async Task<Reply> Shown(OpenJob open, CancellationToken cancel) =>
        JobMessage.Of(open, await usual.Of(open.Job.Operation, open.Steps.Select(step => step.Name), cancel));

    sealed record Kept(string Cancelling);

    // What it has come to and how its steps stand go in one round trip; who has lost it meanwhile writes nothing.
    async Task Save(
        Job job, Action<Batch> update, OpenJob? open, StepNote? next, Func<string, Task<Reply?>>? shown, CancellationToken cancel,
        Func<Work, Task>? besides = null)
    {
        await transactions.As(Actor.OpsBot("jobs"), job.Trail, async work =>
        {
            if (besides is not null) await besides(work);
            await using var batch = new Batch(work.Db);
            update(batch);
            if (open is not null) AddSteps(batch, open, next);
            Kept? kept;
            await using (var reader = await batch.Read(cancel)) kept = (await reader.Rows<Kept>(cancel)).SingleOrDefault();
            if (kept is null) throw new JobLostException(job.Id);
            if (shown is not null && await shown(kept.Cancelling) is { } reply)
                await work.Say(job.MessageKey, new To.WhereItStands(), reply, cancel);
            return true;
        }, cancel);
        open?.Saved();
    }

    /// <summary>What changed of its steps; the one that is about to begin only where nobody wants the job to end.</summary>
    internal static void AddSteps(Batch batch, OpenJob open, StepNote? next = null)
    {
        var known = open.Unsaved.Where(note => next is null || note.Name != next.Name || note.Undo != next.Undo);
        StepNote[] all = [.. known, .. next is null ? Array.Empty<StepNote>() : [next]];
        if (all.Length == 0) return;
        batch.Add(
            """
            insert into job_steps (job_id, name, undo, operation, state, tries, unsure, may_pass, detail, started_at, ended_at)
            select @Job, n.name, n.undo, @Operation, n.state, n.tries, n.unsure, n.may_pass, n.detail, n.started_at, n.ended_at
            from   unnest(@Names, @Undos, @States, @Tries, @Unsure, @MayPass, @Details, @StartedAt, @EndedAt)
                   n (name, undo, state, tries, unsure, may_pass, detail, started_at, ended_at)
            where  n.undo or n.name is distinct from @Next or not exists (select from jobs where id = @Job and cancelling is not null)
            on conflict (job_id, name, undo) do update
            set    state = excluded.state, tries = excluded.tries, unsure = excluded.unsure, may_pass = excluded.may_pass,
                   detail = excluded.detail, ended_at = excluded.ended_at
            """,
            new
            {
                Job = open.Job.Id, open.Job.Operation, Next = next is { Undo: false } ? next.Name : null,
                Names = all.Select(note => note.Name).ToArray(), Undos = all.Select(note => note.Undo).ToArray(),
                States = all.Select(note => note.State.Snake()).ToArray(), Tries = all.Select(note => note.Tries).ToArray(),
                Unsure = all.Select(note => note.Unsure).ToArray(), MayPass = all.Select(note => note.MayPass).ToArray(),
                Details = all.Select(note => note.Detail).ToArray(),
                StartedAt = all.Select(note => note.StartedAt.UtcDateTime).ToArray(),
                EndedAt = all.Select(note => note.EndedAt?.UtcDateTime).ToArray(),
            });
    }
}
