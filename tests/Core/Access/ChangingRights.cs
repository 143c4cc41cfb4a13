using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Access;

public sealed class ChangingRights(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_new_role_counts_from_the_next_click()
    {
        await Add("rita", "operator");
        Assert.Contains("needs an admin", (await desk.Ask("rita", "/admin turn-down slack:UX")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Asked, (await desk.Ask("grace", "/admin role rita admin")).Kind);
        var outcome = await desk.Agreed("grace", "/admin role rita admin", by: "adam");
        Assert.Contains("Rita is now an admin", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("not waiting", (await desk.Ask("rita", "/admin turn-down slack:UX")).Text, StringComparison.Ordinal);
        Assert.Contains("already has that role", (await desk.Ask("grace", "/admin role rita admin", because: "she takes over")).Text,
            StringComparison.Ordinal);
        Assert.Equal(["admin role done"],
            await desk.All<string>("select operation || ' ' || outcome from audit where target_label = 'Rita' and outcome = 'done'", null));
    }

    [Theory]
    [InlineData("grace", "/admin role grace operator", "Nobody changes their own rights")]
    [InlineData("grace", "/admin deactivate grace", "Nobody changes their own rights")]
    [InlineData("adam", "/admin role olivia admin", "needs a super admin")]
    [InlineData("adam", "/admin deactivate olivia", "needs a super admin")]
    [InlineData("adam", "/admin add Nobody Special", "needs a super admin")]
    [InlineData("grace", "/admin role olivia nobody", "“nobody” is none of them")]
    [InlineData("grace", "/admin role ghost admin", "There is no operator “ghost”")]
    public async Task What_may_not_be_changed_is_not(string who, string line, string sentence)
    {
        var before = await People();
        var outcome = await desk.Ask(who, line, because: "because I want to");
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Contains(sentence, outcome.Text, StringComparison.Ordinal);
        Assert.Equal(before, await People());
    }

    [Fact]
    public async Task Of_two_super_admins_who_demote_each_other_at_once_one_stays()
    {
        for (var round = 0; round < 4; round++)
        {
            await Add($"duo{round}a", "super_admin");
            await Add($"duo{round}b", "super_admin");
            await desk.Execute("update operators set role = 'admin' where role = 'super_admin' and handle not like @These",
                new { These = $"duo{round}%" });
            var both = await Task.WhenAll(
                desk.Ask($"duo{round}a", $"/admin role duo{round}b operator", because: "no longer needed"),
                round % 2 == 0 ? desk.Ask($"duo{round}b", $"/admin role duo{round}a operator", because: "no longer needed")
                    : desk.Ask($"duo{round}b", $"/admin deactivate duo{round}a", because: "no longer needed"));
            Assert.Equal(1, both.Count(outcome => outcome.Kind == OutcomeKind.Done));
            Assert.Equal(1, await desk.One<long>("select count(*) from operators where active and role = 'super_admin'", null));
        }
        await desk.Execute("update operators set role = 'admin' where handle like 'duo%'", new { });
        await desk.Execute("update operators set role = 'super_admin' where handle = 'grace'", new { });
        // Those who were super admins a moment ago would be asked for by the tests that share this team.
        await desk.Execute("update rights set changed_at = changed_at - interval '30 days' where change = 'demoted'", new { });
    }

    [Fact]
    public async Task A_person_is_named_by_a_chat_account_as_well()
    {
        await Add("mona", "operator");
        Assert.Contains("Mona is now an admin", (await desk.Agreed("grace", "/admin role slack:UMONA admin", by: "adam")).Text,
            StringComparison.Ordinal);
        Assert.Contains("There is no operator",
            (await desk.Ask("grace", "/admin role slack:UNOBODY admin", because: "she takes over")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_deactivated_can_do_nothing_from_that_moment()
    {
        await Add("dora", "admin");
        await desk.Execute(
            "insert into chat_accounts (platform, account_id, operator_id, name, linked_at) select 'discord', '805', id, 'dora', @Now from operators where handle = 'dora'", new { });
        var outcome = await desk.Ask("grace", "/admin deactivate dora", because: "left the company");
        Assert.Contains("2 chat accounts were unlinked", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("I don't know this account yet", (await desk.Ask("dora", "/instance list")).Text, StringComparison.Ordinal);
        Assert.Contains("Dora is deactivated", (await desk.Ask("grace", "/admin deactivate dora", because: "left the company")).Text,
            StringComparison.Ordinal);
        Assert.Contains("Dora is deactivated", (await desk.Ask("grace", "/admin role dora admin", because: "came back")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_added_with_a_role_an_account_and_a_handle_of_their_own()
    {
        var first = await desk.Agreed("grace", "/admin add Zoë Müller role:admin account:slack:UZOE", by: "adam");
        Assert.Contains("Zoë Müller is now on the team", first.Text, StringComparison.Ordinal);
        Assert.Contains("You are Zoë Müller", (await desk.Ask("zoe", "/ops whoami")).Text, StringComparison.Ordinal);
        Assert.Contains("already linked to Zoë Müller", (await desk.Ask("grace", "/admin add Zoë Müller role:admin account:slack:UZOE",
            because: "new colleague")).Text, StringComparison.Ordinal);
        foreach (var name in new[] { "\"Zoë Maier\"", "Zoë Maier", "张伟" }) await desk.Agreed("grace", $"/admin add {name}", by: "adam");
        Assert.Equal(["someone", "zoe", "zoe.maier", "zoe2"],
            await desk.All<string>("select handle from operators where name like 'Zoë%' or name = '张伟' order by handle", null));
    }

    [Fact]
    public async Task People_of_one_name_who_are_added_at_once_all_get_in()
    {
        for (var n = 0; n < 5; n++) await desk.Ask("grace", $"/admin add Max Mustermann account:slack:UMAX{n}", because: "new colleagues");
        var numbers = await desk.All<long>("select number from approvals where target_label = 'Max Mustermann'", null);
        var all = await Task.WhenAll(numbers.Select(number => desk.Ask("adam", $"/approval approve {number}")));
        Assert.All(all, outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        Assert.Equal(5, await desk.One<long>("select count(distinct handle) from operators where name = 'Max Mustermann'", null));
    }

    [Fact]
    public async Task A_name_of_blanks_is_none_and_a_long_one_still_gets_a_handle()
    {
        Assert.Contains("needs a name", (await desk.Ask("grace", "/admin add \"   \"", because: "new colleague")).Text,
            StringComparison.Ordinal);
        var longest = new string('w', 60);
        Assert.Equal(OutcomeKind.Done, (await desk.Agreed("grace", $"/admin add {longest}", by: "adam")).Kind);
        Assert.Equal(OutcomeKind.Done, (await desk.Agreed("grace", $"/admin add {longest}", by: "adam")).Kind);
        Assert.Equal(OutcomeKind.Done, (await desk.Agreed("grace", $"/admin add {longest}", by: "adam")).Kind);
    }

    [Theory]
    [InlineData("adam", "/admin unlink slack:UADAM", "Nobody unlinks their own account")]
    [InlineData("adam", "/admin unlink slack:UGRACE", "has more rights than you")]
    [InlineData("adam", "/admin unlink slack:UNOBODY", "is linked to nobody")]
    [InlineData("adam", "/admin unlink nonsense", "is linked to nobody")]
    [InlineData("olivia", "/admin unlink slack:UOMAR", "needs an admin")]
    public async Task What_may_not_be_unlinked_is_not(string who, string line, string sentence)
    {
        var outcome = await desk.Ask(who, line, because: "because I want to");
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Contains(sentence, outcome.Text, StringComparison.Ordinal);
        Assert.Equal(3, await desk.One<long>("select count(*) from chat_accounts where account_id in ('UADAM', 'UGRACE', 'UOMAR')", null));
    }

    [Fact]
    public async Task An_unlinked_account_can_do_nothing_and_is_unlinked_once()
    {
        await Add("ugo", "operator");
        var all = await Task.WhenAll(
            new[] { "adam", "sam" }.Select(who => desk.Ask(who, "/admin unlink slack:UUGO", because: "phone was lost")));
        Assert.Equal(1, all.Count(outcome => outcome.Kind == OutcomeKind.Done));
        Assert.Contains("linked to nobody", all.Single(outcome => outcome.Kind == OutcomeKind.Refused).Text, StringComparison.Ordinal);
        Assert.Contains("I don't know this account yet", (await desk.Ask("ugo", "/instance list")).Text, StringComparison.Ordinal);
    }

    async Task Add(string handle, string role)
    {
        await desk.Execute(
            "insert into operators (id, handle, name, role, created_at) values (gen_random_uuid(), @handle, @Name, @role, @Now)",
            new { handle, Name = char.ToUpperInvariant(handle[0]) + handle[1..], role });
        await desk.Execute(
            "insert into chat_accounts (platform, account_id, operator_id, name, linked_at) select 'slack', @Account, id, handle, @Now from operators where handle = @handle", new { handle, Account = "U" + handle.ToUpperInvariant() });
    }

    Task<string> People() =>
        desk.One<string>("select string_agg(handle || role || active || version, ',' order by handle) from operators", null);
}
