using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Access;

public sealed class ClaimingTheFirstRole(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task The_code_makes_a_super_admin_once_and_stays_out_of_the_audit()
    {
        var code = await Code();
        var outcome = await desk.Ask("first", $"/ops claim {code.ToLowerInvariant()}");
        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Contains("you are the first super admin", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("super admin", (await desk.Ask("first", "/ops whoami")).Text, StringComparison.Ordinal);
        Assert.Contains("already linked", (await desk.Ask("first", $"/ops claim {code}")).Text, StringComparison.Ordinal);
        Assert.Contains("not valid", (await desk.Ask("second", $"/ops claim {code}")).Text, StringComparison.Ordinal);
        Assert.Null(await desk.Get<FirstClaim>().Code(TestContext.Current.CancellationToken));
        await NowhereWritten(code);
    }

    [Fact]
    public async Task Of_many_who_have_the_code_at_once_one_gets_it()
    {
        var code = await Code();
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => desk.Ask($"racer{number}", $"/ops claim {code}")));
        Assert.Equal(1, all.Count(outcome => outcome.Kind == OutcomeKind.Done));
        Assert.Equal(7, all.Count(outcome => outcome.Kind == OutcomeKind.Refused));
        Assert.Equal(1, await desk.One<long>("select count(*) from operators where active and role = 'super_admin'", null));
        await NowhereWritten(code);
    }

    [Fact]
    public async Task A_wrong_code_is_refused_and_audited_without_it()
    {
        await Code();
        var before = await desk.AuditRows();
        Assert.Contains("not valid", (await desk.Ask("guesser", "/ops claim AAAA-BBBB-CCCC")).Text, StringComparison.Ordinal);
        Assert.Equal(1, await desk.AuditRows() - before);
        Assert.Equal(0, await desk.One<long>("select count(*) from chat_accounts where account_id = 'UGUESSER'", null));
        await NowhereWritten("AAAA-BBBB-CCCC");
    }

    [Fact]
    public async Task A_new_start_makes_a_new_code_and_the_old_one_is_void()
    {
        var (old, code) = (await Code(), await Code());
        Assert.NotEqual(old, code);
        Assert.Contains("not valid", (await desk.Ask("late", $"/ops claim {old}")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("late", $"/ops claim {code}")).Kind);
    }

    [Fact]
    public async Task A_chat_name_longer_than_a_name_may_be_does_not_lock_anybody_out()
    {
        var code = await Code();
        var caller = new Caller(new ChatAccount("slack", "ULONG")) { Name = new string('x', 200) };
        Assert.Equal(OutcomeKind.Done,
            (await desk.Get<Runner>().Run(new Request(caller, $"/ops claim {code}"), TestContext.Current.CancellationToken)).Kind);
    }

    async Task<string> Code()
    {
        await desk.Execute("delete from chat_accounts where operator_id in (select id from operators where role = 'super_admin')", new { });
        await desk.Execute("update operators set active = false, ended_at = @Now where active and role = 'super_admin'", new { });
        return (await desk.Get<FirstClaim>().Code(TestContext.Current.CancellationToken))!;
    }

    async Task NowhereWritten(string code)
    {
        Assert.Equal(0,
            await desk.One<long>("select count(*) from audit where strpos(lower(audit::text), lower(@code)) > 0", new { code }));
        Assert.Equal(0, await desk.One<long>("select count(*) from messages where strpos(lower(content), lower(@code)) > 0", new { code }));
        Assert.Equal(0,
            await desk.One<long>("select count(*) from claims where strpos(lower(claims::text), lower(@code)) > 0", new { code }));
    }
}
