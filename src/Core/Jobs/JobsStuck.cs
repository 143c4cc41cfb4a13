using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>
/// Jobs that no running worker knows, and jobs whose step takes far longer than it does as a rule: an alert for each, or one for all where
/// they are many, as they have one cause then.
/// </summary>
sealed class JobsStuck : ITrouble, IAlertCard
{
    const string Many = "job:many";

    // So many stand still at once only for one reason.
    const int Most = 5;

    // Longer than any deployment takes.
    static readonly TimeSpan unknownFor = TimeSpan.FromHours(1);

    // What takes that long as a rule may take five times that.
    static readonly TimeSpan stepFor = TimeSpan.FromHours(1);

    const int TimesUsual = 5;

    public string Causes => "job:";

    public AlertKind[] Kinds { get; } = [AlertKind.Job];

    sealed record Stuck(
        JobId Id, long Number, string Heading, string Operation, DateTimeOffset? UnknownSince, string? Step, DateTimeOffset? Since,
        double? Usual)
    {
        public Target Target => Target.Of(Id, $"#{Number} {Heading}");

        public NewAlert Alert => new(AlertKind.Job, $"job:{Id.Value:n}", Severity.Warning,
            UnknownSince is null ? $"“{Heading}” takes far longer than usual" : $"Nobody works on “{Heading}”")
        {
            About = Target, Command = $"/job show {Number}",
            Detail = UnknownSince is { } since
                ? $"The workers that run now don't know /{Operation} as it was asked for: they are of another version. It has waited since "
                    + $"{new At(since).Text}. Start a worker of the version that asked for it, or cancel it here: what it did so far is not "
                    + "taken back then."
                : $"It is at “{Step}” since {new At(Since!.Value).Text}"
                    + (Usual is { } seconds ? $", which usually takes {TimeSpan.FromSeconds(seconds).InWords()}." : "."),
        };
    }

    public async Task<IReadOnlyList<NewAlert>> Now(Work work, CancellationToken cancel)
    {
        var stuck = await work.List<Stuck>(
            """
            select   j.id, j.number, j.heading, j.operation, j.unknown_since, s.name as step, s.started_at as since, s.usual
            from     jobs j
            left     join lateral (
                     select   s.name, s.started_at, u.usual
                     from     job_steps s
                     cross    join lateral (
                              select percentile_cont(0.5) within group (order by extract(epoch from one.took)) as usual
                              from   (
                                     select   ended_at - started_at as took
                                     from     job_steps
                                     where    operation = s.operation and name = s.name and state = 'done' and not undo
                                     order by ended_at desc
                                     limit    50) one) u
                     where    s.job_id = j.id and s.state not in ('done', 'failed') and s.started_at <= @StepBefore
                     and      s.started_at + make_interval(secs => coalesce(@TimesUsual * u.usual, 0)) <= @Now
                     order by s.started_at
                     limit    1) s on true
            where    j.finished_at is null and (j.unknown_since <= @UnknownBefore or s.name is not null)
            order by j.number
            """,
            new { work.Now, StepBefore = work.Now - stepFor, UnknownBefore = work.Now - unknownFor, TimesUsual = (double)TimesUsual },
            cancel);
        return stuck.Count <= Most ? [.. stuck.Select(one => one.Alert)] :
        [
            new NewAlert(AlertKind.Job, Many, Severity.Critical, $"{stuck.Count} jobs stand still")
            {
                Detail = "So many at once have one cause, most likely: a provider, a host or a worker of another version.",
                Members = [.. stuck.Select(one => one.Target)], Command = "/job list",
            },
        ];
    }

    public async Task<string> Over(Alert alert, Work work, CancellationToken cancel)
    {
        if (alert.Cause == Many) return "They go on, or have an alert of their own.";
        return await work.Find<JobState?>("select state from jobs where id = @Id", new { Id = JobOf(alert) }, cancel) switch
        {
            { } state and (JobState.Succeeded or JobState.Failed or JobState.Cancelled) => $"It has ended: {state.Words()}.",
            _ => "It goes on.",
        };
    }

    public async Task<AlertFace> Of(Alert alert, Work work, CancellationToken cancel)
    {
        if (!alert.IsOpen || alert.Cause == Many) return new([], [new Button("Jobs", "/job list")]);
        return await work.Find<long?>("select number from jobs where id = @Id", new { Id = JobOf(alert) }, cancel) is not { } number
            ? AlertFace.None
            : new([],
            [
                new Button("Show", $"/job show {number}"), new Button("Try again now", $"/job retry {number}"),
                new Button("Cancel", $"/job cancel {number}"),
            ]);
    }

    static Guid JobOf(Alert alert) => Guid.ParseExact(alert.Cause.AsSpan("job:".Length), "n");
}
