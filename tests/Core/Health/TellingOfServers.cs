using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Health;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;
using static OpsBot.Core.Health.HealthState;

namespace OpsBot.Tests.Core.Health;

public sealed class TellingOfServers(Postgres postgres) : OperationTest(postgres)
{
    Ward ward = null!;

    protected override void Register(IServiceCollection services) =>
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());

    protected override async Task Arrange()
    {
        await Execute("insert into channels (purpose, platform, channel_id) values ('alerts', 'slack', 'C0ALERTS')");
        ward = new(Execute, Clock, at => Get<HealthIncidents>().Round(at, Cancel));
        foreach (var name in new[] { "acme", "globex", "initech", "umbrella" }) await ward.Add(name);
    }

    // u unhealthy, x unreachable, d degraded, h healthy: what acme is, round by round, and which alerts have been opened in the end.
    [Theory]
    [InlineData("uu", "")]
    [InlineData("uuu", "critical open")]
    [InlineData("xux", "critical open")]
    [InlineData("uuhuu", "")]
    [InlineData("ddddd", "")]
    [InlineData("dddddd", "warning open")]
    [InlineData("dddddduuu", "critical open")]
    [InlineData("uuudd", "critical open")]
    [InlineData("uuuddd", "warning open")]
    [InlineData("uuuh", "critical open")]
    [InlineData("uuuhh", "critical resolved")]
    [InlineData("uuuhuhh", "critical resolved")]
    [InlineData("ddddddhh", "warning resolved")]
    [InlineData("uhuhu", "critical open")]
    [InlineData("uhuh", "")]
    [InlineData("uhuhuhhhhhh", "critical open")]
    [InlineData("uhuhuhhhhhhh", "critical resolved")]
    public async Task So_many_rounds_in_a_row_mean(string rounds, string alerts)
    {
        foreach (var round in rounds) await ward.Round(("acme", Of(round)));
        Assert.Equal(alerts, string.Join(", ", await List<string>(
            "select severity || ' ' || state from alerts where cause like 'server:%' order by number")));
    }

    static HealthState Of(char letter) => letter switch { 'u' => Unhealthy, 'x' => Unreachable, 'd' => Degraded, _ => Healthy };

    [Fact]
    public async Task One_message_tells_of_the_fall_and_of_the_rise()
    {
        for (var i = 0; i < 3; i++) await ward.Round(("acme", Unreachable));
        var key = await Find<string>("select key from messages where key like 'alert:%'");
        var card = await Said(key!);
        Assert.Contains("acme is unreachable", card.Text, StringComparison.Ordinal);
        Assert.Contains("Unreachable for 3 rounds in a row.", card.Text, StringComparison.Ordinal);
        await ward.Round();
        await ward.Round();
        card = await Said(key!);
        Assert.Contains("is over: acme is unreachable", card.Text, StringComparison.Ordinal);
        Assert.Contains("It is healthy again.", card.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Find<long>("select count(*) from messages where key like 'alert:%'"));
        Assert.Equal(["opened", "unhealthy", "recovered", "resolved"], await Lines());
    }

    [Fact]
    public async Task The_same_round_twice_is_harmless()
    {
        for (var i = 0; i < 3; i++) await ward.Round(("acme", Unreachable));
        var before = await Find<string>("select string_agg(a::text, '|') || (select string_agg(l::text, '|') from alert_lines l) from alerts a");
        await Get<HealthIncidents>().Round(Clock.GetUtcNow(), Cancel);
        Assert.Equal(before,
            await Find<string>("select string_agg(a::text, '|') || (select string_agg(l::text, '|') from alert_lines l) from alerts a"));
    }

    [Fact]
    public async Task A_server_that_flaps_all_night_is_one_message_that_is_edited_seldom()
    {
        for (var i = 0; i < 120; i++) await ward.Round(("acme", i % 2 == 0 ? Unhealthy : Healthy));
        Assert.Equal(["critical open true"], await List<string>("select severity || ' ' || state || ' ' || flaps from alerts"));
        Assert.Equal(1, await Find<long>("select count(*) from messages where key like 'alert:%'"));
        Assert.Equal(["opened", "flapping"], await Lines());
        for (var i = 0; i < 5; i++) await ward.Round();
        Assert.Equal("open", await Find<string>("select state from alerts"));
        for (var i = 0; i < 2; i++) await ward.Round();
        Assert.Equal("resolved", await Find<string>("select state from alerts"));
    }

    [Fact]
    public async Task A_round_that_counts_for_nothing_is_told_once_and_opens_and_ends_nothing_else()
    {
        for (var i = 0; i < 3; i++) await ward.Round(("acme", Unreachable));
        for (var i = 0; i < 5; i++) await ward.VoidRound("None of 2 controls answers.");
        Assert.Equal(["control open", "server open"],
            await List<string>("select split_part(cause, ':', 1) || ' ' || state from alerts order by 1"));
        Assert.Contains("OpsBot is cut off", (await Said((await Find<string>(
            "select 'alert:' || replace(id::text, '-', '') from alerts where cause = 'control'"))!)).Text, StringComparison.Ordinal);
        await ward.Round();
        Assert.Equal(["control resolved", "server open"],
            await List<string>("select split_part(cause, ':', 1) || ' ' || state from alerts order by 1"));
    }

    [Theory]
    [InlineData("update servers set state = 'off'", "It is not watched any more: it is off.")]
    [InlineData("update servers set state = 'deleted', deleted_at = now()", "It is not watched any more: deleted by OpsBot.")]
    [InlineData("update organizations set state = 'suspended'", "It is not watched any more: acme is suspended.")]
    public async Task What_nobody_watches_any_more_is_no_incident(string done, string resolution)
    {
        for (var i = 0; i < 3; i++) await ward.Round(("acme", Unreachable));
        await Execute($"{done} where {(done.Contains("servers") ? "name" : "slug")} = 'acme'");
        await ward.Round(("acme", Unreachable));
        Assert.Equal(resolution, await Find<string>("select resolution from alerts"));
    }

    [Fact]
    public async Task What_a_job_is_at_keeps_its_incident_until_it_was_looked_at_again()
    {
        for (var i = 0; i < 3; i++) await ward.Round(("acme", Unreachable));
        await Execute("update servers set state = 'busy', state_before = 'running', trail = gen_random_uuid() where name = 'acme'");
        for (var i = 0; i < 3; i++) await ward.Round(("acme", Unreachable));
        Assert.Equal("open", await Find<string>("select state from alerts"));
    }

    [Fact]
    public async Task What_is_maintained_opens_nothing_before_that_has_ended()
    {
        await Execute(
            """
            insert into maintenances (id, scope, target_id, target_name, reason, starts_at, ends_at, set_at)
            values (gen_random_uuid(), 'server', @Id, 'acme', 'new disk', @Now, @Until, @Now)
            """, new { Id = ward["acme"].Value, Now = Clock.GetUtcNow(), Until = Clock.GetUtcNow().AddMinutes(32) });
        for (var i = 0; i < 6; i++) await ward.Round(("acme", Unreachable));
        Assert.Empty(await List<string>("select cause from alerts"));
        await ward.Round(("acme", Unreachable));
        Assert.Single(await List<string>("select cause from alerts"));
    }

    [Fact]
    public async Task What_a_person_has_ended_is_told_again_only_after_it_was_well_or_got_worse()
    {
        for (var i = 0; i < 6; i++) await ward.Round(("acme", Degraded));
        await Execute("update alerts set state = 'resolved', resolved_at = @Now, resolved_by = @Id, resolution = 'known'",
            new { Now = Clock.GetUtcNow(), Olivia.Id });
        await Execute("update alert_members set left_at = @Now", new { Now = Clock.GetUtcNow() });
        for (var i = 0; i < 12; i++) await ward.Round(("acme", Degraded));
        Assert.Equal(["resolved"], await List<string>("select state from alerts"));
        for (var i = 0; i < 3; i++) await ward.Round(("acme", Unreachable));
        Assert.Equal(["resolved", "open"], await List<string>("select state from alerts order by number"));
    }

    Task<IReadOnlyList<string>> Lines() => List<string>("select kind from alert_lines where kind <> 'called' order by id");
}
