using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

public sealed record ShowJob([Arg("which job, by its number")] JobId Job) : IQuestion<ShowJob, JobShown>
{
    public static Spec Spec { get; } = new("job show", "One job: its steps, how long each took, and what it waits for")
    {
        Examples = ["/job show 12"],
    };
}

/// <summary>With the line that asks for it once more, where that is worth offering.</summary>
public sealed record JobShown(StoredJob Job, IReadOnlyList<ProgressStep> Steps, string? AskAgain) : IAnswer
{
    public Reply Say() => new($"#{Job.Number} {Job.Heading}")
    {
        Parts =
        [
            new Fields([new("State", State), new("On", Job.TargetLabel), new("Asked", new At(Job.CreatedAt)), .. Ended]),
            .. new Progress(Steps).If(Steps.Count > 0),
            .. Notice.IfAny(words => new Notice(Tone.Warning, Sentences.WithInstants(words))),
            .. Job.Byline.IfAny(byline => new Small(byline)),
        ],
        Buttons =
        [
            .. Job.HasEnded ? [] : MayEnd,
            .. AskAgain.IfAny(line => new Button("Ask again", line)),
            new Button("Refresh", $"/job show {Job.Typed}") { InPlace = true }, new Button("Jobs", "/job list"),
        ],
    };

    Words State => Job is { State: JobState.Queued, UnknownSince: null }
        ? Words.Of(new Strong("queued"), new Plain(", goes on at "), new At(Job.NotBefore)) : new Strong(Job.State.Words());

    IEnumerable<Field> Ended => Job.FinishedAt is { } at ? [new("Ended", new At(at))] : [];

    string? Notice => Job.Error
        ?? (Job.UnknownSince is { } since
            ? $"No worker that ran since {new At(since).Text} knows what it is: they are of another version." : null)
        ?? (Job.GivingUp is { } why ? $"What it did is being taken back. {why}" : Job.Cancelling);

    IReadOnlyList<Button> MayEnd =>
    [
        .. new Button("Try now", $"/job retry {Job.Typed}").If(Job.State == JobState.Queued),
        .. new Button("Cancel", $"/job cancel {Job.Typed}") { Look = Look.Danger }.If(Job is { Cancelling: null, GivingUp: null }),
    ];
}

sealed class ShowJobHandler(Catalog catalog, IServiceProvider services) : IAnswerQuestion<ShowJob, JobShown>
{
    public async Task<Result<JobShown>> Answer(ShowJob question, Work work, CancellationToken cancel)
    {
        var job = await StoredJob.Get(work.Db, question.Job, cancel);
        var notes = await work.List<StepNote>(
            """
            select   name, undo, state, tries, unsure, may_pass, detail, started_at, ended_at
            from     job_steps
            where    job_id = @Job
            order by undo, started_at, name
            """, question, cancel);
        return new JobShown(job, JobMessage.Steps(StepsOf(job), notes), AskAgain(job));
    }

    // Of one that has ended, only what was begun.
    IReadOnlyList<string> StepsOf(StoredJob job) =>
        !job.HasEnded && catalog.Find(job.Operation) is { } entry && services.GetKeyedService<ILongWork>(entry.Type) is { } work
            ? [.. work.Walk.Select(step => step.Name)] : [];

    string? AskAgain(StoredJob job) =>
        job.State is JobState.Failed or JobState.Cancelled && catalog.Find(job.Operation)?.Reads(job.Arguments) is { } command
            ? Lines.LineOf(command) : null;
}
