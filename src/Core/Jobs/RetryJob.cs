using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

public sealed record RetryJob([Arg("which job, by its number")] JobId Job) : ICommand<RetryJob, JobHurried>
{
    public static Spec Spec { get; } = new("job retry", "Try a job that waits at once, with all its tries again")
    {
        Verb = "Try now", Examples = ["/job retry 12"],
    };
}

public sealed record JobHurried(StoredJob Job) : IAnswer
{
    public Reply Say() => new($"{Job.Heading}: it is tried now")
    {
        Tone = Tone.Good, Parts = [new Paragraph("Its own message tells how it goes on.")],
        Buttons = [new Button("Show", $"/job show {Job.Typed}")],
    };
}

sealed class RetryJobHandler(Catalog catalog, IServiceProvider services) : IHandle<RetryJob, JobHurried>
{
    public async Task<Result<Plan>> Plan(RetryJob command, Work work, CancellationToken cancel)
    {
        var job = await StoredJob.Get(work.Db, command.Job, cancel);
        return await MayNot(job, work, cancel) is { } no ? no : new Plan(job.Target, $"Try {job.Name} now: {job.Heading}")
        {
            Changes = [new("Goes on", new At(job.NotBefore).Text, "now")], Undo = Undo.By("Cancel it with", $"/job cancel {job.Typed}"),
        };
    }

    public async Task<Result<JobHurried>> Handle(RetryJob command, Work work, CancellationToken cancel)
    {
        var job = await StoredJob.Get(work.Db, command.Job, cancel);
        if (await work.Execute(
                "update jobs set not_before = @Now where id = @Job and state = 'queued'", new { command.Job, work.Now }, cancel) == 0)
            return await MayNot(await StoredJob.Get(work.Db, command.Job, cancel), work, cancel) ?? Taken(job);
        await work.Execute("update job_steps set tries = 0 where job_id = @Job and state = 'waiting'", command, cancel);
        work.Hint(Hints.Jobs);
        return new JobHurried(job);
    }

    async Task<Refusal?> MayNot(StoredJob job, Work work, CancellationToken cancel) => job.State switch
    {
        JobState.Queued => await job.NotTheirs(work, catalog, "hurrying", cancel) ?? await WaitsForAReason(job, work, cancel),
        JobState.Running => Taken(job),
        JobState.Succeeded => new($"“{job.Heading}” is done; there is nothing to retry.") { WaysOn = [Show(job)] },
        // It starts from the beginning, and how things stand now is looked at first.
        JobState.Failed or JobState.Cancelled =>
            new($"“{job.Heading}” has ended. Ask for it again: then it is planned by how things are now.")
        {
            WaysOn =
            [
                .. (catalog.Find(job.Operation)?.Reads(job.Arguments)).IfAny(again => new WayOn("Ask again", Lines.LineOf(again))),
                Show(job),
            ],
        },
    };

    /// <summary>Who may still change their mind was told until when.</summary>
    async Task<Refusal?> WaitsForAReason(StoredJob job, Work work, CancellationToken cancel) =>
        catalog.Find(job.Operation) is { } entry && entry.Reads(job.Arguments) is { } command
            && services.GetKeyedService<ILongWork>(entry.Type)
                ?.CallOff(command, job.Target with { Label = job.TargetLabel })?.For(job.Number) is { } callOff
            && !await work.Get<bool>("select exists (select from job_steps where job_id = @Id)", job, cancel)
            ? new($"“{job.Heading}” begins at {new At(job.NotBefore).Text}, and can be called off until then. Nothing makes it begin sooner.")
            {
                WaysOn = [callOff, Show(job)],
            }
            : null;

    static Refusal Taken(StoredJob job) => new($"“{job.Heading}” is being worked on right now.") { WaysOn = [Show(job)] };

    static WayOn Show(StoredJob job) => new("Show", $"/job show {job.Typed}");
}
