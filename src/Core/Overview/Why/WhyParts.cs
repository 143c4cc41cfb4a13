using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Overview.Why;

/// <summary>The newest job that is still at it, or the one that failed last, with the step that it stands at.</summary>
public sealed record WhyJob(
    long Number, string Heading, JobState State, string? Error, string? Step, string? Detail, DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt);

/// <summary>Something that somebody has to decide first.</summary>
public sealed record WhyWaiting(long Number, string Effect, string? AskedBy, DateTimeOffset ExpiresAt);

/// <summary>One query for each table.</summary>
static class WhyParts
{
    const int Lines = 5;

    public static Task<IReadOnlyList<WhyJob>> Job(NpgsqlConnection db, IReadOnlyList<Target> targets, CancellationToken cancel) =>
        db.List<WhyJob>(
            """
            select   j.number, j.heading, j.state, j.error, s.name as step, s.detail, j.created_at, j.finished_at
            from     unnest(@Kinds, @Ids) as t (kind, id)
            cross    join lateral (
                     select   id, number, heading, state, error, created_at, finished_at
                     from     jobs
                     where    target_kind = t.kind and target_id = t.id
                     order by created_at desc
                     limit    1) j
            left     join lateral (
                     select   name, detail
                     from     job_steps
                     where    job_id = j.id and not undo and state <> 'done'
                     order by started_at desc
                     limit    1) s on true
            order by j.finished_at is not null, j.created_at desc
            limit    1
            """, Of(targets), cancel);

    public static Task<IReadOnlyList<HistoryLine>> History(
        NpgsqlConnection db, IReadOnlyList<Target> targets, CancellationToken cancel) => AuditHistory.Of(
            db, [.. targets.Select(target => target.Id)], Lines, cancel);

    public static Task<IReadOnlyList<WhyWaiting>> Waiting(
        NpgsqlConnection db, IReadOnlyList<Target> targets, CancellationToken cancel) =>
        db.List<WhyWaiting>(
            """
            select   a.number, a.effect, o.name as asked_by, a.expires_at
            from     unnest(@Kinds, @Ids) as t (kind, id)
            join     approvals a on a.target_kind = t.kind and a.target_id = t.id and a.state = 'pending'
            left     join operators o on o.id = a.asked_by
            order by a.number desc
            limit    3
            """, Of(targets), cancel);

    static object Of(IReadOnlyList<Target> targets) => new
    {
        Kinds = targets.Select(target => target.Kind).ToArray(), Ids = targets.Select(target => target.Id).ToArray(),
    };
}
