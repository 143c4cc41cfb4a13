using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Organizations;

/// <summary>Of an organization with a server of its own, which becomes another type where the tier needs that.</summary>
public sealed class ChangingTheTier(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        desk.Cloud.MostServers = 100;
        desk.Cloud.Restock();
        desk.Cloud.Forget();
        await desk.Get<CatalogueReading>().Round(Cancel);
    }

    public ValueTask DisposeAsync() => default;

    CloudServer? There(RentedServer server) => desk.Cloud.Servers.SingleOrDefault(one => one.Id == server.Cloud.Id);

    /// <summary>"starter cx23 running": the tier, what the record says of the server, and what it does.</summary>
    Task<string> Stands(RentedServer server) => desk.One<string>(
        """
        select o.tier || ' ' || s.type || ' ' || s.state from organizations o join servers s on s.organization_id = o.id
        where  o.slug = @Name
        """, new { server.Name });

    Task<Outcome> Change(RentedServer server, string to = "growth", string options = "") =>
        desk.Ask("adam", $"/org change-tier {server.Name} {to}{options}", because: "they outgrew it");

    /// <summary>A tier that is made of that type alone.</summary>
    async Task<string> Tier(string slug, string type)
    {
        await desk.Execute(
            """
            with t as (
                insert into tiers (id, slug, name, cpus, memory_gb, disk_gb, price_minor, currency, created_at)
                values (gen_random_uuid(), @slug, @slug, 2, 4, 40, 3500, 'EUR', @Now) returning id)
            insert into tier_types (tier_id, position, type) select id, 1, @type from t
            """, new { slug, type });
        return slug;
    }

    async Task<Reply> Said(RentedServer server) =>
        (await desk.At("channel:COPS")).Last(reply => reply.Heading.StartsWith(server.Name, StringComparison.Ordinal));

    [Fact]
    public async Task The_server_goes_off_becomes_the_type_comes_on_and_the_price_follows()
    {
        var server = await desk.Rent();
        var planned = await Change(server, options: " --dry-run");
        Assert.Contains("Price a month: €28.00 → €60.00", planned.Text, StringComparison.Ordinal);
        Assert.Contains("Server type: cx23 → cx33", planned.Text, StringComparison.Ordinal);
        Assert.Contains("away for", planned.Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Change(server)).Kind);
        Assert.Equal("starter cx23 busy", await Stands(server));
        Assert.Equal(OutcomeKind.Refused, (await Change(server)).Kind);
        await desk.RunJobs();
        Assert.Equal("growth cx33 running", await Stands(server));
        Assert.Equal(("cx33", 40, "running"), (There(server)!.Type.Name, There(server)!.PrimaryDisk, There(server)!.Status));
        Assert.Single(desk.DoneTo(server), "shutdown_server");
        Assert.Single(desk.DoneTo(server), "change_server_type");
        Assert.Equal(["org change-tier started", "org change-tier refused", "org change-tier done"], await desk.AuditOf(server.Name));
        Assert.Contains($"was cx23 and is cx33", (await Said(server)).Text, StringComparison.Ordinal);
        // Whoever asks next reads how long the last ones took.
        Assert.Contains("as the last", (await Change(server, "starter", " --dry-run")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_grew_and_a_picture_from_before_are_there_where_they_were_wished_for()
    {
        var server = await desk.Rent();
        await Change(server, options: " disk:grow snapshot:yes");
        await desk.RunJobs();
        Assert.Equal(80, There(server)!.PrimaryDisk);
        var picture = Assert.Single(desk.Cloud.Pictures, one => one.OfServer == server.Cloud.Id);
        Assert.Equal("resize cx23", await desk.One<string>(
            "select made_for || ' ' || type from snapshots where provider_id = @Id", new { Id = $"{picture.Id}" }));
        var back = await Change(server, await Tier($"small-{server.Name}", "cx23"));
        Assert.Equal(OutcomeKind.Refused, back.Kind);
        Assert.Contains("has a disk of 80 GB, and cx23 has 40 GB: a disk does not shrink.", back.Text, StringComparison.Ordinal);
        Assert.Equal("growth cx33 running", await Stands(server));
    }

    [Fact]
    public async Task A_tier_that_the_server_is_large_enough_for_changes_at_once_and_leaves_it_as_it_is()
    {
        var server = await desk.Rent();
        var club = await Tier($"club-{server.Name}", "cx23");
        Assert.Equal(OutcomeKind.Done, (await Change(server, club)).Kind);
        Assert.Equal($"{club} cx23 running", await Stands(server));
        Assert.Empty(desk.DoneTo(server));
    }

    [Fact]
    public async Task Another_architecture_and_what_is_not_to_be_had_there_are_refused_with_what_is()
    {
        var server = await desk.Rent();
        var arm = await Tier($"arm-{server.Name}", "cax11");
        Assert.Contains("a server keeps its architecture", (await Change(server, arm)).Text, StringComparison.Ordinal);
        desk.Cloud.SellOut("nbg1");
        await desk.Get<CatalogueReading>().Round(Cancel);
        var gone = await Change(server);
        Assert.Equal(OutcomeKind.Refused, gone.Kind);
        Assert.Contains("Growth cannot be had in Nuremberg now. It can in", gone.Text, StringComparison.Ordinal);
        Assert.Equal("starter cx23 running", await Stands(server));
    }

    [Fact]
    public async Task A_system_that_does_not_hear_has_its_power_cut_after_90_seconds()
    {
        var server = await desk.Rent();
        There(server)!.IgnoresShutdown = true;
        await Change(server);
        await desk.RunJobs();
        Assert.Equal("growth cx33 running", await Stands(server));
        Assert.Single(desk.DoneTo(server), "stop_server");
    }

    [Theory]
    [InlineData("shutdown_server"), InlineData("change_server_type"), InlineData("start_server")]
    public async Task An_action_that_says_for_an_hour_that_it_runs_keeps_nothing_waiting(string command)
    {
        var server = await desk.Rent();
        desk.Cloud.Next(ActionFate.Sticks, command);
        var began = desk.Clock.GetUtcNow();
        await Change(server);
        await desk.RunJobs();
        Assert.Equal("growth cx33 running", await Stands(server));
        Assert.True(desk.Clock.GetUtcNow() - began < TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task What_somebody_does_to_it_in_the_console_meanwhile_is_waited_for()
    {
        var server = await desk.Rent();
        await Change(server);
        await desk.Get<IProvider>().Do($"{server.Cloud.Id}", MachineAct.Reboot, Cancel);
        await desk.RunJobs();
        Assert.Equal("growth cx33 running", await Stands(server));
    }

    [Fact]
    public async Task What_does_not_become_the_type_comes_on_again_as_it_was()
    {
        var server = await desk.Rent();
        for (var tries = 0; tries < 3; tries++) desk.Cloud.Next(ActionFate.Fails, "change_server_type");
        await Change(server);
        await desk.RunJobs();
        Assert.Equal("starter cx23 running", await Stands(server));
        Assert.Equal(("cx23", "running"), (There(server)!.Type.Name, There(server)!.Status));
        Assert.Equal($"{server.Name} stays on Starter", (await Said(server)).Heading);
        Assert.Contains("is what it was (cx23), and runs.", (await Said(server)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_sells_out_in_the_middle_comes_on_again_as_it_was()
    {
        var server = await desk.Rent();
        await Change(server);
        desk.Cloud.SellOut("nbg1", "cx33");
        await desk.RunJobs();
        Assert.Equal("starter cx23 running", await Stands(server));
        Assert.Equal("running", There(server)!.Status);
    }

    [Fact]
    public async Task One_that_vanishes_in_the_middle_is_said_to_be_gone()
    {
        var server = await desk.Rent();
        await Change(server);
        await desk.Next();
        desk.Vanish(server);
        await desk.RunJobs();
        Assert.Equal("starter cx23 error", await Stands(server));
        Assert.Contains("it is not there at Hetzner", (await Said(server)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Called_off_in_whichever_step_it_runs_and_the_record_says_what_it_is()
    {
        for (var looks = 1; looks <= 30; looks++)
        {
            var server = await desk.Rent();
            await Change(server, options: " snapshot:yes");
            for (var look = 0; look < looks; look++) await desk.Next();
            var number = await desk.One<long>("select max(number) from jobs", null);
            var asked = await desk.Ask("adam", $"/job cancel {number}", because: "not today");
            await desk.RunJobs();
            desk.Clock.Advance(TimeSpan.FromMinutes(2));
            var there = There(server)!;
            Assert.Equal("running", there.Status);
            var tier = there.Type.Name == "cx33" ? "growth" : "starter";
            Assert.Equal($"{tier} {there.Type.Name} running", await Stands(server));
            Assert.Equal(there.Type.Name == "cx33" ? 1 : 0, desk.Cloud.Pictures.Count(one => one.OfServer == server.Cloud.Id));
            if (asked.Kind == OutcomeKind.Refused) return;
        }
        Assert.Fail("It never came to its end.");
    }

    [Fact]
    public async Task An_operator_may_not_and_nobody_while_the_server_is_being_worked_on()
    {
        var server = await desk.Rent();
        Assert.Equal(OutcomeKind.Refused,
            (await desk.Ask("olivia", $"/org change-tier {server.Name} growth", because: "they outgrew it")).Kind);
        await desk.Execute("update servers set state = 'busy', state_before = 'running' where id = @Id", new { Id = server.Id.Value });
        Assert.Contains("is busy right now", (await Change(server)).Text, StringComparison.Ordinal);
        Assert.Equal("starter cx23 busy", await Stands(server));
    }
}
