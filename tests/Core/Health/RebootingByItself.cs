using OpsBot.Core.Health;
using OpsBot.Tests.Testing;
using static OpsBot.Core.Health.HealthState;

namespace OpsBot.Tests.Core.Health;

public sealed class RebootingByItself(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    Ward ward = null!;
    RentedServer server = null!;

    // Each test has a fleet of its own: one that may be ill, and three that are well.
    public async ValueTask InitializeAsync()
    {
        await desk.Execute("update servers set state = 'off', state_before = null where purpose = 'organization'", new { });
        await desk.Execute(
            "update alerts set state = 'resolved', resolved_at = @Now, snoozed_until = null, snooze_reason = null "
                + "where state <> 'resolved'",
            new { });
        await desk.Execute("update alert_members set left_at = @Now where left_at is null", new { });
        // Older than any brake looks back.
        await desk.Execute("update auto_reboots set asked_at = asked_at - interval '3 days'", new { });
        ward = new((sql, args) => desk.Execute(sql, args!), desk.Clock, at => desk.Get<HealthIncidents>().Round(at, Cancel));
        foreach (var region in new[] { "hel1", "fsn1", "hil1" }) await ward.Add($"well-{Guid.CreateVersion7():n}", region);
        server = await Rent();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task<RentedServer> Rent()
    {
        var rented = await desk.Rent();
        await ward.Add(rented.Name, rented.Id);
        return rented;
    }

    async Task Rounds(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await ward.Round((server.Name, Unreachable));
            await desk.RunJobs();
        }
    }

    IReadOnlyList<string> Reboots() => [.. desk.DoneTo(server).Where(action => action is "reboot_server" or "reset_server")];

    Task<IReadOnlyList<string>> Lines(string kind = "not_rebooted") => desk.All<string>(
        """
        select   l.text
        from     alert_lines l
        join     alerts a on a.id = l.alert_id
        where    a.target_id = @Id and l.kind = @kind
        order by l.id
        """, new { Id = server.Id.Value, kind });

    [Fact]
    public async Task Six_bad_rounds_are_a_reboot_by_OpsBot_that_is_audited_and_told()
    {
        await Rounds(5);
        Assert.Empty(Reboots());
        await Rounds(1);
        Assert.Equal(["reboot_server"], Reboots());
        Assert.Equal(["vps reboot started", "vps reboot done"], await desk.AuditOf(server));
        Assert.Equal("opsbot:health", await desk.One<string>("select distinct body::jsonb ->> 'account' from audit where target_id = @Id",
            new { Id = server.Id.Value }));
        Assert.Equal(["OpsBot reboots it: its system is asked to."], await Lines("auto_reboot"));
        await ward.Round();
        await ward.Round();
        Assert.Equal("t 5", await desk.One<string>(
            "select left(helped::text, 1) || ' ' || extract(minutes from settled_at - asked_at) from auto_reboots where server_id = @Id",
            new { Id = server.Id.Value }));
        Assert.Contains("It was well 5 min ", string.Join(' ', await Lines("auto_reboot")), StringComparison.Ordinal);
        Assert.Equal("resolved", await desk.One<string>("select state from alerts where target_id = @Id", new { Id = server.Id.Value }));
    }

    [Fact]
    public async Task The_same_round_twice_and_by_two_workers_is_one_reboot()
    {
        await Rounds(5);
        await ward.Round((server.Name, Unreachable));
        var at = desk.Clock.GetUtcNow();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => desk.Get<HealthIncidents>().Round(at, Cancel)));
        await desk.RunJobs();
        await desk.Get<HealthIncidents>().Round(at, Cancel);
        await desk.RunJobs();
        Assert.Single(Reboots());
    }

    [Fact]
    public async Task It_is_asked_first_and_its_power_is_cut_an_hour_later_and_then_it_is_left_to_people()
    {
        await Rounds(40);
        Assert.Equal(["reboot_server", "reset_server"], Reboots());
        var asked = await desk.All<DateTime>("select asked_at from auto_reboots where server_id = @Id order by asked_at",
            new { Id = server.Id.Value });
        Assert.InRange(asked[1] - asked[0], TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(66));
        Assert.Equal(
            [
                "Not rebooted: it was rebooted less than 60 minutes ago.",
                "Not rebooted: 2 reboots did not help. OpsBot tries again once it was healthy for a day or a person rebooted it.",
            ], await Lines());
        // Nor on another day.
        desk.Clock.Advance(TimeSpan.FromDays(2));
        await Rounds(3);
        Assert.Equal(2, Reboots().Count);
        // A person who does so says that it is worth it.
        await desk.Ask("adam", $"/vps reboot {server.Name}", because: "the disk was replaced");
        await desk.RunJobs();
        await Rounds(14);
        Assert.Equal(["reboot_server", "reset_server", "reboot_server", "reboot_server"], Reboots());
    }

    [Fact]
    public async Task Two_a_day_are_enough_although_they_helped()
    {
        for (var i = 0; i < 3; i++)
        {
            await Rounds(6);
            for (var j = 0; j < 20; j++) await ward.Round();
        }
        Assert.Equal(2, Reboots().Count);
        Assert.Contains("Not rebooted: it had 2 reboots within 24 hours already.", await Lines());
    }

    [Fact]
    public async Task Whoever_was_never_seen_healthy_for_a_day_is_not_rebooted()
    {
        await desk.Execute("update server_health set was_well_at = null, well_since = null where server_id = @Id",
            new { Id = server.Id.Value });
        await Rounds(12);
        Assert.Empty(Reboots());
        Assert.Equal(["Not rebooted: these probes have never seen it healthy for a whole day, so they may be what is wrong."],
            await Lines());
    }

    [Fact]
    public async Task What_is_maintained_is_not_rebooted()
    {
        await Rounds(3);
        await desk.Execute(
            """
            insert into maintenances (id, scope, target_id, target_name, reason, starts_at, ends_at, set_at)
            values (gen_random_uuid(), 'server', @Id, 'x', 'new disk', @Now, @Now + interval '50 minutes', @Now)
            """, new { Id = server.Id.Value });
        await Rounds(8);
        Assert.Empty(Reboots());
        Assert.Equal(["Not rebooted: it is maintained."], await Lines());
        await Rounds(3);
        Assert.Single(Reboots());
    }

    [Fact]
    public async Task What_comes_and_goes_is_not_rebooted()
    {
        foreach (var health in new[] { Unhealthy, Healthy, Unhealthy, Healthy, Unhealthy }) await ward.Round((server.Name, health));
        await Rounds(5);
        Assert.Empty(Reboots());
        Assert.Equal(["Not rebooted: it comes and goes by itself."], await Lines());
    }

    [Fact]
    public async Task Nobody_is_rebooted_while_much_of_the_fleet_fails()
    {
        var others = ward.Names.Where(name => name.StartsWith("well-", StringComparison.Ordinal)).Take(1).ToList();
        for (var i = 0; i < 12; i++) await ward.Round((server.Name, Unreachable), (others[0], Unreachable));
        Assert.Empty(Reboots());
        Assert.Equal(["Not rebooted: more than 40 % of all servers fail."], await Lines());
    }

    [Fact]
    public async Task Nobody_is_rebooted_while_many_fail_together()
    {
        for (var i = 0; i < 5; i++) await ward.Add($"sin-{Guid.CreateVersion7():n}", "sin");
        for (var i = 0; i < 12; i++) await ward.Add($"ash-{Guid.CreateVersion7():n}", "ash");
        var ill = ward.Names.Where(name => name.StartsWith("sin-", StringComparison.Ordinal)).Append(server.Name)
            .ToDictionary(name => name, _ => Unreachable);
        for (var i = 0; i < 8; i++) await ward.Round(ill);
        Assert.Empty(Reboots());
        Assert.Equal(["Not rebooted: many servers fail together, and a reboot does not mend what they share."], await Lines());
    }

    [Fact]
    public async Task No_more_than_three_within_ten_minutes_over_all_servers()
    {
        for (var i = 0; i < 16; i++) await ward.Add($"ash-{Guid.CreateVersion7():n}", "ash");
        List<RentedServer> all = [server, await Rent(), await Rent(), await Rent()];
        var ill = all.ToDictionary(one => one.Name, _ => Unreachable);
        for (var i = 0; i < 6; i++) await ward.Round(ill);
        Assert.Equal(3, await desk.One<long>("select count(*) from auto_reboots where asked_at > @Since",
            new { Since = desk.Clock.GetUtcNow().UtcDateTime.AddMinutes(-40) }));
        for (var i = 0; i < 3; i++) await ward.Round(ill);
        Assert.Equal(4, await desk.One<long>("select count(*) from auto_reboots where asked_at > @Since",
            new { Since = desk.Clock.GetUtcNow().UtcDateTime.AddMinutes(-60) }));
        await desk.RunJobs();
    }

    [Fact]
    public async Task What_its_provider_works_on_or_has_switched_off_is_left_alone()
    {
        lock (desk.Cloud.Gate) desk.Cloud.Stop(server.Cloud);
        await Rounds(8);
        Assert.Empty(Reboots());
        Assert.Equal(["Not rebooted: Hetzner says that it is off."], await Lines());
    }

    [Fact]
    public async Task What_a_person_has_ended_is_theirs()
    {
        await Rounds(4);
        var number = await desk.One<long>("select max(number) from alerts", null);
        await desk.Ask("olivia", $"/alert resolve {number}", because: "we move it away");
        await Rounds(8);
        Assert.Empty(Reboots());
    }

    [Fact]
    public async Task A_reboot_that_fails_is_told_and_counts_as_one_that_did_not_help()
    {
        await Rounds(5);
        await ward.Round((server.Name, Unreachable));
        desk.Vanish(server);
        await desk.RunJobs();
        await ward.Round((server.Name, Unreachable));
        Assert.StartsWith("The reboot failed: ", Assert.Single(await Lines("reboot_failed")), StringComparison.Ordinal);
        Assert.Equal(["vps reboot started", "vps reboot failed"], await desk.AuditOf(server));
    }

    [Fact]
    public async Task It_is_one_reboot_however_often_a_worker_dies()
    {
        await Rounds(5);
        await ward.Round((server.Name, Unreachable));
        await desk.RunJobsThroughDeaths();
        Assert.Single(Reboots());
    }

    [Fact]
    public async Task A_person_may_cut_the_power_whatever_the_brakes_say()
    {
        await desk.Ask("adam", $"/vps reboot {server.Name} hard:true", because: "it does not answer");
        await desk.RunJobs();
        Assert.Equal(["reset_server"], Reboots());
    }
}
