using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Approvals;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Whoever loses their rights at the very moment in which they click. What none of them can still do.</summary>
public sealed class WhoIsBeingCutOff(Postgres postgres) : ApprovalTest(postgres)
{
    const string Because = "reason:\"the account was stolen\"";

    [Theory]
    [InlineData("/admin deactivate ruth", "/admin deactivate sam")]
    [InlineData("/admin role ruth operator", "/admin role sam operator")]
    [InlineData("/admin unlink slack:URUTH", "/admin unlink slack:USAM")]
    [InlineData("/admin unlink slack:URUTH", "/admin deactivate sam")]
    public async Task Takes_no_rights_from_who_takes_theirs(string sams, string ruths)
    {
        var ruth = await Join("Ruth", Role.SuperAdmin);
        await Join("Tess", Role.SuperAdmin);

        // Both have come in as super admins and wait for the same people.
        var both = await WhileWaiting(2, "select id from operators order by id for update", new { },
            () => [Run(Sam, $"{sams} {Because}"), Run(ruth, $"{ruths} {Because}")], () => Task.CompletedTask);

        Assert.Single(both, outcome => outcome.Kind == OutcomeKind.Done);
        Assert.Contains("lost the rights", both.Single(outcome => outcome.Kind != OutcomeKind.Done).Text, StringComparison.Ordinal);
        Assert.Equal(1, await Find<long>("select count(*) from rights"));
        Assert.Equal(1, await Find<long>("select count(*) from break_glass"));
    }

    [Theory]
    [InlineData("/admin unlink slack:UBEA", "/admin unlink slack:UADAM")]
    public async Task Nor_does_one_admin_from_another(string adams, string beas)
    {
        var both = await WhileWaiting(2, "select id from operators order by id for update", new { },
            () => [Run(Adam, $"{adams} {Because}"), Run(Bea, $"{beas} {Because}")], () => Task.CompletedTask);
        Assert.Single(both, outcome => outcome.Kind == OutcomeKind.Done);
        Assert.Equal(3, await Find<long>("select count(*) from chat_accounts"));
    }

    [Theory]
    [InlineData("/admin deactivate adam")]
    [InlineData("/admin unlink slack:UADAM")]
    [InlineData("/admin role adam operator")]
    public async Task Denies_nothing_any_more(string line)
    {
        var number = await Ask();
        var denied = await WhileLocked(await Request(number), () => Run(Adam, $"/approval deny {number} not today"),
            () => Run(Sam, $"{line} {Because}"));
        Assert.Equal(OutcomeKind.Refused, denied.Kind);
        Assert.Equal("pending", await StateOf(number));
    }

    [Fact]
    public async Task Approves_nothing_and_is_not_told_otherwise()
    {
        await Policy(new Rule("thing remove", By(Role.Admin, Role.Admin)));
        var number = await Ask();
        var approved = await WhileLocked(await Request(number), () => Run(Adam, $"/approval approve {number}"),
            () => Run(Sam, $"/admin unlink slack:UADAM {Because}"));
        Assert.Equal(OutcomeKind.Refused, approved.Kind);
        // Nor does it come back with the account.
        await Link(Adam, Adam.Account);
        await Run(Bea, $"/approval approve {number}");
        Assert.True(await IsHere());
    }

    [Fact]
    public async Task Signs_nothing_off_any_more()
    {
        await Run(Bea, $"/admin unlink slack:UOLIVIA {Because}");
        var key = $"break-glass:{await Find<Guid>("select id from break_glass"):n}";
        var signed = await WhileLocked(key, () => Run(Adam, "/approval sign-off 1 it was all fine"),
            () => Run(Sam, $"/admin deactivate adam {Because}"));
        Assert.Equal(OutcomeKind.Refused, signed.Kind);
        Assert.Null(await Find<DateTime?>("select signed_off_at from break_glass where number = 1"));
    }

    [Fact]
    public async Task Runs_nothing_that_waited_for_its_target()
    {
        var ran = await WhileLocked(await Lamp(), () => Run(Adam, "/thing polish lamp"),
            () => Run(Sam, $"/admin role adam operator {Because}"));
        Assert.Equal(OutcomeKind.Refused, ran.Kind);
        Assert.Contains("lost the rights", ran.Text, StringComparison.Ordinal);
        Assert.Equal("refused", await Find<string>("select outcome from audit where operation = 'thing polish'"));
    }

    [Fact]
    public async Task Leaves_no_request_behind_that_came_a_moment_later()
    {
        var asked = await WhileLocked(await Lamp(), () => Run(Olivia, "/thing remove lamp reason:\"it is broken\""),
            () => Run(Sam, $"/admin deactivate olivia {Because}"));
        Assert.Equal(OutcomeKind.Refused, asked.Kind);
        Assert.Equal(0, await Find<long>("select count(*) from approvals"));
    }

    [Fact]
    public async Task Links_nobody_to_whom_is_being_deactivated()
    {
        Assert.Equal(OutcomeKind.Waiting, (await Run(Adam, "/admin link slack:UOLIVIA2 olivia reason:\"her new phone\"")).Kind);
        var both = await WhileWaiting(2, "select id from operators order by id for update", new { },
            () => [Run(Sam, $"/admin deactivate olivia {Because}"), Run(Bea, "/approval approve 1")], () => Task.CompletedTask);
        Assert.Equal(OutcomeKind.Done, both[0].Kind);
        Assert.Equal(0,
            await Find<long>("select count(*) from chat_accounts c join operators o on o.id = c.operator_id where not o.active"));
    }

    async Task<string> Request(long number) =>
        $"approval:{await Find<Guid>("select id from approvals where number = @number", new { number }):n}";

    async Task<string> Lamp() => $"thing:{await Find<Guid>("select id from things where name = 'lamp'"):n}";

    /// <summary>Something else works on it; only once the click waits for that, the rest happens.</summary>
    async Task<Outcome> WhileLocked(string key, Func<Task<Outcome>> click, Func<Task> then) =>
        (await WhileWaiting(1, "select pg_advisory_xact_lock(hashtextextended(@key, 0))", new { key }, () => [click()], then))[0];

    async Task<Outcome[]> WhileWaiting(int waiting, string held, object args, Func<Task<Outcome>[]> clicks, Func<Task> then)
    {
        Task<Outcome>[] clicked;
        await using (var db = await Source.OpenConnectionAsync(Cancel))
        await using (await db.BeginTransactionAsync(Cancel))
        {
            await Dapper.SqlMapper.ExecuteAsync(db, held, args);
            clicked = clicks();
            await Eventually.Equal(waiting, () => Find<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"));
            await then();
        }
        return await Task.WhenAll(clicked);
    }
}
