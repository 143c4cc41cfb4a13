using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers;

public sealed class ChartingAServer(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Its_health_is_the_worst_of_each_quarter_of_an_hour_and_ends_where_it_was_last_seen()
    {
        var server = await desk.Rent();
        await Was(server.Name, "healthy", hoursAgo: 20, before: null);
        await Was(server.Name, "unreachable", hoursAgo: 6, before: "healthy");
        await Was(server.Name, "healthy", hoursAgo: 5, before: "unreachable");
        await desk.Execute(
            """
            insert into server_health (server_id, health, since, seen_at)
            select id, 'healthy', @Now - interval '5 hours', @Now - interval '1 hour' from servers where name = @Name
            """, new { server.Name, Now });

        var chart = await Chart($"/vps chart {server.Name}");

        Assert.Equal(ChartKind.States, chart.Kind);
        var values = Assert.Single(chart.Series).Values;
        Assert.Equal(96, values.Count);
        Assert.Null(values[0]);
        Assert.Equal(3, values.Max());
        Assert.InRange(values.Count(value => value == 3), 4, 6);
        // Since an hour nobody looked.
        Assert.All(values.TakeLast(3), value => Assert.Null(value));
        Assert.Equal(0, values.Last(value => value is not null));
    }

    [Fact]
    public async Task What_was_never_looked_at_is_not_measured_yet()
    {
        var server = await desk.Rent();
        foreach (var line in new[] { "health 7d", "latency 30d", "disk 1h", "network" })
        {
            var chart = await Chart($"/vps chart {server.Name} {line}");
            Assert.DoesNotContain(chart.Series, series => series.Values.Any(value => value is not null));
        }
    }

    [Fact]
    public async Task Its_load_is_what_the_provider_saw_without_a_gap()
    {
        var server = await desk.Rent();
        foreach (var range in new[] { "1h", "24h", "7d", "30d" })
        {
            var chart = await Chart($"/vps chart {server.Name} cpu {range}");
            Assert.Equal("%", chart.Unit);
            Assert.Contains(chart.Series.Single().Values, value => value is not null);
        }
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_said_and_what_the_node_said_is_shown()
    {
        var server = await desk.Rent();
        await desk.Execute(
            """
            insert into node_metrics (server_id, at, cpu, disk)
            select id, @Now - interval '2 minutes', 42, 71 from servers where name = @Name
            """, new { server.Name, Now });
        desk.Cloud.Trouble.Absence.BreaksConnections = false;
        desk.Cloud.Trouble.GoAway(TimeSpan.FromHours(1));
        try
        {
            var reply = (await desk.Ask("olivia", $"/vps chart {server.Name} cpu 1h")).Reply!;
            Assert.Equal(42, reply.Parts.OfType<Chart>().Single().Series.Single().Values.Last(value => value is not null));
            Assert.NotEmpty(reply.Parts.OfType<Small>());
        }
        finally { desk.Cloud.Trouble.Absence.ComeBack(); }
        Assert.Equal(71, (await Chart($"/vps chart {server.Name} disk")).Series.Single().Values.Last(value => value is not null));
    }

    [Fact]
    public async Task Incidents_and_what_was_put_onto_it_are_marked()
    {
        var server = await desk.Rent();
        await desk.Execute(
            """
            with a as (
                insert into alerts (id, kind, cause, severity, heading, opened_at, changed_at)
                values (gen_random_uuid(), 'server', 'server:' || @Name, 'critical', 'x', @Now, @Now)
                returning id)
            insert into alert_members (alert_id, member_kind, member_id, name, joined_at)
            select a.id, 'server', s.id, s.name, @Now - interval '10 minutes' from a, servers s where s.name = @Name
            """, new { server.Name, Now });
        await desk.Ask("adam", $"/vps redeploy {server.Name} 1.8.4", because: "new release");
        var marks = (await Chart($"/vps chart {server.Name}")).Marks;
        Assert.Contains(marks, mark => mark.Kind == MarkKind.Incident && mark.Label.StartsWith('#') && mark.Until is not null);
        Assert.Contains(marks, mark => mark is { Kind: MarkKind.Deploy, Label: "Redeploy" });
    }

    [Fact]
    public async Task What_and_how_long_are_chosen_in_place_and_the_picture_is_a_file_when_asked_for()
    {
        var server = await desk.Rent();
        var reply = (await desk.Ask("olivia", $"/vps chart {server.Name} cpu 24h")).Reply!;
        var pickers = reply.Parts.OfType<Pickers>().Single().List;
        Assert.Equal(["Health", "Cpu", "Disk", "Network", "Latency"], pickers[0].Options.Select(option => option.Label));
        Assert.Equal(["Hour", "Day", "Week", "Month"], pickers[1].Options.Select(option => option.Label));
        Assert.Null(reply.Parts.OfType<Chart>().Single().SaveAs);
        var saved = (await desk.Ask("olivia", reply.Buttons.Single(button => button.Label == "Save").Command)).Reply!;
        Assert.Equal($"{server.Name}-cpu-day.png", saved.Parts.OfType<Chart>().Single().SaveAs);
    }

    async Task<Chart> Chart(string line) => (await desk.Ask("olivia", line)).Reply!.Parts.OfType<Chart>().Single();

    DateTimeOffset Now => desk.Clock.GetUtcNow();

    Task Was(string server, string health, int hoursAgo, string? before) => desk.Execute(
        """
        insert into health_changes (server_id, at, health, before)
        select id, @At, @health, @before from servers where name = @server
        """, new { server, health, before, At = Now.AddHours(-hoursAgo) });
}
