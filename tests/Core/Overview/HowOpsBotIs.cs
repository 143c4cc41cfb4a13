using Microsoft.Extensions.Logging.Abstractions;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Overview;

public sealed class HowOpsBotIs(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var table in new[] { "duty_runs", "programs", "jobs", "inbox" }) await desk.Execute($"delete from {table}", new { });
        await desk.Execute("update deliveries set pending = false, ended_at = null, given_up = false", new { });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task<Reply> Say(string line) => (await desk.Ask("olivia", line)).Reply!;

    Task Round(string duty, TimeSpan every, TimeSpan ago, TimeSpan? took, int attempts = 1, string? error = null) => desk.Execute(
        """
        insert into duty_runs (duty, slot, every, worker, attempts, started_at, held_until, ended_at, error)
        values (@duty, @Now - @ago, @every, 'w1', @attempts, @Now - @ago, @Now + interval '1 minute', @Now - @ago + @took, @error)
        """, new { duty, every, ago, took, attempts, error });

    Task Program(string kind, TimeSpan ago) => desk.Execute(
        """
        insert into programs (name, kind, version, started_at, seen_at)
        values (@kind || ' m1:7', @kind, '0.1.0', @Now - interval '1 hour', @Now - @ago)
        """, new { kind, ago });

    [Fact]
    public async Task The_schedule_says_of_each_duty_when_it_ran_how_long_it_took_and_when_it_is_next()
    {
        await Round("retention", TimeSpan.FromHours(6), TimeSpan.FromHours(8), TimeSpan.FromSeconds(1));
        await Round("retention", TimeSpan.FromHours(6), TimeSpan.FromHours(2), TimeSpan.FromSeconds(2.4), attempts: 2);
        await Round("watch", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(20), null);
        var said = await Say("/ops schedule");
        Assert.Equal("Every duty is on time", said.Heading);
        await Round("sweep", TimeSpan.FromDays(1), TimeSpan.FromHours(9), TimeSpan.FromMilliseconds(20));
        var rows = (await Say("/ops schedule")).Parts.OfType<Table>().Single().Rows;
        Assert.Equal(["Retention", "6 h", "07:00", "2.4 s, 2 attempts", "13:00"], rows[0]);
        Assert.Equal(["Sweep", "1 d", "00:00", "< 0.1 s", "2026-03-03 00:00"], rows[1]);
        Assert.Equal(["Watch", "1 min", "08:59", "running", "09:00"], rows[2]);
        Assert.Contains("Times are UTC", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_duty_that_no_running_worker_does_any_more_is_not_shown()
    {
        await Round("dropped", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3), TimeSpan.FromSeconds(1));
        await Round("kept", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3), TimeSpan.FromSeconds(1));
        Assert.Equal("2 duties are in trouble", (await Say("/ops schedule")).Heading);
        await Program("worker", TimeSpan.FromSeconds(10));
        await desk.Execute("update programs set duties = '{kept,new}'", new { });
        var said = await Say("/ops schedule");
        Assert.Equal("One duty is in trouble", said.Heading);
        Assert.DoesNotContain("Dropped", said.Text, StringComparison.Ordinal);
        // Nobody is there to say: it may be that nothing is done at all.
        await desk.Execute("update programs set seen_at = @Now - interval '1 hour'", new { });
        Assert.Equal("2 duties are in trouble", (await Say("/ops schedule")).Heading);
    }

    [Fact]
    public async Task What_ended_because_it_was_over_is_no_failure()
    {
        await Program("bot", TimeSpan.FromSeconds(10));
        await Program("worker", TimeSpan.FromSeconds(30));
        await desk.Ask("olivia", "/ops whoami");
        await desk.Execute("update deliveries set pending = false, ended_at = @Now", new { });
        Assert.Contains("Failed in the last day: nothing", (await Say("/ops status")).Text, StringComparison.Ordinal);
        await desk.Execute(
            "update deliveries set given_up = true where id = (select max(id) from deliveries where ended_at is not null)", new { });
        Assert.Contains("Failed in the last day: 1 message", (await Say("/ops status")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_are_told_apart_where_several_run_on_one_machine()
    {
        await Program("bot", TimeSpan.FromSeconds(10));
        await Program("worker", TimeSpan.FromSeconds(30));
        await desk.Execute(
            "insert into programs (name, kind, version, started_at, seen_at) values ('bot m1:8', 'bot', '0.1.0', @Now, @Now)", new { });
        var said = (await Say("/ops status")).Text;
        Assert.Contains("Bots: on m1, process 7, since 2026-03-02 08:00 UTC (version 0.1.0)\non m1, process 8, since", said,
            StringComparison.Ordinal);
        Assert.Contains("Workers: on m1, since", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_duty_that_fails_or_that_nobody_takes_up_stands_first_and_says_why()
    {
        await Round("fine", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1));
        await Round("late", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(7), TimeSpan.FromSeconds(1));
        await Round("wrong", TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(3), null, 3, "NpgsqlException: The disk is full.");
        var said = await Say("/ops schedule");
        Assert.Equal("2 duties are in trouble", said.Heading);
        Assert.Equal(Tone.Warning, said.Tone);
        var items = said.Parts.OfType<Item>().Select(item => item.Text.Text).ToList();
        Assert.StartsWith(
            "Late  every 1 min\nOverdue since 2026-03-02 08:54 UTC: no worker takes it up.", items[0], StringComparison.Ordinal);
        Assert.Equal(
            "Wrong  every 15 min\nThe round of 2026-03-02 08:57 UTC failed 3 times: NpgsqlException: The disk is full.\n" +
            "It is tried again 2026-03-02 09:01 UTC", items[1]);
    }

    [Fact]
    public async Task Where_no_duty_has_run_it_says_what_to_start() =>
        Assert.Contains("Start one", (await Say("/ops schedule")).Text, StringComparison.Ordinal);

    [Fact]
    public async Task The_status_is_well_where_nothing_waits_and_a_worker_runs()
    {
        await Program("bot", TimeSpan.FromSeconds(10));
        await Program("worker", TimeSpan.FromSeconds(30));
        var said = await Say("/ops status");
        Assert.Equal("OpsBot is well", said.Heading);
        Assert.Contains("Jobs: none waiting, none running", said.Text, StringComparison.Ordinal);
        Assert.Contains("Workers: on m1, since 2026-03-02 08:00 UTC (version 0.1.0)", said.Text, StringComparison.Ordinal);
        Assert.Contains("Failed in the last day: nothing", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_names_what_waits_what_failed_and_that_no_worker_runs()
    {
        await Program("worker", TimeSpan.FromMinutes(2));
        await desk.Execute(
            """
            insert into jobs (id, operation, arguments, target_kind, target_id, target_label, trail, heading, message_key, state,
                              not_before, created_at, finished_at)
            select gen_random_uuid(), 'x', '{}', 'x', gen_random_uuid(), 'x', gen_random_uuid(), 'x', gen_random_uuid()::text, state,
                   @Now - interval '5 minutes', @Now, case when state = 'failed' then @Now - age end
            from   (values ('queued', interval '0'), ('failed', '2 hours'), ('failed', '23 hours'), ('failed', '25 hours'))
                   as given (state, age)
            """, new { });
        await Round("wrong", TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(3), null, 3, "It broke.");
        var said = await Say("/ops status");
        Assert.Equal("OpsBot is in trouble", said.Heading);
        Assert.Contains("No worker is running", said.Text, StringComparison.Ordinal);
        Assert.Contains("Jobs: 1 waiting, the oldest since 2026-03-02 08:55 UTC, none running", said.Text, StringComparison.Ordinal);
        Assert.Contains("Workers: on m1, not seen since 2026-03-02 08:58 UTC", said.Text, StringComparison.Ordinal);
        Assert.Contains("Failed in the last day: 2 jobs and 1 duty", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_is_not_well_where_something_failed_though_all_runs()
    {
        await Program("bot", TimeSpan.FromSeconds(10));
        await Program("worker", TimeSpan.FromSeconds(30));
        await Round("wrong", TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(3), null, 3, "It broke.");
        var said = await Say("/ops status");
        Assert.Equal("OpsBot works, but not all went well", said.Heading);
        Assert.Contains("Failed in the last day: 1 duty", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_is_seen_while_it_runs_and_gone_when_it_has_stopped()
    {
        // A clock of its own: the others read what the desk's says.
        var clock = new Clock(desk.Clock.GetUtcNow());
        using var presence = new Presence(ProgramKind.Bot, [], desk.Database.Source, clock, NullLogger<Presence>.Instance);
        await presence.StartAsync(Cancel);
        await Eventually.Equal(1L, () => desk.One<long>("select count(*) from programs where kind = 'bot'", null));
        var first = await desk.One<DateTime>("select seen_at from programs", null);
        await Eventually.True(() => clock.Waiting > 0, what: "it waits for the next time");
        clock.Advance(TimeSpan.FromSeconds(30));
        await Eventually.True(async () => await desk.One<DateTime>("select seen_at from programs", null) > first, what: "it was seen anew");
        await presence.StopAsync(Cancel);
        Assert.Equal(0, await desk.One<long>("select count(*) from programs", null));
    }
}
