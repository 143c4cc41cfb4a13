using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

public sealed class TryingThePolicy(Postgres postgres) : ApprovalTest(postgres)
{
    static readonly Guard anAdmin = By(Role.Admin);

    [Fact]
    public async Task A_test_says_what_would_be_asked_and_why_and_runs_nothing()
    {
        await Policy(new Rule("thing remove", By(Role.Admin, Role.SuperAdmin)) { Amount = new Money(100_00, Currency.Eur) },
            new Rule("thing *", Guard.Reason));
        var small = (await Run(Olivia, "/policy test /thing remove lamp amount:99.99")).Text;
        Assert.Contains("/thing remove needs a reason", small, StringComparison.Ordinal);
        Assert.Contains("Rule 2 fits", small, StringComparison.Ordinal);
        var large = (await Run(Olivia, "/policy test \"/thing remove lamp amount:100\"")).Text;
        Assert.Contains("Rule 1 fits: thing remove, from €100.00", large, StringComparison.Ordinal);
        Assert.Contains("a super admin: Sam; an admin: Adam, Bea or Sam.", large, StringComparison.Ordinal);
        Assert.Contains("not enough people", (await Run(Sam, "/policy test thing remove lamp amount:100")).Text, StringComparison.Ordinal);
        Assert.True(await IsHere());
        Assert.Equal(0, await Find<long>("select count(*) from approvals"));
    }

    [Theory]
    [InlineData("/policy test /thing remove nothing", "There is no thing “nothing”.")]
    [InlineData("/policy test /thing polish lamp", "You could not run /thing polish: it needs an admin.")]
    [InlineData("/policy test /approval list", "It only reads")]
    [InlineData("/policy test /approval approve 9", "There is no approval request “9”.")]
    public async Task What_would_not_run_says_so(string line, string sentence) =>
        Assert.Contains(sentence, (await Run(Olivia, line)).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("*", "thing remove", true)]
    [InlineData("thing *", "thing remove", true)]
    [InlineData("thing *", "things remove", false)]
    [InlineData("thing remove", "thing remove", true)]
    [InlineData("thing remove", "thing remove-all", false)]
    [InlineData("refund *", "refund", true)]
    [InlineData("refund *", "refund all", true)]
    [InlineData("refund *", "refunds", false)]
    [InlineData("refund *", "refunds show", false)]
    [InlineData("refund", "refund all", false)]
    public void Patterns(string pattern, string operation, bool fits) => Assert.Equal(fits, Rule.Matches(pattern, operation));

    [Theory]
    [InlineData("22-06", 22, true)]
    [InlineData("22-06", 5, true)]
    [InlineData("22-06", 6, false)]
    [InlineData("22:00-06:00", 12, false)]
    [InlineData("9-17", 9, true)]
    [InlineData("9-17", 17, false)]
    [InlineData("18-0", 23, true)]
    [InlineData("18-24", 0, false)]
    public void Hours_of_the_day(string text, int hour, bool inside) =>
        Assert.Equal(inside, Hours.Parse(text).Value.Contain(new DateTimeOffset(2026, 3, 2, hour, 59, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("late")]
    [InlineData("25-3")]
    [InlineData("7-7")]
    [InlineData("0-24")]
    [InlineData("22")]
    public void What_are_no_hours(string text) => Assert.NotNull(Hours.Parse(text).Fault);

    [Fact]
    public void The_first_rule_that_fits_counts_and_conditions_all_have_to_hold()
    {
        var plan = new Plan(new Target("thing", Guid.Empty, "lamp"), "Remove lamp") { Amount = new Money(500_00, Currency.Eur),
            Tier = "Gold", Targets = 3 };
        var now = new DateTimeOffset(2026, 3, 2, 23, 0, 0, TimeSpan.Zero);
        int Counts(params Rule[] rules) =>
            Policies.Judge(new Policy(7, rules), "thing remove", Guard.None, plan, now, new Dictionary<int, Money>()).Number;

        Assert.Equal(0, Counts());
        Assert.Equal(2, Counts(new Rule("other *", anAdmin), new Rule("thing *", anAdmin), new Rule("*", anAdmin)));
        Assert.Equal(1, Counts(
            new Rule("*", anAdmin) { Amount = new Money(500_00, Currency.Eur), Tier = "gold", Targets = 3, Hours = new Hours(22, 6) }));
        Assert.Equal(0, Counts(new Rule("*", anAdmin) { Amount = new Money(500_01, Currency.Eur) }));
        Assert.Equal(0, Counts(new Rule("*", anAdmin) { Tier = "silver" }));
        Assert.Equal(0, Counts(new Rule("*", anAdmin) { Targets = 4 }));
        Assert.Equal(0, Counts(new Rule("*", anAdmin) { Hours = new Hours(6, 22) }));
        // Another currency cannot be compared: the careful side.
        Assert.Equal(1, Counts(new Rule("*", anAdmin) { Amount = new Money(900_00, Currency.Usd) }));
    }

    [Fact]
    public void Rules_come_back_from_the_database_as_they_went_in()
    {
        Rule[] rules = [new("thing *", By(Role.Admin, Role.SuperAdmin) with { TimeToLive = TimeSpan.FromHours(4) }) { Amount = new Money(1,
            Currency.Jpy), Hours = new Hours(22, 6), Tier = "gold", Targets = 2 }, new("*", Guard.None)];
        Assert.Equal(rules, Json.Read<IReadOnlyList<Rule>>(Json.Text<IReadOnlyList<Rule>>(rules)));
    }
}
