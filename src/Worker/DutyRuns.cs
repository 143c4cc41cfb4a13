using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Values;

namespace OpsBot.Worker;

/// <summary>A round of a duty that this claim holds, and how often it was begun.</summary>
sealed record DutyRun(DateTimeOffset Slot, int Attempts)
{
    public string Duty { get; init; } = "";

    public string Claim { get; init; } = "";
}

/// <summary>
/// Who does which round: one row for each duty and slot, claimed before it runs. Whether a claim is over is said by the database's clock
/// alone; which slot it is, by the worker's.
/// </summary>
sealed class DutyRuns(NpgsqlDataSource source, JobLimits limits, TimeProvider time)
{
    // A worker whose clock is further ahead than this is not believed to have done what is due only now.
    static readonly TimeSpan mostAhead = TimeSpan.FromMinutes(10);

    const int LongestError = 300;

    static readonly string worker = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>The names of those of which a round is due that nobody is at: what a lost tick or a dead worker has left.</summary>
    public async Task<IReadOnlyCollection<string>> Due(IReadOnlyList<Duty> duties, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<string>(
            """
            select d.duty
            from   unnest(@Duties, @Slots) as d (duty, slot)
            left   join lateral (
                   select slot, held_until <= clock_timestamp() as is_free, ended_at
                   from   duty_runs
                   where  duty = d.duty
                   order  by slot desc
                   limit  1) last on true
            where  last.slot is null or case when last.ended_at is null then last.is_free else last.slot < d.slot end
            """,
            new
            {
                Duties = duties.Select(duty => duty.Name).ToArray(), Slots = duties.Select(duty => duty.SlotAt(now).UtcDateTime).ToArray(),
            }, cancel);
    }

    /// <summary>
    /// The round that nobody finished, else the newest that is due; none where another has it, or had it. However many slots went by
    /// unseen, they are one round: a duty asks what is due, and never what time it is.
    /// </summary>
    public async Task<DutyRun?> Claim(Duty duty, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var claim = $"{worker}:{Guid.CreateVersion7(now):n}";
        await using var db = await source.OpenConnectionAsync(cancel);
        var run = await db.Find<DutyRun>(
            """
            with left_open as (
                update duty_runs
                set    worker = @Claim, attempts = attempts + 1, started_at = @Now, held_until = clock_timestamp() + @Lease
                where  duty = @Duty and ended_at is null and held_until <= clock_timestamp()
                returning slot, attempts),
            newest as (
                insert into duty_runs (duty, slot, every, worker, started_at, held_until)
                select @Duty, @Slot, @Every, @Claim, @Now, clock_timestamp() + @Lease as held_until
                where  not exists (select from duty_runs where duty = @Duty and ended_at is null)
                and    not exists (select from duty_runs where duty = @Duty and slot >= @Slot and slot < @Slot + @Every + @MostAhead)
                on conflict do nothing
                returning slot, attempts)
            select slot, attempts from left_open
            union  all
            select slot, attempts from newest
            """,
            new
            {
                Duty = duty.Name, Slot = duty.SlotAt(now), duty.Every, Claim = claim, Now = now, limits.Lease, MostAhead = mostAhead,
            }, cancel);
        return run is null ? null : run with { Duty = duty.Name, Claim = claim };
    }

    /// <summary>Still at it; false once another is.</summary>
    public async Task<bool> Renew(DutyRun run, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Execute(
            """
            update duty_runs
            set    held_until = clock_timestamp() + @Lease
            where  duty = @Duty and slot = @Slot and worker = @Claim and ended_at is null
            """, new { run.Duty, run.Slot, run.Claim, limits.Lease }, cancel) == 1;
    }

    /// <summary>It has run; false where it had become another's.</summary>
    public async Task<bool> End(DutyRun run, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Execute(
            """
            update duty_runs
            set    ended_at = @Now
            where  duty = @Duty and slot = @Slot and worker = @Claim and ended_at is null
            """, new { run.Duty, run.Slot, run.Claim, Now = time.GetUtcNow() }, cancel) == 1;
    }

    /// <summary>It stays open, and whoever looks after the pause does it again; without an error it was only left.</summary>
    public async Task<bool> Leave(DutyRun run, TimeSpan pause, string? error, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Execute(
            """
            update duty_runs
            set    error = coalesce(@Error, error), held_until = clock_timestamp() + @Pause
            where  duty = @Duty and slot = @Slot and worker = @Claim and ended_at is null
            """, new { run.Duty, run.Slot, run.Claim, Error = error?.Cut(LongestError), Pause = pause }, cancel) == 1;
    }
}
