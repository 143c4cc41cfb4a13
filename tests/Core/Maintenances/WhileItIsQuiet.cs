using OpsBot.Core.Health;
using OpsBot.Tests.Testing;
using static OpsBot.Core.Health.HealthState;

namespace OpsBot.Tests.Core.Maintenances;

public sealed class WhileItIsQuiet(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    Ward ward = null!;
    RentedServer server = null!;

    // Each test has a fleet of its own: one that may be ill, and three that are well.
    public async ValueTask InitializeAsync()
    {
        await desk.Execute("update servers set state = 'off', state_before = null where purpose = 'organization'", new { });
        await desk.Execute("update alerts set state = 'resolved', resolved_at = @Now where state <> 'resolved'", new { });
        await desk.Execute("update alert_members set left_at = @Now where left_at is null", new { });
        ward = new((sql, args) => desk.Execute(sql, args!), desk.Clock,
            at => desk.Get<HealthIncidents>().Round(at, TestContext.Current.CancellationToken));
        foreach (var region in new[] { "hel1", "fsn1", "hil" }) await ward.Add($"well-{Guid.CreateVersion7():n}", region);
        server = await desk.Rent();
        await ward.Add(server.Name, server.Id);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task Fails(int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            await ward.Round((server.Name, Unreachable));
            await desk.RunJobs();
            await desk.MaintenanceMinute();
        }
    }

    Task<long> Alerts() => desk.One<long>("select count(*) from alerts where target_id = @Id", new { Id = server.Id.Value });

    [Fact]
    public async Task Nobody_is_called_and_nothing_rebooted_and_it_is_measured_and_heard_afterwards()
    {
        var number = await desk.Started(server.Name, "for:1h");
        await Fails(11);
        Assert.Equal(0, await Alerts());
        Assert.DoesNotContain(desk.DoneTo(server), action => action is "reboot_server" or "reset_server");
        Assert.Equal("unreachable 11", await desk.One<string>(
            "select health || ' ' || bad_rounds from server_health where server_id = @Id", new { Id = server.Id.Value }));
        await Fails(2);
        var over = await desk.MaintenanceCard(number);
        Assert.Contains("is over", over!.Heading, StringComparison.Ordinal);
        Assert.Contains($"{server.Name} was unreachable", over.Text, StringComparison.Ordinal);
        Assert.Contains("calls from now on", over.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Alerts());
    }

    [Fact]
    public async Task What_is_well_again_is_told_at_the_end_and_calls_nobody()
    {
        var number = await desk.Started(server.Name, "for:1h");
        await Fails(5);
        for (var i = 0; i < 8; i++) await ward.Round();
        await desk.MaintenanceMinute();
        Assert.Contains("it is healthy again", (await desk.MaintenanceCard(number))!.Text, StringComparison.Ordinal);
        Assert.Equal(0, await Alerts());
    }

    [Fact]
    public async Task What_is_planned_is_told_an_hour_before_and_once_and_begins_and_ends_by_itself()
    {
        var number = await desk.Started(server.Name, $"for:1h at:{desk.Clock.GetUtcNow().AddHours(3):yyyy-MM-dd'T'HH:mm}");
        await desk.MaintenanceMinute();
        Assert.Null(await desk.MaintenanceCard(number));
        Assert.False(await desk.IsMaintained(server.Id.Value));
        desk.Clock.Advance(TimeSpan.FromHours(2));
        await desk.MaintenanceMinute();
        Assert.Contains("is planned", (await desk.MaintenanceCard(number))!.Heading, StringComparison.Ordinal);
        var told = await Told(number);
        await desk.MaintenanceMinute();
        Assert.Equal(told, await Told(number));
        desk.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await desk.IsMaintained(server.Id.Value));
        await desk.MaintenanceMinute();
        Assert.Contains("is on", (await desk.MaintenanceCard(number))!.Heading, StringComparison.Ordinal);
        desk.Clock.Advance(TimeSpan.FromHours(1));
        Assert.False(await desk.IsMaintained(server.Id.Value));
        await desk.MaintenanceMinute();
        await desk.MaintenanceMinute();
        var card = await desk.MaintenanceCard(number);
        Assert.Contains("is over", card!.Heading, StringComparison.Ordinal);
        Assert.Contains("Nothing failed meanwhile.", card.Text, StringComparison.Ordinal);
    }

    Task<string> Told(long number) => desk.One<string>(
        """
        select string_agg(x.version::text, ' ')
        from   messages x
        join   maintenances m on x.key = 'maintenance:' || replace(m.id::text, '-', '')
        where  m.number = @number
        """, new { number });

    [Fact]
    public async Task What_is_taken_back_before_anybody_knew_is_never_told()
    {
        var number = await desk.Started(server.Name, $"for:1h at:{desk.Clock.GetUtcNow().AddHours(3):yyyy-MM-dd'T'HH:mm}");
        Assert.Contains("taken back", (await desk.Ask("olivia", $"/maintenance end {number}")).Text, StringComparison.Ordinal);
        desk.Clock.Advance(TimeSpan.FromHours(5));
        await desk.MaintenanceMinute();
        Assert.Null(await desk.MaintenanceCard(number));
    }
}
