using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Organizations;

/// <summary>Undelete, the end of pictures, and what costs on after its organization has ended.</summary>
public sealed class RebuildingOrganizations(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        desk.Cloud.MostServers = 100;
        await desk.Get<CatalogueReading>().Round(Cancel);
        await desk.Execute(
            "insert into channels (purpose, platform, channel_id) values ('ops', 'slack', 'COPS') on conflict do nothing", new { });
    }

    public ValueTask DisposeAsync() => default;

    async Task<RentedServer> Deleted(string options = "")
    {
        var server = await desk.Rent();
        await desk.Execute(
            """
            insert into routes (id, slug, organization_id, hosts, address, port, state, changed_at, created_at)
            select @Id, slug, id, array['shop.' || slug || '.example'], '127.77.0.9', 3000, 'on', @Now, @Now
            from   organizations where slug = @Name
            """, new { Id = Guid.CreateVersion7(), server.Name });
        await desk.Agreed("adam", $"/org delete {server.Name}{options}", by: "sam");
        await desk.RunJobs();
        return server;
    }

    Task<string> Stands(RentedServer server) => desk.One<string>(
        """
        select o.state || ' ' || coalesce(s.state, 'none') || ' ' || coalesce(r.state || coalesce(' ' || r.hosts[1], ''), 'none')
        from   organizations o
        left   join servers s on s.organization_id = o.id and s.state <> 'deleted'
        left   join routes r on r.organization_id = o.id
        where  o.slug = @Name
        """, new { server.Name });

    Task<Outcome> Undelete(RentedServer server, string options = "", string? because = "they came back") =>
        desk.Ask("adam", $"/org undelete {server.Name}{options}", because);

    [Fact]
    public async Task It_comes_back_from_its_picture_at_the_same_address_with_secrets_of_its_own()
    {
        var server = await Deleted();
        Assert.Equal("deleted none none", await Stands(server));
        var planned = await Undelete(server, " --dry-run");
        Assert.Contains("a month at Hetzner", planned.Text, StringComparison.Ordinal);
        Assert.Contains("min", planned.Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("olivia", $"/org undelete {server.Name}", because: "they came back")).Kind);
        Assert.Equal(OutcomeKind.Asked, (await Undelete(server, because: null)).Kind);
        Assert.Equal(OutcomeKind.Done, (await Undelete(server)).Kind);
        await desk.RunJobs();
        Assert.Equal($"active running on shop.{server.Name}.example", await Stands(server));
        var made = Assert.Single(desk.Cloud.Servers, one => one.Labels.GetValueOrDefault("opsbot-organization") == server.Name);
        Assert.Equal(desk.Cloud.Pictures.Single(one => one.OfServer == server.Cloud.Id).DiskSize, made.PrimaryDisk);
        Assert.Contains("only what was deleted can be rebuilt", (await Undelete(server)).Text, StringComparison.Ordinal);

        // And once more to the end.
        await desk.Agreed("adam", $"/org delete {server.Name} snapshot:no", by: "sam");
        await desk.RunJobs();
        Assert.Equal("deleted none none", await Stands(server));
        Assert.DoesNotContain(desk.Cloud.Servers, one => one.Labels.GetValueOrDefault("opsbot-organization") == server.Name);
    }

    [Fact]
    public async Task Called_off_it_is_deleted_as_before_and_can_be_rebuilt_again()
    {
        var server = await Deleted();
        await Undelete(server);
        for (var look = 0; look < 3; look++) await desk.Next();
        var number = await desk.One<long>("select max(number) from jobs", null);
        await desk.Ask("adam", $"/job cancel {number}", because: "not today");
        await desk.RunJobs();
        Assert.Equal("deleted none none", await Stands(server));
        Assert.DoesNotContain(desk.Cloud.Servers, one => one.Labels.GetValueOrDefault("opsbot-organization") == server.Name);
        Assert.Equal(OutcomeKind.Planned, (await Undelete(server, " --dry-run")).Kind);
    }

    [Fact]
    public async Task After_its_30_days_the_picture_is_gone_at_the_provider_and_nothing_is_rebuilt()
    {
        var server = await Deleted();
        await desk.Get<ExpiredSnapshots>().Round(Cancel);
        Assert.Single(desk.Cloud.Pictures, one => one.OfServer == server.Cloud.Id);
        desk.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(OutcomeKind.Refused, (await Undelete(server)).Kind);
        await desk.Get<ExpiredSnapshots>().Round(Cancel);
        await desk.Get<ExpiredSnapshots>().Round(Cancel);
        Assert.DoesNotContain(desk.Cloud.Pictures, one => one.OfServer == server.Cloud.Id);
        Assert.Single(await desk.AuditOf(server.Name), row => row == "snapshot expire done");
    }

    [Fact]
    public async Task Without_a_picture_it_says_that_nothing_brings_it_back()
    {
        var server = await Deleted(" snapshot:no");
        var no = await Undelete(server);
        Assert.Equal(OutcomeKind.Refused, no.Kind);
        Assert.Contains("nothing brings it back", no.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_ended_and_costs_on_is_told_with_its_sum_and_its_address_is_closed()
    {
        var server = await desk.Rent();
        await desk.Execute(
            """
            insert into routes (id, slug, organization_id, address, port, state, changed_at, created_at)
            select @Id, slug, id, '127.77.0.9', 3000, 'on', @Now, @Now from organizations where slug = @Name
            """, new { Id = Guid.CreateVersion7(), server.Name });
        await desk.Ask("adam", $"/org cancel {server.Name}", because: "they asked by mail");
        desk.Clock.Advance(TimeSpan.FromDays(32));
        await desk.Get<EndOfPeriods>().Round(Cancel);
        Assert.Equal("cancelled running off", await Stands(server));
        await desk.Get<CancelledCosts>().Round(Cancel);
        await desk.Get<CancelledCosts>().Round(Cancel);
        var said = Assert.Single(await desk.At("channel:COPS"), reply => reply.Heading.Contains("a month", StringComparison.Ordinal));
        Assert.Equal("1 cancelled organization costs €3.49 a month", said.Heading);
        Assert.Contains(said.AllButtons, button => button.Command == $"/org delete {server.Name}");
        await desk.Agreed("adam", $"/org delete {server.Name}", by: "sam");
        await desk.RunJobs();
        Assert.Equal("deleted none none", await Stands(server));
    }
}
