using System.Net;
using System.Net.Sockets;
using OpsBot.Sandbox.Cloud;

namespace OpsBot.Tests.Sandbox.Cloud;

/// <summary>Whoever lets the servers of the pretend Hetzner boot is told of it.</summary>
public sealed class Booting : CloudTest
{
    readonly Listening boots = new();

    IReadOnlyList<string> Told()
    {
        var all = boots.Told.ToList();
        boots.Told.Clear();
        return all;
    }

    async Task Act(long id, string action, object? body = null)
    {
        Assert.Equal(201, (await Post($"servers/{id}/actions/{action}", body ?? new { })).Status);
        Later();
    }

    [Fact]
    public async Task It_comes_up_without_anybody_looking_and_goes_off_and_on_and_away()
    {
        World.Boots = boots;
        var id = (long)(await Post("servers", Order("user_data", "#cloud-config"))).Body["server"]!["id"]!;
        Assert.Empty(Told());
        Later();
        Assert.Equal(["on acme new #cloud-config"], Told());
        await Act(id, "reboot");
        Assert.Equal(["off acme", "on acme again #cloud-config disk of acme"], Told());
        await Act(id, "shutdown");
        Assert.Equal(["off acme"], Told());
        await Act(id, "change_type", new { server_type = "cx33", upgrade_disk = false });
        Assert.Equal(["on acme again #cloud-config disk of acme"], Told());
        await Act(id, "create_image");
        var picture = World.Pictures.Single();
        Assert.Equal("copy of disk of acme", picture.Disk);
        await Act(id, "rebuild", new { image = picture.Id, user_data = "fresh" });
        Assert.Equal(["off acme", "on acme new fresh copy of disk of acme"], Told());
        Assert.Equal(200, (await Delete($"servers/{id}")).Status);
        Later();
        Assert.Equal(["off acme", "gone acme"], Told());
    }

    [Fact]
    public async Task One_that_does_not_hear_stays_on_until_its_power_is_cut()
    {
        World.Boots = boots;
        var server = World.Put(new PutServer("deaf", "cx23", "nbg1"));
        server.IgnoresShutdown = true;
        Told();
        await Act(server.Id, "shutdown");
        Assert.Empty(Told());
        await Act(server.Id, "poweroff");
        Assert.Equal(["off deaf"], Told());
    }

    [Fact]
    public async Task One_whose_making_failed_stands_there_off_and_never_boots()
    {
        World.Boots = boots;
        World.Next(ActionFate.Fails, "create_server");
        var made = (await Post("servers", Order())).Body;
        Later();
        var start = (await Get($"actions?id={made["next_actions"]![0]!["id"]}")).Body["actions"]![0]!;
        Assert.Equal(("off", "error"), (World.Servers.Single().Status, (string?)start["status"]));
        Assert.Empty(Told());
    }

    [Fact]
    public void Whoever_comes_later_is_told_of_what_runs_already()
    {
        World.Put(new PutServer("first", "cx23", "nbg1"));
        World.Put(new PutServer("off", "cx23", "nbg1") { IsOff = true });
        World.Boots = boots;
        Assert.Equal(["on first new"], Told());
    }

    [Fact]
    public async Task No_two_pretend_clouds_of_a_machine_share_an_address_and_each_can_be_listened_on()
    {
        await using var other = new CloudWorld(Clock);
        var addresses = new[] { World, other }.SelectMany(world => Enumerable.Range(0, 300)
            .Select(number => world.Put(new PutServer($"s-{number}", "cx23", "nbg1")).Address)).ToList();
        Assert.Equal(600, addresses.Distinct().Count());
        foreach (var address in addresses.Take(3))
        {
            using var listener = new TcpListener(IPAddress.Parse(address), 0);
            listener.Start();
        }
    }

    [Fact]
    public async Task One_with_IPv6_alone_is_reached_by_it()
    {
        var server = World.Put(new PutServer("six", "cx23", "nbg1") { Net = new(V4: false) });
        Assert.Null(server.V4);
        using var listener = new TcpListener(IPAddress.Parse(server.Address), 0);
        listener.Start();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Parse(server.V6!.Split('/')[0]), ((IPEndPoint)listener.LocalEndpoint).Port, Cancel);
        Assert.True(socket.Connected);
    }

    sealed class Listening : IBoots
    {
        public List<string> Told { get; } = [];

        public void On(CloudServer server, bool isNew)
        {
            Told.Add($"on {server.Name} {(isNew ? "new" : "again")} {server.UserData} {server.Disk}".TrimEnd());
            server.Disk ??= $"disk of {server.Name}";
        }

        public void Off(CloudServer server) => Told.Add($"off {server.Name}");

        public void Gone(CloudServer server) => Told.Add($"gone {server.Name}");

        public object? Copy(CloudServer server) => $"copy of {server.Disk}";
    }
}
