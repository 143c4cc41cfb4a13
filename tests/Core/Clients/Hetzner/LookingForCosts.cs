using OpsBot.Core.Servers.Providers;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Clients.Hetzner;

public sealed class LookingForCosts(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    IProvider Provider => desk.Get<IProvider>();

    void Later() => desk.Clock.Advance(TimeSpan.FromSeconds(30));

    async Task<IReadOnlyList<CostingItem>> Costs() => (await Provider.Costing(Urgency.Whenever, Cancel)).Value;

    CloudServer Standing(string name, string location = "nbg1") =>
        desk.Cloud.Put(new PutServer(name, "cx23", location) { Labels = Labels(name) });

    static Dictionary<string, string> Labels(string job) => new() { ["opsbot-job"] = job };

    static string Id(ICloudThing thing) => $"{thing.Id}";

    [Fact]
    public async Task Servers_addresses_volumes_and_snapshots_come_with_what_each_costs_a_month()
    {
        var server = Standing("costs");
        desk.Cloud.Put(new CloudVolume(desk.Cloud.NewId(), "left-over", 100, "nbg1", desk.Clock.GetUtcNow()));
        await Provider.Snapshot(Id(server), "goodbye", Labels("snap"), Cancel);
        await Provider.AddAddress(Id(server), IpFamily.V4, Labels("ip"), Cancel);
        Later();
        var costs = await Costs();
        CostingItem One(CostKind kind, Func<CostingItem, bool> which) => Assert.Single(costs, one => one.Kind == kind && which(one));
        var own = One(CostKind.Server, one => one.Id == Id(server));
        Assert.Equal(("costs", "€3.49", "nbg1", "costs", server.V4),
            (own.Name, own.Price.ToString(), own.Region, own.Labels["opsbot-job"], own.Ip));
        var address = One(CostKind.PrimaryIp, one => one.AttachedTo == own.Id);
        Assert.Equal(("€0.50", server.V4), (address.Price.ToString(), address.Ip));
        Assert.Equal("€3.00", One(CostKind.FloatingIp, one => one.AttachedTo == own.Id).Price.ToString());
        var volume = One(CostKind.Volume, one => one.Name == "left-over");
        Assert.Equal(("€4.40", null, 100m), (volume.Price.ToString(), volume.AttachedTo, volume.SizeGb));
        // 4.8 GB of 40.
        Assert.Equal("€0.07", One(CostKind.Snapshot, one => one.Name == "goodbye").Price.ToString());
    }

    [Fact]
    public async Task All_servers_are_seen_labelled_or_not_page_after_page()
    {
        // The other tests of this class order servers, too.
        desk.Cloud.MostServers = 200;
        for (var i = 0; i < 60; i++) desk.Cloud.Put(new PutServer($"page-{i}", "cx23", "hel1"));
        var all = (await Provider.All(Urgency.Whenever, Cancel)).Value;
        Assert.Equal(60, all.Count(one => one.Name.StartsWith("page-", StringComparison.Ordinal)));
        Assert.Equal(all.Count, all.DistinctBy(one => one.Id).Count());
    }

    [Fact]
    public async Task What_is_deleted_leaves_what_hung_on_it_and_each_can_be_removed_once()
    {
        var server = Standing("leaves");
        var volume = new CloudVolume(desk.Cloud.NewId(), "data", 10, "nbg1", desk.Clock.GetUtcNow()) { Server = server.Id };
        desk.Cloud.Put(volume);
        var address = (await Provider.AddAddress(Id(server), IpFamily.V6, Labels("leaves"), Cancel)).Value.Address;
        Later();
        var seen = (await Provider.Get(Id(server), Cancel)).Value;
        Assert.Equal([new(CostKind.FloatingIp, address.Id), new(CostKind.Volume, Id(volume))],
            seen.Attached.Where(one => one.Kind != CostKind.PrimaryIp));
        Assert.Equal("resource_in_use", (await Provider.Remove(CostKind.Volume, Id(volume), Cancel)).Fault?.Code);
        Assert.Null((await Provider.Delete(Id(server), Cancel)).Fault);
        Later();
        var left = (await Costs()).Where(one => seen.Attached.Contains(new(one.Kind, one.Id))).ToList();
        Assert.Equal([(CostKind.FloatingIp, null), (CostKind.Volume, null)], left.Select(one => (one.Kind, one.AttachedTo)));
        foreach (var one in left)
        {
            Assert.Null((await Provider.Remove(one.Kind, one.Id, Cancel)).Fault);
            Assert.Equal(ProviderTrouble.Gone, (await Provider.Remove(one.Kind, one.Id, Cancel)).Fault?.Trouble);
        }
    }

    [Fact]
    public async Task An_address_is_made_found_by_its_label_and_removed()
    {
        var server = Standing("addressed");
        var begun = (await Provider.AddAddress(Id(server), IpFamily.V4, Labels("address"), Cancel)).Value;
        Later();
        Assert.Equal(ActionState.Succeeded, Assert.Single((await Provider.Actions(begun.Actions, Cancel)).Value).State);
        var found = Assert.Single((await Provider.Addresses("opsbot-job", "address", Cancel)).Value);
        Assert.Equal((begun.Address.Ip, Id(server), IpFamily.V4), (found.Ip, found.ServerId, found.Family));
        Assert.Null((await Provider.RemoveAddress(found.Id, Cancel)).Fault);
        Assert.Empty((await Provider.Addresses("opsbot-job", "address", Cancel)).Value);
    }

    [Fact]
    public async Task A_picture_takes_a_while_is_found_by_its_label_and_a_server_is_made_of_it()
    {
        var server = Standing("pictured");
        var begun = (await Provider.Snapshot(Id(server), "before", Labels("picture"), Cancel)).Value;
        Assert.False(begun.Picture.IsReady);
        Assert.Equal(ProviderTrouble.Locked, (await Provider.Do(Id(server), MachineAct.Reboot, Cancel)).Fault?.Trouble);
        Later();
        var picture = (await Provider.Picture(begun.Picture.Id, Cancel)).Value;
        Assert.Equal((true, "before", Id(server), 4.8m, 40),
            (picture.IsReady, picture.Description, picture.Of, picture.SizeGb, picture.DiskGb));
        Assert.Equal(picture.Id, Assert.Single((await Provider.Pictures("opsbot-job", "picture", Cancel)).Value).Id);
        var again = new NewMachine("again", "cx33", picture.Id, "nbg1", Labels("again"));
        Assert.NotNull((await Provider.Create(again, Cancel)).Value.Machine);
        Assert.Null((await Provider.DeletePicture(picture.Id, Cancel)).Fault);
        Assert.Equal(ProviderTrouble.Gone, (await Provider.Picture(picture.Id, Cancel)).Fault?.Trouble);
    }

    [Fact]
    public async Task What_was_done_last_comes_newest_first_with_what_failed_and_how_busy_it_was()
    {
        var server = Standing("busy");
        Assert.Null((await Provider.Do(Id(server), MachineAct.PowerOff, Cancel)).Fault);
        Later();
        desk.Cloud.Next(ActionFate.Fails, "start_server");
        Assert.Null((await Provider.Do(Id(server), MachineAct.PowerOn, Cancel)).Fault);
        Later();
        var history = (await Provider.History(Id(server), Cancel)).Value;
        Assert.Equal([("start_server", ActionState.Failed, "Action failed (action_failed)"), ("stop_server", ActionState.Succeeded, null)],
            history.Select(one => (one.Command, one.State, one.Error)));
        Assert.True(history[0].StartedAt > history[1].FinishedAt);
        desk.Clock.Advance(TimeSpan.FromDays(1));
        var now = desk.Clock.GetUtcNow();
        var points = (await Provider.Cpu(Id(server), now.AddHours(-6), now, Cancel)).Value;
        Assert.InRange(points.Count, 60, 61);
        Assert.All(points, point => Assert.InRange(point.Percent, 0, 200));
        Assert.True(points.Zip(points.Skip(1)).All(pair => pair.First.At < pair.Second.At));
    }

    [Fact]
    public async Task Where_few_calls_are_left_what_can_wait_waits_and_a_job_does_not()
    {
        desk.Cloud.Allowance.Left = 500;
        Assert.Null((await Provider.Find("opsbot-job", "nobody", Cancel)).Fault);
        foreach (var fault in new[]
        {
            (await Provider.All(Urgency.Whenever, Cancel)).Fault, (await Provider.Costing(Urgency.Whenever, Cancel)).Fault,
            (await Provider.History("1", Cancel)).Fault,
        })
            Assert.Contains("what is no running job waits", fault!.Sentence, StringComparison.Ordinal);
        Assert.Null((await Provider.All(Urgency.Job, Cancel)).Fault);
        desk.Cloud.Allowance.Left = 3_600;
        desk.Clock.Advance(TimeSpan.FromHours(1));
    }
}
