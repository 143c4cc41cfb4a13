using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Approvals;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>
/// The only one who could approve anything, who lets people in and wants them to agree with each other. What none of them can do.
/// </summary>
public sealed class ALoneSuperAdmin(Postgres postgres) : ApprovalTest(postgres)
{
    const string Because = "reason:\"we agreed on it\"";

    static Person Through(Person person, string account) => person with { Account = ChatAccount.Parse(account)! };

    Person Cleo => Through(Sam, "slack:UCLEO");

    Person Dora => Through(Sam, "slack:UDORA");

    /// <summary>They have been gone for longer than anybody remembers.</summary>
    async Task Gone(params Person[] people)
    {
        foreach (var person in people)
            await Execute("update operators set active = false, ended_at = @At where id = @Id",
                new { person.Id, At = Clock.GetUtcNow() - TimeSpan.FromDays(8) });
    }

    async Task TwoPuppets(string role = "admin")
    {
        await Gone(Olivia, Adam, Bea);
        foreach (var name in new[] { "Cleo", "Dora" })
            Assert.Equal(OutcomeKind.Done,
                (await Run(Sam, $"/admin add {name} role:{role} account:slack:U{name.ToUpperInvariant()} {Because}")).Kind);
    }

    [Fact]
    public async Task Has_no_two_puppets_who_approve_for_each_other()
    {
        await TwoPuppets();
        var refused = await Run(Cleo, $"/thing remove lamp {Because}");
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        Assert.Contains("Dora can from", refused.Text, StringComparison.Ordinal);

        await Join("Dan", Role.Admin);
        var number = await Ask(by: Cleo);
        Assert.DoesNotContain("Dora", (await Said(await KeyOf(number))).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Waiting for your decision", (await Run(Dora, "/ops home")).Text, StringComparison.Ordinal);
        Assert.Contains("cannot approve for each other", (await Run(Dora, $"/approval approve {number}")).Text, StringComparison.Ordinal);
        Assert.True(await IsHere());

        Clock.Advance(TimeSpan.FromHours(24));
        await Run(Dora, $"/approval approve {await Ask("chair", by: Cleo)}");
        Assert.False(await IsHere("chair"));
    }

    [Fact]
    public async Task Has_no_two_puppets_who_sign_off_for_each_other()
    {
        await TwoPuppets();
        await Join("Dan", Role.Operator);
        Assert.Equal(OutcomeKind.Done, (await Run(Cleo, $"/admin unlink slack:UDAN {Because}")).Kind);
        Assert.Contains("cannot sign off for each other", (await Run(Dora, "/approval sign-off 1 it was all fine")).Text,
            StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(OutcomeKind.Done, (await Run(Dora, "/approval sign-off 1 it was all fine")).Kind);
    }

    [Fact]
    public async Task Is_not_two_of_those_who_have_to_approve_with_a_puppet_beside_them()
    {
        await Policy(new Rule("thing remove", By(Role.Admin, Role.Admin)));
        await TwoPuppets();
        var eve = await Join("Eve", Role.Operator);
        var number = await Ask(by: eve);
        await Run(Sam, $"/approval approve {number}");
        Assert.DoesNotContain("Cleo", (await Said(await KeyOf(number))).Text, StringComparison.Ordinal);
        var refused = await Run(Cleo, $"/approval approve {number}");
        Assert.Contains("You and Sam, who approved it, count as one person", refused.Text, StringComparison.Ordinal);
        Assert.True(await IsHere());

        await Run(await Join("Dan", Role.Admin), $"/approval approve {number}");
        Assert.False(await IsHere());
    }

    [Fact]
    public async Task Ties_nobody_who_was_let_in_by_two_people()
    {
        await Gone(Olivia, Bea);
        foreach (var name in new[] { "Cleo", "Dora" })
        {
            Assert.Equal(OutcomeKind.Waiting,
                (await Run(Sam, $"/admin add {name} role:admin account:slack:U{name.ToUpperInvariant()} {Because}")).Kind);
            await Run(Adam, $"/approval approve {await Find<long>("select max(number) from approvals")}");
        }
        await Run(Dora, $"/approval approve {await Ask(by: Cleo)}");
        Assert.False(await IsHere());
    }

    [Fact]
    public async Task Has_no_vote_of_whom_the_role_is_for()
    {
        Assert.Equal(OutcomeKind.Waiting, (await Run(Sam, $"/admin role bea super_admin {Because}")).Kind);
        Assert.DoesNotContain("Bea or", (await Said(await KeyOf(1))).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("or Bea", (await Said(await KeyOf(1))).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Waiting for your decision", (await Run(Bea, "/ops home")).Text, StringComparison.Ordinal);
        var own = await Run(Bea, "/approval approve 1");
        Assert.Equal(OutcomeKind.Refused, own.Kind);
        Assert.Contains("is about you", own.Text, StringComparison.Ordinal);
        Assert.Equal("pending", await StateOf(1));

        await Run(Adam, "/approval approve 1");
        Assert.Equal("approved", await StateOf(1));
    }

    [Theory]
    [InlineData("/admin link slack:UBEA2 bea")]
    [InlineData("/admin adopt slack:UBEA2 bea")]
    public async Task Links_an_account_to_somebody_who_says_that_it_is_theirs_and_to_nobody_else_alone(string line)
    {
        await Gone(Olivia, Adam);
        Assert.Equal(OutcomeKind.Waiting, (await Run(Sam, $"{line} {Because}")).Kind);
        Assert.Contains("if the account is theirs", (await Said(await KeyOf(1))).Text, StringComparison.Ordinal);
        Assert.Contains("Waiting for your decision", (await Run(Bea, "/ops home")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, (await Run(Sam, "/approval approve 1")).Kind);
        // The account that it is about says nothing yet.
        Assert.Equal(OutcomeKind.Refused, (await Run(Through(Bea, "slack:UBEA2"), "/approval approve 1")).Kind);
        Assert.Equal("pending", await StateOf(1));

        Assert.Equal(OutcomeKind.Done, (await Run(Bea, "/approval approve 1")).Kind);
        Assert.Equal("approved", await StateOf(1));
        Assert.Equal(Bea.Id.Value, await Find<Guid>("select operator_id from chat_accounts where account_id = 'UBEA2'"));
        Assert.Equal(1, await Find<long>("select approval from rights"));
    }

    [Fact]
    public async Task Has_no_such_word_from_whom_they_gave_rights_alone_today()
    {
        await Gone(Olivia, Bea);
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, $"/admin role adam super_admin {Because}")).Kind);
        var refused = await Run(Sam, $"/admin link slack:USAM2 adam {Because}");
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        Assert.Contains("Adam can from", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Has_no_such_word_for_a_request_that_was_made_to_look_like_a_link()
    {
        Assert.Equal(OutcomeKind.Waiting, (await Run(Sam, $"/admin role bea super_admin {Because}")).Kind);
        await Execute("update approvals set plan = replace(plan, '\"changes\"', '\"subjectConfirms\":true,\"changes\"')");
        await Run(Bea, "/approval approve 1");
        Assert.NotEqual("approved", await StateOf(1));
        Assert.Equal("admin", await Find<string>("select role from operators where name = 'Bea'"));
    }

    [Fact]
    public async Task Lets_whom_the_rights_are_for_say_no()
    {
        await Run(Sam, $"/admin link slack:UBEA2 bea {Because}");
        Assert.Equal(OutcomeKind.Done, (await Run(Bea, "/approval deny 1 that is not my phone")).Kind);
        Assert.Equal("denied", await StateOf(1));
    }

    [Fact]
    public async Task Is_not_two_people_by_an_account_that_is_linked_to_the_only_other_one()
    {
        await Gone(Olivia, Bea);
        var asked = await Run(Sam, $"/admin link slack:USAM2 adam {Because}");
        Assert.Equal(OutcomeKind.Waiting, asked.Kind);
        Assert.Equal(OutcomeKind.Done, (await Run(Adam, "/approval deny 1 that is not mine")).Kind);
        Assert.Equal(0, await Find<long>("select count(*) from rights"));
        // But what Adam is given adds nobody who could sign: a second super admin keeps both from being locked out.
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, $"/admin role adam super_admin {Because}")).Kind);
        Assert.Equal(OutcomeKind.Refused, (await Run(Sam, $"/thing remove lamp {Because}")).Kind);
    }

    [Fact]
    public async Task Cannot_hide_from_anybody_at_home_what_was_given_alone()
    {
        await TwoPuppets();
        const string given = "Sam added Cleo as an admin, 2026-03-02 09:00 UTC";
        Assert.Contains(given, (await Run(Dora, "/ops home")).Text, StringComparison.Ordinal);
        Assert.Contains(given, (await Run(Dora, "/admin list")).Text, StringComparison.Ordinal);
        var cleos = (await Run(Cleo, "/ops whoami")).Text;
        Assert.Contains("Sam added you as an admin, 2026-03-02 09:00 UTC", cleos, StringComparison.Ordinal);
        Assert.Contains("nobody else could approve then", cleos, StringComparison.Ordinal);
        Assert.DoesNotContain("Dora", cleos, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody else", (await Run(Sam, "/ops whoami")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cannot_hide_in_the_policy_what_was_changed_alone()
    {
        await Run(Bea, $"/approval approve {await AskedFor(Adam, "/policy set thing polish needs:reason")}");
        Assert.DoesNotContain("alone", (await Run(Bea, "/policy show")).Text, StringComparison.Ordinal);

        await Gone(Olivia, Adam, Bea);
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, $"/policy set thing remove needs:reason {Because}")).Kind);
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, $"/policy remove 1 {Because}")).Kind);
        var shown = (await Run(Sam, "/policy show")).Text;
        Assert.Contains("Without a second person, because nobody else could approve then: ", shown, StringComparison.Ordinal);
        Assert.Contains("version 3 by Sam, 2026-03-02 09:00 UTC; version 2 by Sam", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("version 1 by", shown, StringComparison.Ordinal);
    }

    async Task<long> AskedFor(Person who, string line)
    {
        Assert.Equal(OutcomeKind.Waiting, (await Run(who, $"{line} {Because}")).Kind);
        return await Find<long>("select max(number) from approvals");
    }
}
