using OpsBot.Core.Servers.Orphans;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers.Orphans;

/// <summary>A desk of its own for each: what costs at the provider is everybody's.</summary>
public sealed class FindingOrphans(Postgres postgres) : OrphanTest(postgres)
{
    [Fact]
    public async Task What_no_record_knows_is_listed_with_its_cost_and_told_once()
    {
        var known = await Desk.Rent();
        var server = Put("build-7", "gone-job");
        var volume = PutVolume("scratch");
        await Look();
        var listed = (await Desk.Ask("olivia", "/vps orphans")).Text;
        Assert.Contains($"server-{server.Id}", listed, StringComparison.Ordinal);
        Assert.Contains($"volume-{volume.Id}", listed, StringComparison.Ordinal);
        Assert.Contains("made by OpsBot for “gone-job”", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(known.Name, listed, StringComparison.Ordinal);
        // Its address belongs to it, and is in its price.
        Assert.DoesNotContain("primary-ip", listed, StringComparison.Ordinal);
        Assert.Contains("What no record knows costs €", listed, StringComparison.Ordinal);

        var version = await Told();
        await Look();
        Assert.Equal(version, await Told());
        Vanish(volume);
        await Look();
        Assert.NotEqual(version, await Told());
        Assert.DoesNotContain($"volume-{volume.Id}", (await Desk.Ask("olivia", "/vps orphans")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_who_look_at_the_same_moment_find_each_once()
    {
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < 4; i++) Put($"left-{round}-{i}", "gone-job");
            Desk.Clock.Advance(TimeSpan.FromHours(1));
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Desk.Get<OrphanWatch>().Round(Cancel)));
        }
        Assert.Equal(20, await Desk.One<long>("select count(*) from orphans where name like 'left-%' and ended_at is null", null));
    }

    [Fact]
    public async Task Orphans_have_names_that_can_be_typed_and_completed()
    {
        var server = Put("build-7", "gone-job");
        await Look();
        var finder = new FindOrphan();
        await using var db = await Desk.Database.Source.OpenConnectionAsync(Cancel);
        foreach (var text in new[] { $"server-{server.Id}", "build", "server-4", server.V4! })
            Assert.Contains(await finder.Find(db, text, 5, Cancel), found => found.Slug == $"server-{server.Id}");
        Assert.Single(await finder.Named(db, ["BUILD-7"], Cancel));
    }

    [Fact]
    public async Task A_server_that_was_deleted_behind_our_back_is_missing_and_found_again_when_it_is_back()
    {
        var server = await Desk.Rent();
        var stays = await Desk.Rent();
        Desk.Vanish(server);
        await Look();
        Assert.Equal(("missing", "running"), (await Desk.StateOf(server), await Desk.StateOf(stays)));
        Assert.Equal(["vps look done"], await Desk.AuditOf(server));
        Assert.Contains("recorded here, and not there any more", (await Desk.Ask("olivia", "/vps orphans")).Text, StringComparison.Ordinal);
        Assert.Contains("is not there any more at hetzner",
            (await Desk.Ask("adam", $"/vps reboot {server.Name}", because: "why not")).Text, StringComparison.OrdinalIgnoreCase);

        lock (Desk.Cloud.Gate) Desk.Cloud.Project.Add(server.Cloud);
        await Look();
        Assert.Equal("running", await Desk.StateOf(server));
    }

    [Fact]
    public async Task What_somebody_switched_off_there_is_off_here_and_on_again_once_it_is_on()
    {
        var server = await Desk.Rent();
        Desk.PowerOff(server);
        await Look();
        Assert.Equal("off", await Desk.StateOf(server));
        Desk.PowerOn(server);
        await Look();
        Assert.Equal("running", await Desk.StateOf(server));
    }

    [Fact]
    public async Task A_token_of_another_project_marks_nothing()
    {
        var servers = new List<RentedServer>();
        for (var i = 0; i < 5; i++) servers.Add(await Desk.Rent(boots: false));
        servers.ForEach(Desk.Vanish);
        var no = await Assert.ThrowsAsync<InvalidOperationException>(Look);
        Assert.Contains("another project", no.Message, StringComparison.Ordinal);
        Assert.Equal("off", await Desk.StateOf(servers[0]));
    }

    [Fact]
    public async Task What_a_job_is_just_making_is_no_orphan()
    {
        await Desk.Execute(
            """
            insert into servers (id, name, region, purpose, provider, label, type, state, created_at)
            values (gen_random_uuid(), 'coming', 'nbg1', 'pool', 'hetzner', 'coming', 'cx23', 'creating', @Now)
            """, new { });
        var server = Put("coming", "coming");
        await Look();
        Assert.DoesNotContain($"server-{server.Id}", (await Desk.Ask("olivia", "/vps orphans")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_somebody_deleted_there_is_the_servers_no_more()
    {
        var server = await Desk.Rent();
        await Desk.Ask("adam", $"/vps ip add {server.Name}", because: "a sender of their own");
        await Desk.RunJobs();
        await Look();
        var address = Desk.Cloud.Addresses.Single(one => one.Floats);
        Assert.Contains(address.Ip, (await Desk.Ask("olivia", $"/vps show {server.Name}")).Text, StringComparison.Ordinal);
        Vanish(address);
        await Look();
        Assert.DoesNotContain(address.Ip, (await Desk.Ask("olivia", $"/vps show {server.Name}")).Text, StringComparison.Ordinal);
    }

    Task<string?> Told() =>
        Desk.One<string?>("select string_agg(id || ':' || version, ' ' order by id) from messages where key = 'orphans'", null);
}
