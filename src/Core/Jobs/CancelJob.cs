using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

public sealed record CancelJob([Arg("which job, by its number")] JobId Job) : ICommand<CancelJob, JobCancelled>
{
    public static Spec Spec { get; } = new("job cancel", "End a job before its next step, and take back what can be")
    {
        Guard = Guard.Reason, Verb = "Cancel the job", Examples = ["/job cancel 12 reason:\"wrong instance\""],
    };
}

public sealed record JobCancelled(StoredJob Job) : IAnswer
{
    public Reply Say() => new($"{Job.Heading}: it will be cancelled")
    {
        Tone = Tone.Good,
        Parts =
        [
            new Paragraph("It ends before its next step; what it did is taken back where that can be done. "
                + "Where its last step was under way already, it comes to its end. Its own message tells."),
        ],
        Buttons = [new Button("Show", $"/job show {Job.Typed}")],
    };
}

sealed class CancelJobHandler(Catalog catalog) : IHandle<CancelJob, JobCancelled>
{
    public async Task<Result<Plan>> Plan(CancelJob command, Work work, CancellationToken cancel)
    {
        var job = await StoredJob.Get(work.Db, command.Job, cancel);
        return await MayNot(work, job, cancel) is { } no ? no : new Plan(job.Target, $"Cancel {job.Name}: {job.Heading}")
        {
            Changes = [new("State", job.State.Words(), "cancelled before its next step")],
            Affects = new(Impact.Told, $"{job.TargetLabel}: its own message tells."),
            Undo = Undo.ByHand(job.UnknownSince is null
                ? "What it did is taken back where that can be done; ask for it again if it is wanted after all."
                : "The workers that run now don't know it, so nothing of it can be taken back: look how things stand afterwards."),
        };
    }

    public async Task<Result<JobCancelled>> Handle(CancelJob command, Work work, CancellationToken cancel)
    {
        var job = await StoredJob.Get(work.Db, command.Job, cancel);
        var cancelled = await work.Execute(
            """
            update jobs
            set    cancelling = @Why, cancel_asked_at = @Now, not_before = case when state = 'queued' then @Now else not_before end
            where  id = @Job and state in ('queued', 'running') and cancelling is null and giving_up is null
            """, new { command.Job, Why = $"Cancelled by {work.Operator.Name}: “{work.Reason}”.", work.Now }, cancel);
        if (cancelled == 0)
            return await MayNot(work, await StoredJob.Get(work.Db, command.Job, cancel), cancel)
                ?? TooLate(job, "changed at this very moment");
        work.Hint(Hints.Jobs);
        return new JobCancelled(job);
    }

    async Task<Refusal?> MayNot(Work work, StoredJob job, CancellationToken cancel) =>
        job.HasEnded ? TooLate(job, $"has ended: it {(job.State == JobState.Cancelled ? "is" : "has")} {job.State.Words()}")
        : job.Cancelling is not null || job.GivingUp is not null ? TooLate(job, "is being given up already")
        : await job.NotTheirs(work, catalog, "ending", cancel);

    static Refusal TooLate(StoredJob job, string why) =>
        new($"“{job.Heading}” {why}.") { WaysOn = [new("Show", $"/job show {job.Typed}")] };
}
