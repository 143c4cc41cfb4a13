using OpsBot.Core.Health;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;
using static OpsBot.Core.Health.HealthState;

namespace OpsBot.Tests.Core.Health;

/// <summary>What <see cref="ShowAlertRules"/> shows and <see cref="SetAlertRule"/> changes.</summary>
public sealed class ChangingTheRulesOfAlerts(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await desk.Execute("delete from alert_rules", new { });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    Task<IReadOnlyList<string>> Set() => desk.All<string>("select name || ' ' || value from alert_rules order by name", null);

    [Fact]
    public async Task Each_is_shown_as_it_comes_or_with_who_set_it()
    {
        await desk.Agreed("adam", "/alert rule set reboot-after 12", "sam");
        var rules = await desk.Ask("olivia", "/alert rules");
        Assert.All(HealthRules.All, rule => Assert.Contains($"{rule.Name}: ", rules.Text, StringComparison.Ordinal));
        Assert.Contains("reboot-after: 12 rounds", rules.Text, StringComparison.Ordinal);
        Assert.Contains("As it comes it is 6; set by Adam, ", rules.Text, StringComparison.Ordinal);
        Assert.Contains("incident-after: 3 rounds", rules.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_a_second_person_and_counts_from_then_on()
    {
        Assert.Equal(OutcomeKind.Waiting, (await desk.Ask("adam", "/alert rule set fold-share 50", because: "too eager")).Kind);
        Assert.Empty(await Set());
        await desk.Ask("sam", $"/approval approve {await desk.One<long>("select max(number) from approvals", null)}");
        Assert.Equal(["fold-share 50"], await Set());
        Assert.Contains("is 50 % already", (await desk.Ask("adam", "/alert rule set fold-share 50", because: "again")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_may_not()
    {
        Assert.Contains("needs an admin", (await desk.Ask("olivia", "/alert rule set fold-share 50", because: "let me")).Text,
            StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await Set());
    }

    [Theory]
    [InlineData("reboots-a-day 0", "goes from 1 to 10 reboots")]
    [InlineData("reboot-fleet 101", "goes from 1 to 100 %")]
    [InlineData("reboot-aftr 5", "Did you mean reboot-after?")]
    public async Task What_is_out_of_bounds_or_unknown_is_refused_and_changes_nothing(string rule, string why)
    {
        Assert.Contains(why, (await desk.Ask("adam", $"/alert rule set {rule}", because: "to try it")).Text, StringComparison.Ordinal);
        Assert.Empty(await Set());
    }

    [Fact]
    public async Task Before_anybody_agrees_it_says_what_last_week_would_have_been()
    {
        await desk.Execute("delete from health_changes", new { });
        await desk.Execute("delete from server_health", new { });
        var ward = new Ward((sql, args) => desk.Execute(sql, args!), desk.Clock, _ => Task.CompletedTask);
        for (var i = 0; i < 20; i++) await ward.Add($"week-{i}");
        foreach (var (server, rounds) in new[] { (0, 8), (1, 8), (2, 8), (3, 14), (4, 14), (5, 2) })
        {
            for (var i = 0; i < rounds; i++) await ward.Round(($"week-{server}", Unreachable));
            for (var i = 0; i < 3; i++) await ward.Round();
        }
        var plan = await desk.Ask("adam", "/alert rule set reboot-after 12 --dry-run", because: "so many");
        Assert.Contains("it would have rebooted 2 instead of 5, and told of 5 incidents as before", plan.Text, StringComparison.Ordinal);
        plan = await desk.Ask("adam", "/alert rule set incident-after 2 --dry-run", because: "so many");
        Assert.Contains("told of 6 instead of 5 incidents", plan.Text, StringComparison.Ordinal);
    }
}
