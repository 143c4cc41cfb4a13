using OpsBot.Core.Servers.Providers;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers.Orphans;

public sealed class AdoptingServers(Postgres postgres) : OrphanTest(postgres)
{
    [Fact]
    public async Task One_becomes_an_organizations_server_gets_our_label_and_can_be_rebooted()
    {
        var server = Put("by-hand", null);
        await Look();
        await Desk.Agreed("adam", $"/vps adopt server-{server.Id} organization acme", by: "sam");
        await Desk.RunJobs();
        Assert.Equal($"adopted-{server.Id}", server.Labels[Rented.LabelName]);
        Assert.Equal("adopted", await EndOf($"server-{server.Id}"));
        var shown = (await Desk.Ask("olivia", "/vps show by-hand")).Text;
        Assert.Contains("acme", shown, StringComparison.Ordinal);
        await Desk.Ask("adam", "/vps reboot by-hand", because: "kernel update");
        await Desk.RunJobs();
        Assert.Single(Desk.Cloud.Schedule.Actions, action => action.Command == "reboot_server");
        await Look();
        Assert.DoesNotContain("by-hand", (await Desk.Ask("olivia", "/vps orphans")).Text, StringComparison.Ordinal);
        Assert.Contains("was adopted", (await Desk.Ask("adam", $"/vps adopt server-{server.Id} pool", because: "again")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_adopted_is_refused_and_nothing_changes()
    {
        var (server, volume) = (Put("by-hand", null), PutVolume("scratch"));
        await Look();
        async Task Refused(string line, string words) =>
            Assert.Contains(words, (await Desk.Ask("adam", line, because: "ours")).Text, StringComparison.Ordinal);
        await Refused($"/vps adopt server-{server.Id} organization", "Say whose it is");
        await Refused($"/vps adopt server-{server.Id} pool acme", "nobody's alone");
        await Refused($"/vps adopt server-{server.Id} host", "needs a Docker engine");
        await Refused($"/vps adopt volume-{volume.Id} pool", "only servers can be adopted");
        await Desk.Execute("update organizations set state = 'error' where slug = 'acme'", new { });
        await Refused($"/vps adopt server-{server.Id} organization acme", "active or suspended");
        Assert.Contains("needs an admin", (await Desk.Ask("olivia", $"/vps adopt server-{server.Id} pool", because: "ours")).Text,
            StringComparison.OrdinalIgnoreCase);
        Assert.Empty(server.Labels);
    }

    [Fact]
    public async Task An_organization_that_got_a_server_meanwhile_gets_no_second_and_the_labels_are_put_back()
    {
        var server = Put("by-hand", null);
        server.Labels = new Dictionary<string, string> { ["team"] = "blue" };
        await Look();
        await Desk.Agreed("adam", $"/vps adopt server-{server.Id} organization acme", by: "sam");
        await Desk.Execute(
            """
            insert into servers (id, name, region, purpose, organization_id, provider, label, type, state, created_at)
            select gen_random_uuid(), 'acme', 'nbg1', 'organization', id, 'hetzner', 'acme', 'cx23', 'creating', @Now
            from   organizations
            where  slug = 'acme'
            """, new { });
        await Desk.RunJobs();
        Assert.Equal(["team"], server.Labels.Keys);
        Assert.Null(await EndOf($"server-{server.Id}"));
        Assert.Contains(await Desk.At("channel:COPS"), reply => reply.Text.Contains("has a server already", StringComparison.Ordinal));
    }
}
