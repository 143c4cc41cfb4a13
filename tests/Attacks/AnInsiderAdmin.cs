using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Approvals;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>An admin, or whoever took over an admin's account, who wants to be two people. What none of them can do.</summary>
public sealed class AnInsiderAdmin(Postgres postgres) : ApprovalTest(postgres)
{
    const string Second = "slack:UADAM2";

    static Person Through(Person person, string account) => person with { Account = ChatAccount.Parse(account)! };

    async Task<long> Asked(Person who, string line)
    {
        var outcome = await Run(who, $"{line} reason:\"we agreed on it\"");
        Assert.True(outcome.Kind == OutcomeKind.Waiting, outcome.Text);
        return await Find<long>("select max(number) from approvals");
    }

    Task Deactivate(Person person, TimeSpan ago) => Execute(
        "update operators set active = false, ended_at = @At where id = @Id", new { person.Id, At = Clock.GetUtcNow() - ago });

    /// <summary>Sam is by himself, and has been for longer than anybody remembers.</summary>
    async Task SamAlone()
    {
        foreach (var person in new[] { Olivia, Adam, Bea }) await Deactivate(person, TimeSpan.FromDays(8));
    }

    [Fact]
    public async Task Signs_nothing_through_a_second_account_that_they_link_to_a_peer()
    {
        await Run(Adam, $"/admin link {Second} bea reason:\"her new phone\"");
        var number = await Ask(by: Adam);

        await Run(Through(Bea, Second), $"/approval approve {number}");

        Assert.True(await IsHere());
        Assert.Equal("pending", await StateOf(number));
    }

    [Fact]
    public async Task Signs_nothing_that_a_person_asks_for_whom_they_add_themselves()
    {
        await Run(Sam, "/admin add Puppet role:operator account:slack:UPUPPET reason:\"new colleague\"");

        await Run(Through(Sam, "slack:UPUPPET"), "/thing remove lamp reason:\"it is broken\"");
        await Run(Sam, "/approval approve 2");
        await Run(Sam, "/approval approve 1");

        Assert.True(await IsHere());
    }

    [Theory]
    [InlineData("/admin link slack:UADAM2 bea")]
    [InlineData("/admin link slack:UADAM2")]
    [InlineData("/admin adopt slack:UADAM2 bea")]
    [InlineData("/admin add Puppet account:slack:UADAM2")]
    [InlineData("/admin add Puppet role:admin")]
    [InlineData("/admin role olivia admin")]
    [InlineData("/policy set thing remove needs:none")]
    public async Task Gives_no_rights_without_a_second_person_neither_by_rule_nor_under_break_glass(string line)
    {
        await Policy(new OpsBot.Core.Approvals.Rule("*", Guard.None));
        var before = await Given();

        Assert.Equal(OutcomeKind.Waiting, (await Run(Sam, $"{line} reason:\"we agreed on it\"")).Kind);
        var alone = await Run(Sam, $"{line} reason:\"we agreed on it\" --break-glass");
        Assert.Equal(OutcomeKind.Refused, alone.Kind);
        Assert.Contains("there is no break-glass for it", alone.Text, StringComparison.Ordinal);
        Assert.Contains("You asked for this yourself", (await Run(Sam, "/approval approve 1")).Text, StringComparison.Ordinal);
        Assert.Equal(before, await Given());

        await Run(Adam, "/approval approve 1");
        Assert.Equal("approved", await StateOf(1));
        Assert.NotEqual(before, await Given());
    }

    Task<string?> Given() => Find<string>(
        """
        select (select string_agg(handle || role, ',' order by handle) from operators)
            || (select string_agg(account_id, ',' order by account_id) from chat_accounts)
            || (select max(version) from policies)
        """);

    [Theory]
    [InlineData("/policy set admin link needs:none")]
    [InlineData("/policy set admin add needs:reason")]
    [InlineData("/policy set admin role needs:approval by:admin")]
    [InlineData("/policy set admin adopt needs:approval by:operator")]
    [InlineData("/policy set policy * needs:none")]
    [InlineData("/policy set admin unlink needs:approval by:\"super_admin, super_admin\"")]
    [InlineData("/policy set admin deactivate needs:none")]
    public async Task Loosens_no_rule_about_rights(string line)
    {
        var outcome = await Run(Sam, $"{line} reason:\"it takes too long\"");
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Contains("rights", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_told_by_the_policy_that_a_rule_for_everything_leaves_rights_alone()
    {
        await Policy(new OpsBot.Core.Approvals.Rule("*", Guard.None));
        var giving = (await Run(Sam, "/policy test admin link slack:UNEW bea")).Text;
        Assert.Contains("/admin link needs a reason and approval by an admin", giving, StringComparison.Ordinal);
        Assert.Contains("always takes a second person", giving, StringComparison.Ordinal);
        Assert.Contains("/admin unlink needs a reason, and another admin's sign-off",
            (await Run(Sam, "/policy test admin unlink slack:UBEA")).Text, StringComparison.Ordinal);
        Assert.Contains("always takes a second person", (await Run(Sam, "/policy show")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gets_no_higher_role_given_by_admins_where_there_is_another_super_admin()
    {
        var ruth = await Join("Ruth", Role.SuperAdmin);
        var number = await Asked(Sam, "/admin role olivia super_admin");
        Assert.Contains("This needs a super admin: Ruth.", (await Run(Adam, $"/approval approve {number}")).Text, StringComparison.Ordinal);
        Assert.Equal("operator", await Find<string>("select role from operators where handle = 'olivia'"));
        await Run(ruth, $"/approval approve {number}");
        Assert.Equal("super_admin", await Find<string>("select role from operators where handle = 'olivia'"));
    }

    [Fact]
    public async Task Nor_after_removing_the_other_super_admin()
    {
        await Join("Ruth", Role.SuperAdmin);
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, "/admin deactivate ruth reason:\"she is in my way\"")).Kind);
        var outcome = await Run(Sam, "/admin role adam super_admin reason:\"we agreed on it\"");
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Contains("within the last 7 days", outcome.Text, StringComparison.Ordinal);
        Assert.Equal(0, await Find<long>("select count(*) from approvals"));
    }

    [Fact]
    public async Task Opens_no_door_by_removing_everybody_who_could_object()
    {
        foreach (var line in new[] { "/admin deactivate adam", "/admin unlink slack:UBEA" })
            Assert.Equal(OutcomeKind.Done, (await Run(Sam, $"{line} reason:\"they are in my way\"")).Kind);

        var outcome = await Run(Sam, "/admin add Puppet role:admin account:slack:UPUPPET reason:\"new colleague\"");
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Contains("within the last 7 days", outcome.Text, StringComparison.Ordinal);

        Clock.Advance(TimeSpan.FromDays(6.9));
        Assert.Equal(OutcomeKind.Refused,
            (await Run(Sam, "/admin add Puppet role:admin account:slack:UPUPPET reason:\"new colleague\"")).Kind);
        Clock.Advance(TimeSpan.FromDays(0.2));
        Assert.Equal(OutcomeKind.Done,
            (await Run(Sam, "/admin add Puppet role:admin account:slack:UPUPPET reason:\"new colleague\"")).Kind);
    }

    [Fact]
    public async Task Nor_by_demoting_them()
    {
        await Deactivate(Bea, TimeSpan.FromDays(8));
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, "/admin role adam operator reason:\"they are in my way\"")).Kind);
        Assert.Equal(OutcomeKind.Refused, (await Run(Sam, "/admin link slack:UPUPPET reason:\"new colleague\"")).Kind);
    }

    [Fact]
    public async Task Cannot_hide_from_those_who_join_later_what_was_given_alone()
    {
        await SamAlone();
        var form = await Run(Sam, "/admin add Cleo role:admin account:slack:UCLEO");
        Assert.Equal(OutcomeKind.Refused, form.Kind);
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, "/admin add Cleo role:admin account:slack:UCLEO reason:\"first colleague\"")).Kind);
        // Setting up a team in an hour is no attack: whom he added today does not bind his hands.
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, "/admin link slack:UDORA reason:\"second colleague\"")).Kind);

        Assert.Contains("Alone: nobody else could approve.", await Find<string>(
            "select body::jsonb ->> 'detail' from audit where operation = 'admin add' and outcome = 'done'"), StringComparison.Ordinal);
        var welcome = await Find<string>("select key from messages where key like 'welcome:slack:UDORA%'");
        Assert.Contains("Sam added Cleo as an admin", (await Said(welcome!)).Text, StringComparison.Ordinal);
        Assert.Contains("Sam added Cleo as an admin", (await Run(Through(Sam, "slack:UDORA"), "/admin list")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Has_no_vote_for_a_day_between_two_of_whom_one_gave_the_other_rights_alone()
    {
        await SamAlone();
        await Run(Sam, "/admin add Cleo role:admin account:slack:UCLEO reason:\"first colleague\"");
        var cleo = Through(Sam, "slack:UCLEO");

        var refused = await Run(Sam, "/thing remove lamp reason:\"it is broken\"");
        Assert.Contains("Cleo can from", refused.Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        // Nor may the one who was given rights give them on.
        Assert.Equal(OutcomeKind.Refused, (await Run(cleo, "/admin link slack:UPUPPET reason:\"new colleague\"")).Kind);
        await Join("Dan", Role.Admin);
        var number = await Ask(by: cleo);
        Assert.DoesNotContain("Sam", (await Said(await KeyOf(number))).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Waiting for your decision", (await Run(Sam, "/ops home")).Text, StringComparison.Ordinal);
        Assert.Contains("cannot approve for each other", (await Run(Sam, $"/approval approve {number}")).Text, StringComparison.Ordinal);
        Assert.True(await IsHere());

        Clock.Advance(TimeSpan.FromHours(24));
        await Run(Sam, $"/approval approve {await Ask("chair", by: cleo)}");
        Assert.False(await IsHere("chair"));
    }

    [Fact]
    public async Task Has_a_vote_at_once_beside_whom_two_people_let_in()
    {
        await Run(Bea, $"/approval approve {await Asked(Adam, "/admin link slack:UOLIVIA2 olivia")}");
        Assert.Equal(("linked", Adam.Id.Value, 1L), await Find<(string, Guid, long)>("select change, changed_by, approval from rights"));
        var number = await Asked(Through(Olivia, "slack:UOLIVIA2"), "/thing remove lamp");
        await Run(Adam, $"/approval approve {number}");
        Assert.False(await IsHere());
    }

    [Theory]
    [InlineData("/admin deactivate olivia", "Olivia was deactivated")]
    [InlineData("/admin unlink slack:UOLIVIA", "slack:UOLIVIA is no longer linked to Olivia")]
    public async Task Leaves_nothing_waiting_behind_that_a_lost_account_asked_for(string line, string sentence)
    {
        var number = await Ask();
        var shown = await Run(Adam, $"/approval show {number}");
        Assert.Contains(shown.Reply!.Buttons, button => button.Label == "Approve");

        await Run(Sam, $"{line} reason:\"her phone was stolen\"");

        Assert.Equal("stale", await StateOf(number));
        Assert.Contains(sentence, (await Said(await KeyOf(number))).Text, StringComparison.Ordinal);
        Assert.Contains("It ended, ", (await Run(Adam, $"/approval approve {number}")).Text, StringComparison.Ordinal);
        Assert.True(await IsHere());
        await NoButtonsLeft(number);
    }

    [Theory]
    [InlineData("/admin deactivate adam")]
    [InlineData("/admin unlink slack:UADAM")]
    [InlineData("/admin role adam operator")]
    public async Task Leaves_no_vote_behind_that_a_lost_account_gave(string line)
    {
        await Policy(new OpsBot.Core.Approvals.Rule("thing remove", By(Role.Admin, Role.Admin)));
        var number = await Ask();
        await Run(Adam, $"/approval approve {number}");
        Assert.Contains("Adam, ", (await Said(await KeyOf(number))).Text, StringComparison.Ordinal);

        await Run(Sam, $"{line} reason:\"his phone was stolen\"");

        Assert.DoesNotContain("Adam", (await Said(await KeyOf(number))).Text, StringComparison.Ordinal);
        await Run(Bea, $"/approval approve {number}");
        Assert.True(await IsHere());
        Assert.Equal("pending", await StateOf(number));
        await Run(Sam, $"/approval approve {number}");
        Assert.Equal("approved", await StateOf(number));
        Assert.Equal("[\"Sam\", \"Bea\"]",
            await Find<string>("select body::jsonb ->> 'approvers' from audit where outcome = 'done' and operation = 'thing remove'"));
    }

    [Fact]
    public async Task Cannot_have_a_vote_back_by_linking_the_account_again()
    {
        await Policy(new OpsBot.Core.Approvals.Rule("thing remove", By(Role.Admin, Role.Admin)));
        var number = await Ask();
        await Run(Adam, $"/approval approve {number}");
        await Run(Sam, "/admin unlink slack:UADAM reason:\"his phone was stolen\"");
        await Link(Adam, Adam.Account);
        await Run(Bea, $"/approval approve {number}");
        Assert.True(await IsHere());
        // The person may decide anew.
        await Run(Adam, $"/approval approve {number}");
        Assert.Equal("approved", await StateOf(number));
    }

    [Fact]
    public async Task Is_cut_off_at_once_by_any_other_admin_and_everybody_hears_of_it()
    {
        await Policy(new OpsBot.Core.Approvals.Rule("*", By(Role.SuperAdmin)));
        var outcome = await Run(Bea, "/admin unlink slack:UADAM reason:\"his phone was stolen\"");
        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Contains("has to sign it off within 24 hours", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("I don't know this account yet", (await Run(Adam, "/ops home")).Text, StringComparison.Ordinal);

        var key = $"break-glass:{new OpsBot.Core.Approvals.ReviewId(await Find<Guid>("select id from break_glass"))}";
        Assert.Equal(["channel:C0APPROVALS", "person:USAM"], await Places(key));
        Assert.Contains("Bea did this at once, as rights are taken: “his phone was stolen”", (await Said(key)).Text,
            StringComparison.Ordinal);
        Assert.Contains("Done alone, to sign off", (await Run(Sam, "/ops home")).Text, StringComparison.Ordinal);
        Assert.Contains("You did this yourself", (await Run(Bea, "/approval sign-off 1 it was me")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, "/approval sign-off 1 called him, it was stolen")).Kind);
    }

    [Fact]
    public async Task Gains_nothing_from_a_role_that_rises_while_a_link_waits()
    {
        var number = await Asked(Sam, "/admin link slack:UADAM2 olivia");
        await Execute("update operators set role = 'admin', version = version + 1 where handle = 'olivia'");
        await Run(Bea, $"/approval approve {number}");
        Assert.Equal("stale", await StateOf(number));
        Assert.Equal(0, await Find<long>("select count(*) from chat_accounts where account_id = 'UADAM2'"));
    }
}
