using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

public sealed class ChangingThePolicy(Postgres postgres) : ApprovalTest(postgres)
{
    /// <summary>Adam asks for the rule, somebody approves it.</summary>
    async Task Set(string line, Person by)
    {
        var asked = await Run(Adam, $"{line} reason:\"we agreed on it\"");
        Assert.True(asked.Kind == OutcomeKind.Waiting, asked.Text);
        var decided = await Run(by, $"/approval approve {await Find<long>("select max(number) from approvals")}");
        Assert.True(await Find<string>("select state from approvals order by number desc limit 1") == "approved", decided.Text);
    }

    [Fact]
    public async Task A_rule_takes_another_admin_and_counts_from_then_on()
    {
        var asked = await Run(Adam, "/policy set thing polish needs:reason reason:\"too much polish\"");
        Assert.Equal(OutcomeKind.Waiting, asked.Kind);
        Assert.Equal(OutcomeKind.Done, (await Run(Adam, "/thing polish lamp")).Kind);

        await Run(Bea, "/approval approve 1");

        Assert.NotEqual(OutcomeKind.Done, (await Run(Adam, "/thing polish lamp")).Kind);
        Assert.Equal(OutcomeKind.Done, (await Run(Adam, "/thing polish lamp reason:\"dusty\"")).Kind);
        Assert.Contains("1  thing polish: always: a reason", (await Run(Olivia, "/policy show")).Text, StringComparison.Ordinal);
        Assert.Contains("Version 1, changed by Adam", (await Run(Olivia, "/policy show")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_rule_is_shown_whole_before_what_counts_without_one()
    {
        await Policy(
            [.. Enumerable.Range(1, 17).Select(amount => new OpsBot.Core.Approvals.Rule("thing remove",
            By(Role.Admin, Role.SuperAdmin)) { Amount = new Money(amount * 100, Currency.Eur) })]);
        var first = await Run(Olivia, "/policy show");
        Assert.DoesNotContain("Where no rule fits", first.Text, StringComparison.Ordinal);
        Assert.Contains("1–10 of 17 rules", first.Text, StringComparison.Ordinal);
        var second = await Run(Olivia, first.Reply.NextPage!);
        Assert.Contains("17  thing remove: from €17.00: a reason and approval by an admin and a super admin within 1 h", second.Text,
            StringComparison.Ordinal);
        Assert.True(second.Text.IndexOf("17  thing", StringComparison.Ordinal) < second.Text.IndexOf("Where no rule fits",
            StringComparison.Ordinal));
        Assert.Contains("11–17 of 17 rules", second.Text, StringComparison.Ordinal);
        var back = second.Reply.AllButtons.Single(button => button.Label == "◀ Previous");
        Assert.Equal(first.Text, (await Run(Olivia, back.Command)).Text);
        Assert.Contains("The list has moved on", (await Run(Olivia, "/policy show page:after.17")).Text, StringComparison.Ordinal);
        Assert.Contains("Pages have no numbers any more", (await Run(Olivia, "/policy show page:2")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_has_every_rule()
    {
        await Policy([.. Enumerable.Range(1, 17).Select(many => new OpsBot.Core.Approvals.Rule("*", Guard.None) { Targets = many })]);
        var export = (await Run(Olivia, "/policy show")).Reply!.Buttons.Single(button => button.Label == "Export CSV");
        var lines = (await Run(Olivia, export.Command)).Reply!.Parts.OfType<Attachment>().Single().Text
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("\"Number\",\"Operation\",\"When\",\"Needs\"", lines[0]);
        Assert.Equal("\"17\",\"*\",\"17 or more at once\",\"nothing\"", lines[^1]);
        Assert.Equal(18, lines.Length);
    }

    [Fact]
    public async Task Help_says_what_the_policy_says()
    {
        Assert.Contains("Needs a reason and approval by an admin within 1 h.", (await Run(Adam, "/ops help thing remove")).Text,
            StringComparison.Ordinal);
        await Policy(
            new OpsBot.Core.Approvals.Rule("thing remove", By(Role.SuperAdmin)) { Tier = "growth" },
            new OpsBot.Core.Approvals.Rule("thing *", By(Role.Admin) with { TimeToLive = TimeSpan.FromHours(4) }),
            new OpsBot.Core.Approvals.Rule("*", Guard.None));
        const string said =
            "Needs a reason and approval by an admin within 4 h; tier growth: a reason and approval by a super admin within 1 h";
        Assert.Contains(said, (await Run(Adam, "/ops help thing remove")).Text, StringComparison.Ordinal);
        Assert.Contains(said, (await Run(Adam, "/ops help thing")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_cannot_ask_for_a_rule() =>
        Assert.Contains("needs an admin", (await Run(Olivia, "/policy set * needs:none reason:\"lazy\"")).Text, StringComparison.Ordinal);

    [Fact]
    public async Task Precise_rules_stand_before_general_ones_unless_told_otherwise()
    {
        await Set("/policy set * needs:reason", Bea);
        await Set("/policy set thing * needs:none", Bea);
        await Set("/policy set thing remove needs:approval by:admin amount:100 ttl:2h", Bea);
        await Set("/policy set thing remove needs:reason position:4", Bea);
        Assert.Equal(
            ["1  thing remove: from €100.00: a reason and approval by an admin within 2 h", "2  thing *: always: nothing",
                "3  *: always: a reason", "4  thing remove: always: a reason"],
            (await Run(Olivia, "/policy show")).Text.Split('\n').Where(line => line.Length > 2 && char.IsDigit(line[0])).Take(4));
        await Set("/policy set thing * needs:reason", Bea);
        await Set("/policy remove 4", Bea);
        Assert.Contains("2  thing *: always: a reason\n3  *: always: a reason\n3 rules\nVersion 6",
            (await Run(Olivia, "/policy show")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_whose_approval_a_rule_asks_for_have_to_agree_to_its_end()
    {
        await Set("/policy set thing remove needs:approval by:super_admin", Sam);
        await Run(Adam, "/policy remove 1 reason:\"too slow\"");
        Assert.Contains("needs a super admin: Sam", (await Run(Bea, "/approval approve 2")).Text, StringComparison.Ordinal);
        await Run(Sam, "/approval approve 2");
        Assert.Contains("No rules yet", (await Run(Olivia, "/policy show")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_rule_makes_it_easier_to_change_the_rules()
    {
        await Policy(new OpsBot.Core.Approvals.Rule("*", Guard.None));
        Assert.Equal(OutcomeKind.Waiting, (await Run(Adam, "/policy remove 1 reason:\"clean up\"")).Kind);
        Assert.Contains("always needs approval", (await Run(Adam, "/policy set policy set needs:none reason:\"no time\"")).Text,
            StringComparison.Ordinal);
        await Policy(new OpsBot.Core.Approvals.Rule("*", By(Role.Admin, Role.SuperAdmin)));
        Assert.Contains("an admin", (await Run(Adam, "/policy test policy remove 1")).Text, StringComparison.Ordinal);
        Assert.Contains("a super admin", (await Run(Adam, "/policy test policy remove 1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_for_everything_never_stands_before_a_decision()
    {
        await Policy(new OpsBot.Core.Approvals.Rule("*", By(Role.Admin)));
        var number = await Ask();
        Assert.Equal(OutcomeKind.Done, (await Run(Adam, $"/approval approve {number}")).Kind);
        Assert.False(await IsHere());
        Assert.Contains("cannot itself need approval",
            (await Run(Adam, "/policy set approval approve needs:approval reason:\"more of it\"")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_changes_from_one_version_do_not_both_happen()
    {
        await Run(Adam, "/policy set thing polish needs:reason reason:\"first\"");
        await Run(Adam, "/policy set thing remove needs:reason reason:\"second\"");
        await Run(Bea, "/approval approve 1");
        Assert.Contains("the policy changed after it was asked for", (await Run(Bea, "/approval approve 2")).Text,
            StringComparison.Ordinal);
        Assert.Equal(1, await Find<long>("select max(version) from policies"));
    }

    [Fact]
    public async Task Versions_are_never_edited()
    {
        await Policy(new OpsBot.Core.Approvals.Rule("*", Guard.None));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Execute("update policies set rules = '[]'"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Execute("delete from policies"));
    }

    [Theory]
    [InlineData("/policy set thing remvoe needs:none", "Did you mean `thing remove`?")]
    [InlineData("/policy set nonsense here needs:none", "No command is called")]
    [InlineData("/policy set thing remove needs:approval by:boss", "“boss” is no role")]
    [InlineData("/policy set thing remove needs:reason by:admin", "belong to `needs:approval`")]
    [InlineData("/policy set thing remove needs:approval ttl:25h", "goes from 5m to 24h")]
    [InlineData("/policy set thing remove needs:reason hours:late", "are no hours")]
    [InlineData("/policy set thing remove needs:approval tier:platinum",
        "There is no tier “platinum”.")]
    [InlineData("/policy remove 1", "The policy has no rules.")]
    public async Task What_makes_no_rule_is_refused_with_a_way_on(string line, string sentence)
    {
        // What is to be typed stands in code, so the sentence reads without its back quotes.
        Assert.Contains(sentence.Replace("`", "", StringComparison.Ordinal), (await Run(Adam, $"{line} reason:\"trying\"")).Text,
            StringComparison.Ordinal);
        Assert.Equal(0, await Find<long>("select count(*) from approvals"));
    }
}
