using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing;

public sealed record StopMoney([Arg("the job that waits, by its number")] JobId Job) : ICommand<StopMoney, MoneyStopped>
{
    // Without a reason: there are two minutes for it, and nothing is lost, as it can be asked for again.
    public static Spec Spec { get; } = new("billing stop", "Stop money that was approved and has not gone yet")
    {
        Needs = Role.Admin, Examples = ["/billing stop 12"],
    };
}

public sealed record MoneyStopped(StoredJob Job) : IAnswer
{
    public Reply Say() => new($"{Job.Heading}: stopped")
    {
        Tone = Tone.Good,
        Parts = [new Paragraph("Nothing has gone out, and what was set aside is free again. Its own message says so to everybody.")],
        Buttons = [new Button("Show", $"/job show {Job.Typed}")],
    };
}

sealed class StopMoneyHandler(Catalog catalog, IServiceProvider services) : IHandle<StopMoney, MoneyStopped>
{
    public async Task<Result<Plan>> Plan(StopMoney command, Work work, CancellationToken cancel)
    {
        var job = await StoredJob.Get(work.Db, command.Job, cancel);
        return await MayNot(work, job, cancel) is { } no ? no : new Plan(job.Target, $"Stop {job.Name}: {job.Heading}")
        {
            Changes = [new("State", $"goes at {new At(job.NotBefore).Text}", "stopped")],
            Affects = new(Impact.Told, $"{job.TargetLabel}: nothing reaches them."),
            Undo = Undo.ByHand("Ask for it again if it is wanted after all."),
        };
    }

    public async Task<Result<MoneyStopped>> Handle(StopMoney command, Work work, CancellationToken cancel)
    {
        var job = await StoredJob.Get(work.Db, command.Job, cancel);
        // A worker that takes it up at this very moment holds its row: whoever is first has it.
        var stopped = await work.Execute(
            """
            update jobs
            set    cancelling = @Why, cancel_asked_at = @Now, not_before = @Now
            where  id = @Job and state = 'queued' and not_before > @Now and cancelling is null and giving_up is null
            and    not exists (select from job_steps s where s.job_id = jobs.id)
            """, new { command.Job, Why = $"Stopped by {work.Operator.Name}.", work.Now }, cancel);
        if (stopped == 0)
            return await MayNot(work, await StoredJob.Get(work.Db, command.Job, cancel), cancel) ?? TooLate(job);
        work.Hint(Hints.Jobs);
        return new MoneyStopped(job);
    }

    sealed record Standing(bool Begun, DateTimeOffset? CancelAskedAt);

    async Task<Refusal?> MayNot(Work work, StoredJob job, CancellationToken cancel)
    {
        var now = await work.Get<Standing>(
            """
            select exists (select from job_steps s where s.job_id = j.id) as begun, j.cancel_asked_at
            from   jobs j
            where  j.id = @Id
            """, job, cancel);
        return !IsMoney(job) ? No(job, "is no money that waits. A job is ended with `/job cancel`")
            : job.Cancelling is { } by && now.CancelAskedAt is { } at
                ? No(job, $"goes nowhere any more: {LowerFirst(by.TrimEnd('.'))}, {new At(at).Text}")
            : now.Begun || job.HasEnded || job.State == JobState.Running || job.NotBefore <= work.Now ? TooLate(job)
            : null;
    }

    bool IsMoney(StoredJob job) => catalog.Find(job.Operation) is { } entry && entry.Reads(job.Arguments) is { } command
        && services.GetKeyedService<ILongWork>(entry.Type)?.CallOff(command, job.Target with { Label = job.TargetLabel })
            is { NamesJob: true, Command: var way } && way == $"/{StopMoney.Spec.Command}";

    static Refusal TooLate(StoredJob job) => No(job,
        job.HasEnded ? $"has ended already: it {(job.State == JobState.Cancelled ? "is" : "has")} {job.State.Words()}. Too late to stop it"
            : "is on its way already. Too late to stop it");

    static Refusal No(StoredJob job, string why) => new($"“{job.Heading}” {why}.") { WaysOn = [new("Show", $"/job show {job.Typed}")] };

    static string LowerFirst(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
