using OpsBot.Core.Operations;
using OpsBot.Core.Servers.Providers;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers;

public sealed class GivingAServerAddresses(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task One_is_added_with_its_price_shown_and_taken_away_again()
    {
        var server = await desk.Rent();
        var planned = await desk.Ask("adam", $"/vps ip add {server.Name} --dry-run");
        Assert.Contains("more", planned.Text, StringComparison.Ordinal);
        Assert.Contains("€", planned.Text, StringComparison.Ordinal);
        await desk.Ask("adam", $"/vps ip add {server.Name}", because: "a sender of their own");
        await desk.RunJobs();
        Assert.Equal(["vps ip add started", "vps ip add done"], await desk.AuditOf(server));
        var ip = await IpOf(server);
        Assert.Equal(server.Name, Assert.Single(desk.Cloud.Addresses, one => one.Ip == ip).Labels[Rented.LabelName]);
        Assert.Contains(ip, (await desk.Ask("olivia", $"/vps show {server.Name}")).Text, StringComparison.Ordinal);
        Assert.Contains(server.Name, (await desk.Ask("olivia", $"/find {ip}")).Text, StringComparison.Ordinal);

        await desk.Ask("adam", $"/vps ip remove {server.Name} {ip}", because: "not needed");
        await desk.RunJobs();
        Assert.DoesNotContain(desk.Cloud.Addresses, one => one.Ip == ip);
        Assert.Equal("running", await desk.StateOf(server));
        // Twice is harmless.
        Assert.Contains("was given no address", (await desk.Ask("adam", $"/vps ip remove {server.Name} {ip}", because: "again")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_is_ordered_once_however_often_a_worker_dies()
    {
        var server = await desk.Rent();
        await desk.Ask("adam", $"/vps ip add {server.Name}", because: "a sender of their own");
        await desk.RunJobsThroughDeaths();
        Assert.Single(desk.Cloud.Addresses, one => one.Floats && one.Labels.GetValueOrDefault(Rented.LabelName) == server.Name);
        Assert.Equal(["vps ip add started", "vps ip add done"], await desk.AuditOf(server));
    }

    [Fact]
    public async Task Where_the_node_does_not_take_it_none_is_left_behind()
    {
        var server = await desk.Rent();
        desk.PowerOff(server);
        await desk.Ask("adam", $"/vps ip add {server.Name}", because: "a sender of their own");
        await desk.RunJobs();
        Assert.Equal("vps ip add failed", (await desk.AuditOf(server))[^1]);
        Assert.DoesNotContain(desk.Cloud.Addresses, one => one.Floats && one.Labels.GetValueOrDefault(Rented.LabelName) == server.Name);
        Assert.Equal("running", await desk.StateOf(server));
    }

    [Fact]
    public async Task Without_a_price_none_is_ordered()
    {
        var server = await desk.Rent();
        desk.Cloud.Trouble.Absence.BreaksConnections = false;
        desk.Cloud.Trouble.GoAway(TimeSpan.FromHours(1));
        try
        {
            var no = await desk.Ask("adam", $"/vps ip add {server.Name}", because: "a sender of their own");
            Assert.Equal(OutcomeKind.Refused, no.Kind);
            Assert.Contains("What an address costs is not known", no.Text, StringComparison.Ordinal);
        }
        finally { desk.Cloud.Trouble.Absence.ComeBack(); }
    }

    Task<string> IpOf(RentedServer server) => desk.One<string>(
        "select host(ip) from floating_ips where server_id = @Id and removed_at is null", new { Id = server.Id.Value });
}
