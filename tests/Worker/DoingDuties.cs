using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Worker;

public sealed class DoingDuties(Postgres postgres) : IAsyncLifetime
{
    static readonly TimeSpan hour = TimeSpan.FromHours(1);

    readonly Clock clock = new();
    OpsBot.Tests.Testing.Database database = null!;
    Workers workers = null!;
    int ran;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await postgres.NewDatabase();
        workers = new(database);
    }

    Task Count()
    {
        Interlocked.Increment(ref ran);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Two_workers_whose_clocks_differ_do_each_round_once()
    {
        var (ahead, behind) = (new Clock(clock.GetUtcNow().AddMinutes(3)), new Clock(clock.GetUtcNow().AddMinutes(-4)));
        var duty = Workers.Duty("count", TimeSpan.FromMinutes(15), _ => Count());
        var (first, second) = (workers.Start(ahead, duty), workers.Start(behind, duty));
        await first.CatchUp();
        await first.All();
        for (var minute = 0; minute < 6 * 60; minute++)
        {
            await Task.WhenAll(first.CatchUp(), second.CatchUp(), first.Begin(duty), second.Begin(duty));
            await Task.WhenAll(first.All(), second.All());
            ahead.Advance(TimeSpan.FromMinutes(1));
            behind.Advance(TimeSpan.FromMinutes(1));
        }
        var rounds = await workers.Rounds();
        // From nine to three by the clock that is ahead.
        Assert.Equal((25, 25), (ran, rounds.Count));
        Assert.All(rounds, round => Assert.EndsWith(" 1", round, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_whose_clock_is_a_year_ahead_holds_up_nobody()
    {
        var duty = Workers.Duty("count", hour, _ => Count());
        var wrong = workers.Start(new Clock(clock.GetUtcNow().AddYears(1)), duty);
        await wrong.Begin(duty);
        await wrong.All();
        var right = workers.Start(clock, duty);
        await right.Begin(duty);
        await right.All();
        Assert.Equal(2, ran);
    }

    [Fact]
    public async Task However_many_slots_went_by_while_no_worker_ran_they_are_one_round()
    {
        var duty = Workers.Duty("count", hour, _ => Count());
        var worker = workers.Start(clock, duty);
        await worker.CatchUp();
        await worker.All();
        clock.Advance(hour * 5.4);
        var (one, other) = (workers.Start(clock, duty), workers.Start(clock, duty));
        await Task.WhenAll(one.CatchUp(), other.CatchUp());
        await Task.WhenAll(one.All(), other.All());
        Assert.Equal(["count 02 09:00:00 1", "count 02 14:00:00 1"], await workers.Rounds());
        Assert.Equal(2, ran);
    }

    [Fact]
    public async Task A_round_that_takes_longer_than_its_slot_has_no_second_beside_it()
    {
        var done = new TaskCompletionSource();
        var duty = Workers.Duty("slow", hour, async _ => { await Count(); await done.Task; });
        var (one, other) = (workers.Start(clock, duty), workers.Start(clock, duty));
        await one.Begin(duty);
        clock.Advance(hour);
        await one.Begin(duty);
        await other.Begin(duty);
        await other.CatchUp();
        Assert.Equal(["slow 02 09:00:00 1 open"], await workers.Rounds());
        done.SetResult();
        await one.All();
        await other.CatchUp();
        await other.All();
        Assert.Equal(["slow 02 09:00:00 1", "slow 02 10:00:00 1"], await workers.Rounds());
        Assert.Equal(2, ran);
    }

    [Fact]
    public async Task A_round_that_fails_is_tried_again_after_growing_pauses_until_it_goes_well()
    {
        var duty = Workers.Duty("fragile", hour, _ => ran++ < 3 ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask);
        var worker = workers.Start(clock, duty);
        var pauses = new List<double>();
        for (var n = 0; n < 3; n++)
        {
            await worker.CatchUp();
            await worker.All();
            // Not before the pause is over.
            await worker.CatchUp();
            await worker.All();
            Assert.Equal([$"fragile 02 09:00:00 {n + 1} open InvalidOperationException: Not yet."], await workers.Rounds());
            pauses.AddRange(await workers.List<double>("select extract(epoch from held_until - clock_timestamp())::float8 from duty_runs"));
            await workers.Lapse();
        }
        // Another hour has come: the open one is done first.
        clock.Advance(hour);
        await worker.CatchUp();
        await worker.All();
        await worker.CatchUp();
        await worker.All();
        Assert.Equal(
            ["fragile 02 09:00:00 4 InvalidOperationException: Not yet.", "fragile 02 10:00:00 1"], await workers.Rounds());
        Assert.True(pauses[0] <= 10 && pauses[1] is > 10 and <= 20 && pauses[2] is > 20 and <= 40, string.Join(", ", pauses));
    }

    [Fact]
    public async Task What_a_frozen_worker_held_goes_to_another_and_its_own_round_is_stopped()
    {
        var stopped = new TaskCompletionSource();
        var duty = Workers.Duty("frozen", hour, async cancel =>
        {
            if (Interlocked.Increment(ref ran) > 1) return;
            try { await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel); }
            finally { stopped.SetResult(); }
        });
        var frozen = workers.Start(clock, duty);
        await frozen.Begin(duty);
        await Eventually.Equal(1, () => ran);
        await workers.Lapse();
        var other = workers.Start(new Clock(), duty);
        await other.CatchUp();
        await other.All();
        Assert.Equal(["frozen 02 09:00:00 2"], await workers.Rounds());

        // It wakes, wants to renew, and hears that it is another's.
        await Eventually.True(() => clock.Waiting > 0, what: "it waits for its renewal");
        clock.Advance(Workers.Limits.Lease / 3);
        await stopped.Task.WaitAsync(Eventually.Patience, TimeProvider.System, Cancel);
        await frozen.All();
        Assert.Equal(["frozen 02 09:00:00 2"], await workers.Rounds());
    }

    [Fact]
    public async Task A_stop_ends_what_runs_and_leaves_it_to_another_at_once()
    {
        var begun = new TaskCompletionSource();
        var duty = Workers.Duty("long", hour, async cancel =>
        {
            if (Interlocked.Increment(ref ran) > 1) return;
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        });
        var one = workers.Start(clock, duty);
        await one.Begin(duty);
        await begun.Task.WaitAsync(Eventually.Patience, TimeProvider.System, Cancel);
        await one.StopAsync(Cancel);
        await one.Begin(duty);
        Assert.Equal(["long 02 09:00:00 1 open"], await workers.Rounds());
        var other = workers.Start(clock, duty);
        await other.CatchUp();
        await other.All();
        Assert.Equal(["long 02 09:00:00 2"], await workers.Rounds());
    }

    public async ValueTask DisposeAsync()
    {
        await workers.DisposeAsync();
        await database.DisposeAsync();
    }
}
