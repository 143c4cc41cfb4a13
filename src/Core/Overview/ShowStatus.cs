using System.Globalization;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

public sealed record ShowStatus : IQuestion<ShowStatus, StatusShown>
{
    public static Spec Spec { get; } = new("ops status", "How OpsBot itself is: database, queues, programs, the proxy, what failed of late")
    {
        Examples = ["/ops status"],
    };
}

public sealed record Queues(
    long Jobs, DateTimeOffset? OldestJob, long Running, long Requests, DateTimeOffset? OldestRequest,
    long Messages, DateTimeOffset? OldestMessage);

public sealed record Failures(long FailedJobs, long FailedRequests, long GivenUp, long FailedDuties)
{
    public bool None => this == new Failures(0, 0, 0, 0);
}

public sealed record RunningProgram(ProgramKind Kind, string Name, string Version, DateTimeOffset StartedAt, DateTimeOffset SeenAt)
{
    public bool IsThere(DateTimeOffset now) => SeenAt > now - Presence.Fresh;

    /// <summary>Where it runs; which of several there, its process says.</summary>
    public string Machine => Parts[0];

    public string Process => Parts[^1];

    // "worker m1:7"
    string[] Parts => Name[(Name.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split(':');
}

public sealed record StatusShown(
    TimeSpan Took, Queues Queues, Failures Failures, IReadOnlyList<RunningProgram> Programs, ProxySight Proxy, DateTimeOffset At) : IAnswer
{
    // Before that, it is on its way.
    static readonly TimeSpan grace = TimeSpan.FromMinutes(2);

    public Reply Say() => new(
        Trouble is not null ? "OpsBot is in trouble" : Failures.None ? "OpsBot is well" : "OpsBot works, but not all went well")
    {
        Tone = Trouble is not null ? Tone.Warning : Failures.None ? Tone.Good : Tone.Neutral,
        Parts =
        [
            .. Trouble.IfAny(trouble => new Notice(Tone.Warning, trouble)),
            new Fields(
            [
                new("Database", string.Create(CultureInfo.InvariantCulture, $"answers in {Took.TotalMilliseconds:0} ms")),
                new("Jobs", Waiting(Queues.Jobs, Queues.OldestJob) + $", {(Queues.Running == 0 ? "none" : $"{Queues.Running}")} running"),
                new("Requests", Waiting(Queues.Requests, Queues.OldestRequest)),
                new("Messages", Waiting(Queues.Messages, Queues.OldestMessage)),
                new("Bots", Seen(ProgramKind.Bot)),
                new("Workers", Seen(ProgramKind.Worker)),
                new("Proxy", Proxy.Told),
                new("Failed in the last day", Failed),
            ]),
        ],
        Buttons =
        [
            new Button("Refresh", "/ops status") { InPlace = true }, new Button("Schedule", "/ops schedule"),
            new Button("Failed instances", "/instance failed"),
        ],
    };

    string? Trouble =>
        !Programs.Any(program => program.Kind is ProgramKind.Worker && program.IsThere(At))
            ? "No worker is running: no job is done and no host is watched. Start one: docker compose up -d worker"
        : Queues.OldestJob < At - grace ? "Jobs wait for two minutes or more: the workers have more to do than they can."
        : Queues.OldestMessage < At - grace
            ? "Messages wait for two minutes or more: a chat platform does not take them. The bot's log says why."
        : Proxy.AwaySince < At - grace ? "The proxy's routes are not as they should be: what is suspended may be open, what is new may not be."
        : Queues.OldestRequest < At - grace ? "Requests wait for two minutes or more: the bots have more to do than they can."
        : null;

    static Words Waiting(long many, DateTimeOffset? oldest) =>
        oldest is { } since ? (Words)$"{many} waiting, the oldest since " + new At(since) : "none waiting";

    Words Seen(ProgramKind kind)
    {
        var all = Programs.Where(program => program.Kind == kind).ToList();
        string called(RunningProgram one) => all.Count(other => other.Machine == one.Machine) == 1 ? $"on {one.Machine}"
            : $"on {one.Machine}, process {one.Process}";
        var said = all.Select(program => program.IsThere(At)
            ? (Words)$"{called(program)}, since " + new At(program.StartedAt) + $" (version {program.Version})"
            : (Words)$"{called(program)}, not seen since " + new At(program.SeenAt)).ToList();
        return said.Count == 0 ? "none seen" : said.Aggregate((every, one) => every + "\n" + one);
    }

    string Failed => Failures.None ? "nothing" : Several.InOneSentence(
    [
        .. from some in new (long Many, string What)[]
           {
               (Failures.FailedJobs, "job"), (Failures.FailedRequests, "request"), (Failures.GivenUp, "message"),
               (Failures.FailedDuties, "duty"),
           }
           where some.Many > 0
           select some is { What: "duty", Many: > 1 } ? $"{some.Many} duties" : $"{some.Many} {some.What}{(some.Many == 1 ? "" : "s")}",
    ]);
}

sealed class ShowStatusHandler(CaddyAdmin caddy, TimeProvider time) : IAnswerQuestion<ShowStatus, StatusShown>
{
    public async Task<Result<StatusShown>> Answer(ShowStatus question, Work work, CancellationToken cancel)
    {
        var proxy = await ProxySight.Of(work.Db, caddy, cancel);
        await using var batch = new Batch(work.Db);
        batch.Add(
            """
            select (select count(*) from jobs where state = 'queued' and not_before <= @Now)                     as jobs,
                   (select min(not_before) from jobs where state = 'queued' and not_before <= @Now)              as oldest_job,
                   (select count(*) from jobs where state = 'running')                                           as running,
                   (select count(*) from inbox where handled_at is null)                                         as requests,
                   (select min(received_at) from inbox where handled_at is null)                                 as oldest_request,
                   (select count(*) from deliveries where pending and platform <> 'webhook')                     as messages,
                   (select min(m.said_at)
                    from   deliveries d
                    join   messages m on m.id = d.message_id
                    where  d.pending and d.platform <> 'webhook')                                                as oldest_message
            """, new { work.Now });
        batch.Add(
            """
            select (select count(*) from jobs where state = 'failed' and finished_at >= @Since)                  as failed_jobs,
                   (select count(*) from audit where outcome = 'failed' and at >= @Since)                        as failed_requests,
                   (select count(*) from deliveries where given_up and ended_at >= @Since)                       as given_up,
                   (select count(distinct duty) from duty_runs where slot >= @Since and error is not null)       as failed_duties
            """, new { Since = work.Now.AddDays(-1) });
        batch.Add("select kind, name, version, started_at, seen_at from programs order by kind, name", null);
        var asked = time.GetTimestamp();
        await using var reader = await batch.Read(cancel);
        var queues = (await reader.Rows<Queues>(cancel)).Single();
        var failures = (await reader.Rows<Failures>(cancel)).Single();
        var programs = await reader.Rows<RunningProgram>(cancel);
        return new StatusShown(time.GetElapsedTime(asked), queues, failures, programs, proxy, work.Now);
    }
}
