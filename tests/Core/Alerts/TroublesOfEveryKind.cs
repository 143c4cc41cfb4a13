using OpsBot.Core.Alerts;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Alerts;

public sealed class TroublesOfEveryKind(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await desk.Execute(
        "delete from alerts; delete from deliveries; delete from messages; delete from duty_runs; delete from jobs; delete from "
            + "break_glass; delete from orphans; update servers set away_since = null",
        new { });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    Task Round() => desk.Get<Troubles>().Round(Cancel);

    /// <summary>What is open and what it says, after two looks, the second of which changes nothing.</summary>
    async Task<IReadOnlyList<string>> Open()
    {
        await Round();
        var before = await desk.All<string>("select key || ':' || version from messages order by key", null);
        await Round();
        Assert.Equal(before, await desk.All<string>("select key || ':' || version from messages order by key", null));
        return await desk.All<string>(
            "select kind || ' ' || severity || ' ' || heading from alerts where state <> 'resolved' order by number", null);
    }

    Task<string> LastEnd() => desk.One<string>("select resolution from alerts order by resolved_at desc nulls last limit 1", null);

    Task Duty(string name, string every, DateTimeOffset slot, DateTimeOffset? ended = null, int attempts = 1, string? error = null) =>
        desk.Execute(
            """
            insert into duty_runs (duty, slot, every, worker, attempts, started_at, held_until, ended_at, error)
            values (@name, @slot, @every::interval, 'w1', @attempts, @slot, @slot, @ended, @error)
            """, new { name, slot = slot.UtcDateTime, every, ended = ended?.UtcDateTime, attempts, error });

    [Fact]
    public async Task A_duty_that_failed_three_times_in_a_row_is_told_until_it_goes_well()
    {
        var now = desk.Clock.GetUtcNow();
        await Duty("mend", "1 hour", now, attempts: 2, error: "IOException: no");
        Assert.Empty(await Open());
        await desk.Execute("update duty_runs set attempts = 3", new { });
        Assert.Equal(["duty warning The duty “mend” fails"], await Open());
        await desk.Execute("update duty_runs set ended_at = @Now, error = null", new { });
        Assert.Empty(await Open());
        Assert.Equal("It is done again.", await LastEnd());
    }

    [Fact]
    public async Task A_duty_that_misses_three_rounds_is_told_and_where_all_do_there_is_one_alert()
    {
        var now = desk.Clock.GetUtcNow();
        await Duty("a", "1 hour", now.AddHours(-3), now.AddHours(-3));
        Assert.Empty(await Open());
        desk.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(["duty critical Nobody does the duty “a”"], await Open());
        await Duty("b", "1 hour", now.AddHours(-4), now.AddHours(-4));
        await Duty("c", "1 hour", now.AddHours(-4), now.AddHours(-4));
        Assert.Equal(["duty critical No worker does its duties"], await Open());
    }

    Task Job(int number, string started, string state = "queued") => desk.Execute(
        """
        with job as (
            insert into jobs (id, operation, arguments, target_kind, target_id, target_label, trail, message_key, heading, state,
                   not_before,
                              created_at)
            overriding system value
            values (@Id, 'vps reboot', '{}', 'server', @Id, 'web', @Id, @Key, @Heading, @state, @Now, @Now)
            returning id)
        insert into job_steps (job_id, name, undo, operation, state, tries, unsure, may_pass, started_at)
        select id, 'wait', false, 'vps reboot', 'looking', 1, false, false, @Now::timestamptz - @started::interval
        from   job
        """, new { Id = Guid.CreateVersion7(), Key = $"job:test-{number}", Heading = $"Rebooting web-{number}", state, started });

    [Fact]
    public async Task A_job_whose_step_takes_far_too_long_is_told_and_many_are_one_alert()
    {
        await Job(1, "59 minutes");
        Assert.Empty(await Open());
        await Job(2, "61 minutes");
        Assert.Equal(["job warning “Rebooting web-2” takes far longer than usual"], await Open());
        for (var i = 3; i < 9; i++) await Job(i, "2 hours");
        Assert.Equal(["job critical 7 jobs stand still"], await Open());
        Assert.Equal("It goes on.", await LastEnd());
        await desk.Execute("update jobs set state = 'succeeded', finished_at = @Now", new { });
        Assert.Empty(await Open());
    }

    [Theory]
    [InlineData(4900, false)]
    [InlineData(5000, true)]
    public async Task Costs_are_told_from_a_threshold_on(long minor, bool told)
    {
        await desk.Execute(
            """
            insert into orphans (id, provider, kind, provider_id, slug, name, price_minor, currency, made_at, first_seen_at, seen_at,
                   is_protected)
            values (@Id, 'hetzner', 'volume', '7', 'volume-7', 'data', @minor, 'EUR', @Now, @Now, @Now, false)
            """, new { Id = Guid.CreateVersion7(), minor });
        Assert.Equal(told ? ["cost warning What no record knows costs 50.00 EUR a month"] : [], (await Open())
            .Select(line => line.Replace("€50.00", "50.00 EUR", StringComparison.Ordinal)));
        await desk.Execute("update orphans set ended_at = @Now, ended_by = 'gone'", new { });
        Assert.Empty(await Open());
    }

    [Fact]
    public async Task What_was_done_alone_and_not_signed_off_in_a_day_is_an_alert_until_it_is()
    {
        var shop = await desk.Instance();
        await desk.Execute(
            """
            insert into break_glass (id, trail, operation, effect, target_kind, target_id, target_label, waived, operator_id, reason,
                   ran_at,
                                     due_at, ran, ended_at)
            select @Id, @Id, 'instance delete', 'Delete ' || @shop, 'instance', @Id, @shop, 'approval', id, 'it burns', @Now,
                   @Now::timestamptz + interval '24 hours', 'done', @Now
            from   operators
            where  handle = 'grace'
            """, new { Id = Guid.CreateVersion7(), shop });
        Assert.Empty(await Open());
        desk.Clock.Advance(TimeSpan.FromHours(24));
        Assert.EndsWith($"Delete {shop}", Assert.Single(await Open()), StringComparison.Ordinal);
        var number = await desk.One<long>("select max(number) from break_glass", null);
        var card = Assert.Single(await desk.Cards());
        Assert.Contains(card.Buttons, button => button.Command == $"/approval sign-off {number}");
        Assert.Contains("“it burns”", card.Text, StringComparison.Ordinal);
        await desk.Ask("adam", $"/approval sign-off {number} looked at the logs");
        Assert.Empty(await Open());
        Assert.Equal("Adam signed it off: “looked at the logs”", await LastEnd());
    }

    // What is cut off is us: that is one alert of its own, and says all there is to say.
    [Fact]
    public async Task Of_hosts_nothing_is_said_while_OpsBot_itself_is_cut_off()
    {
        await desk.Execute("insert into probe_rounds (began_at, ended_at, void_why) values (@Now, @Now, 'No control answers.')", new { });
        await desk.Execute("update servers set away_since = @Now where purpose = 'host'", new { });
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await Open());
        await desk.Execute("insert into probe_rounds (began_at, ended_at) values (@Now, @Now)", new { });
        Assert.Equal(["host critical h1 does not answer"], await Open());
    }

    [Fact]
    public async Task Looked_at_by_many_at_once_each_trouble_is_told_once()
    {
        await Duty("mend", "1 hour", desk.Clock.GetUtcNow(), attempts: 5, error: "IOException: no");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Round()));
        Assert.Single(await desk.Cards());
        Assert.Equal(1, await desk.One<long>("select count(*) from alert_lines where kind = 'opened'", null));
    }
}
