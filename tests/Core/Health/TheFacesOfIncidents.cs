using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Health;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;
using static OpsBot.Core.Health.HealthState;

namespace OpsBot.Tests.Core.Health;

public sealed class TheFacesOfIncidents(Postgres postgres) : OperationTest(postgres)
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

    async Task<Reply> Card()
    {
        for (var i = 0; i < 3; i++) await ward.Round(("acme", Unreachable));
        return (await Said((await Find<string>("select key from messages where key like 'alert:%'"))!))!;
    }

    // Some helped after so many seconds, some did not.
    async Task Rebooted(string name, params IReadOnlyList<int?> took)
    {
        foreach (var seconds in took)
            await Execute(
                """
                insert into auto_reboots (id, server_id, hard, asked_at, helped, settled_at)
                values (gen_random_uuid(), @Id, false, @At, @Helped, @At + make_interval(secs => @Took))
                """,
                new
                {
                    Id = ward[name].Value, At = Clock.GetUtcNow().AddDays(-30), Helped = seconds is not null,
                    Took = (double)(seconds ?? 1800),
                });
    }

    [Fact]
    public async Task One_server_says_which_services_answer_whom_it_hits_and_what_helps()
    {
        var card = await Card();
        Assert.Contains("Services: 🔴 Convex  🔴 web  🔴 mail", card.Text, StringComparison.Ordinal);
        Assert.Contains("Hits: acme (starter)", card.Text, StringComparison.Ordinal);
        Assert.Contains("Server: cx23 in nbg1, €3.49 a month", card.Text, StringComparison.Ordinal);
        Assert.Single(card.Parts.OfType<Chart>());
        Assert.Equal(["/maintenance start acme for:1h", "/vps reboot acme", "/why acme"],
            card.Buttons.Select(button => button.Command).Where(line => line.Contains("acme", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_odds_of_a_reboot_are_of_this_very_server_where_it_had_some()
    {
        await Rebooted("acme", 60, 70, null, 80);
        await Rebooted("globex", null, null, null, null);
        Assert.Contains("Reboot helped 3 of 4 times here, usually 1 min 10 s.", (await Card()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Else_they_are_those_of_its_type_and_then_of_all()
    {
        await Rebooted("acme", 60);
        await Rebooted("globex", 90, 90, null);
        Assert.Contains("Reboot helped 3 of 4 times on servers of type cx23, usually 1 min 30 s.", (await Card()).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_few_nothing_is_said()
    {
        await Rebooted("globex", 90, null);
        Assert.Contains("Too few reboots of ill servers are known", (await Card()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_rebooted_while_it_was_ill_counts_and_what_they_rebooted_else_does_not()
    {
        var at = Clock.GetUtcNow().AddDays(-10);
        for (var i = 0; i < 4; i++)
            await Execute(
                """
                with a as (
                    insert into alerts (id, kind, cause, severity, heading, state, opened_at, resolved_at, changed_at)
                    values (gen_random_uuid(), 'server', 'server:x' || @i, 'critical', 'x', 'resolved', @At, @At + interval '2 hours', @At)
                    returning id),
                m as (
                    insert into alert_members (alert_id, member_kind, member_id, name, joined_at, left_at)
                    select id, 'server', @Id, 'acme', @At, @At + interval '2 hours' from a),
                c as (
                    insert into health_changes (server_id, at, health, before)
                    select @Id, @At + interval '1 hour 2 minutes', 'healthy', 'unreachable' where @i < 3)
                insert into jobs (id, operation, arguments, target_kind, target_id, target_label, trail, operator_id, message_key, heading,
                                  state, not_before, created_at, finished_at)
                select gen_random_uuid(), 'vps reboot', '{}', 'server', @Id, 'acme', gen_random_uuid(), @Who, 'k', 'h', 'succeeded', t, t, t
                from   unnest(array[@At + interval '1 hour', @At + interval '5 hours']) t
                """, new { i, Id = ward["acme"].Value, Who = Adam.Id.Value, At = at.AddDays(i) });
        Assert.Contains("Reboot helped 3 of 4 times here, usually 2 min.", (await Card()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_say_who_pays_most()
    {
        for (var i = 0; i < 7; i++) await ward.Add($"sin-{i}", "sin", price: 1000 + i * 100);
        var ill = ward.Names.Where(name => name.StartsWith("sin", StringComparison.Ordinal)).ToDictionary(name => name, _ => Unreachable);
        for (var i = 0; i < 3; i++) await ward.Round(ill);
        var card = await Said((await Find<string>("select key from messages where key like 'alert:%'"))!);
        Assert.Contains("sin-6 | sin-6 | unreachable | €16.00", card.Text, StringComparison.Ordinal);
        Assert.Contains("and 2 more", card.Text, StringComparison.Ordinal);
        Assert.Contains(card!.Buttons, button => button.Command == "/vps list region:sin");
    }
}
