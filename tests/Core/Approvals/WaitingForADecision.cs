using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

public sealed class WaitingForADecision(Postgres postgres) : ApprovalTest(postgres)
{
    Task<int> Tick() => Get<ApprovalClock>().Tick(Cancel);

    [Fact]
    public async Task It_reminds_at_half_and_at_80_percent_once_each()
    {
        var number = await Ask();
        var key = await KeyOf(number);
        Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(0, await Tick());

        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([1, 0, 0, 0], (await Task.WhenAll(Tick(), Tick(), Tick(), Tick())).OrderDescending());
        Assert.Contains("Decide by 2026-03-02 10:00 UTC", (await Said($"{key}:reminder")).Text, StringComparison.Ordinal);
        Assert.Equal([$"channel:{ApprovalsChannel}"], await Places($"{key}:reminder"));

        Clock.Advance(TimeSpan.FromMinutes(18));
        await using var restarted = Restarted();
        Assert.Equal(1, (await Task.WhenAll(Tick(), restarted.Get<ApprovalClock>().Tick(Cancel))).Sum());
        Assert.True((await Said($"{key}:reminder"))!.Anew);
        Assert.Equal(0, await Tick());
    }

    [Fact]
    public async Task After_a_night_without_a_worker_it_reminds_once_not_twice()
    {
        var number = await Ask();
        Clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(1, await Tick());
        Assert.NotNull(await Said($"{await KeyOf(number)}:reminder"));
        Assert.Equal(0, await Tick());
    }

    [Fact]
    public async Task It_expires_and_says_so_everywhere()
    {
        var number = await Ask();
        Clock.Advance(TimeSpan.FromMinutes(48));
        await Tick();
        Clock.Advance(TimeSpan.FromMinutes(12));
        Assert.Equal([1, 0], (await Task.WhenAll(Tick(), Tick())).OrderDescending());
        Assert.Equal("expired", await StateOf(number));
        Assert.Equal(["requested by Olivia", "expired by OpsBot"], await Trail(number));
        Assert.Contains("Nobody decided in time", (await Said($"{await KeyOf(number)}:asker")).Text, StringComparison.Ordinal);
        Assert.Contains("It expired 2026-03-02 10:00 UTC", (await Run(Adam, $"/approval approve {number}")).Text, StringComparison.Ordinal);
        Assert.True(await IsHere());
        await NoButtonsLeft(number);
    }

    [Fact]
    public async Task A_click_after_the_time_is_too_late_even_if_no_clock_came_by()
    {
        var number = await Ask();
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Contains("Too late. It expired 2026-03-02 10:00 UTC", (await Run(Adam, $"/approval approve {number}")).Text,
            StringComparison.Ordinal);
        Assert.Equal("expired", await StateOf(number));
        Assert.Equal(["requested by Olivia", "expired by OpsBot"], await Trail(number));
        Assert.True(await IsHere());
    }

    [Fact]
    public async Task The_policy_says_how_long_it_waits()
    {
        await Policy(new Rule("thing remove", By(Role.Admin) with { TimeToLive = TimeSpan.FromMinutes(5) }));
        var number = await Ask();
        Clock.Advance(TimeSpan.FromMinutes(5));
        await Tick();
        Assert.Equal("expired", await StateOf(number));
    }

    [Fact]
    public async Task Lists_and_home_show_it_to_those_it_waits_for()
    {
        var number = await Ask();
        var adams = (await Run(Adam, "/approval list")).Text;
        Assert.Contains("For you to decide", adams, StringComparison.Ordinal);
        Assert.Contains($"#{number} | pending | {new At(Clock.GetUtcNow()).Cell} | Remove lamp | Olivia", adams, StringComparison.Ordinal);
        var olivias = (await Run(Olivia, "/approval list mine:yes")).Text;
        Assert.DoesNotContain("For you to decide", olivias, StringComparison.Ordinal);
        Assert.Contains("You asked for", olivias, StringComparison.Ordinal);
        Assert.Contains("Waiting for your decision", (await Run(Adam, "/ops home")).Text, StringComparison.Ordinal);
        Assert.Contains("You wait for approval", (await Run(Olivia, "/ops home")).Text, StringComparison.Ordinal);

        await Run(Adam, $"/approval approve {number}");
        Assert.DoesNotContain("Waiting for your decision", (await Run(Bea, "/ops home")).Text, StringComparison.Ordinal);
        Assert.Contains("No request is pending.", (await Run(Bea, "/approval list state:pending")).Text, StringComparison.Ordinal);
        Assert.Contains("approved", (await Run(Bea, "/approval list state:approved")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_pages_with_pending_ones_first()
    {
        await Execute(
            """
            insert into approvals (id, operation, line, arguments, plan, effect, policy, guard, target_kind, target_id, target_label, target_version, digest, asked_by, platform, account_id, reason, trail, state, asked_at, expires_at, ended_at)
            select gen_random_uuid(), 'thing remove', '/thing remove x', '{}', '{}', 'Remove x', 0, '{}', 'thing', gen_random_uuid(), 'x', 1, repeat('0', 64), @Id, 'slack', 'U', 'because', gen_random_uuid(), 'expired', @Now, @Now + interval '1 hour', @Now
            from   generate_series(1, 30)
            """, new { Olivia.Id, Now = Clock.GetUtcNow() });
        var number = await Ask();
        var first = await Run(Adam, "/approval list");
        Assert.Contains("1–10 of 31 requests", first.Text, StringComparison.Ordinal);
        Assert.True(first.Text.IndexOf($"#{number} |", StringComparison.Ordinal) < first.Text.IndexOf("expired", StringComparison.Ordinal));
        Assert.All(first.Reply!.Parts.OfType<Pager>().Single().Turns, turn => Assert.True(turn.InPlace));
        Assert.Contains("11–20 of 31 requests", (await Run(Adam, first.Reply.NextPage!)).Text, StringComparison.Ordinal);
    }
}
