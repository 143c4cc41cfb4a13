using System.Text.Json.Nodes;

namespace OpsBot.Tests.Sandbox.Cloud;

/// <summary>Pictures, volumes, addresses, keys and firewalls of the pretend Hetzner.</summary>
public sealed class KeepingThings : CloudTest
{
    async Task<long> Made(string path, object body, string name)
    {
        var (status, answer) = await Post(path, body);
        Assert.True(status == 201, answer.ToJsonString());
        Later();
        return (long)answer[name]!["id"]!;
    }

    [Fact]
    public async Task What_hangs_on_a_server_stays_and_costs_when_it_is_deleted_but_for_the_addresses_that_came_with_it()
    {
        var server = await Ordered();
        var volume = await Made("volumes", new { name = "data", size = 10, server }, "volume");
        var floating = await Made("floating_ips", new { type = "ipv4", server }, "floating_ip");
        Assert.Equal(2, (await Get("primary_ips")).Body["primary_ips"]!.AsArray().Count);
        Assert.Equal("resource_in_use", Code(await Delete($"volumes/{volume}")));
        var shown = (await Get($"servers/{server}")).Body["server"]!;
        Assert.Equal((volume, floating), ((long)shown["volumes"]![0]!, (long)shown["public_net"]!["floating_ips"]![0]!));
        Assert.Equal(200, (await Delete($"servers/{server}")).Status);
        Later();
        Assert.Empty((await Get("primary_ips")).Body["primary_ips"]!.AsArray());
        Assert.Null((await Get($"volumes/{volume}")).Body["volume"]!["server"]);
        Assert.Null((await Get($"floating_ips/{floating}")).Body["floating_ip"]!["server"]);
        Assert.Equal((204, 204), ((await Delete($"volumes/{volume}")).Status, (await Delete($"floating_ips/{floating}")).Status));
    }

    [Fact]
    public async Task An_address_that_was_there_before_its_server_is_there_after_it()
    {
        var address = await Made("primary_ips", new { name = "own", type = "ipv4", location = "nbg1" }, "primary_ip");
        var order = Order("public_net", new JsonObject { ["enable_ipv4"] = true, ["ipv4"] = address });
        var server = await Made("servers", order, "server");
        Assert.Equal("primary_ip_assigned", Code(await Post("servers", new JsonObject(
            order.Select(field => KeyValuePair.Create(field.Key, field.Key == "name" ? "other" : field.Value?.DeepClone()))))));
        Assert.Equal("resource_in_use", Code(await Delete($"primary_ips/{address}")));
        Assert.Equal("server_not_stopped", Code(await Post($"primary_ips/{address}/actions/unassign", new { })));
        await Delete($"servers/{server}");
        Later();
        Assert.Equal("unassigned", (string?)(await Get($"primary_ips/{address}")).Body["primary_ip"]!["assignee_type"]);
    }

    [Theory]
    [InlineData("volumes", "volume", """{"name": "x", "size": 10, "location": "nbg1"}""")]
    [InlineData("floating_ips", "floating_ip", """{"type": "ipv6", "home_location": "nbg1"}""")]
    [InlineData("primary_ips", "primary_ip", """{"name": "x", "type": "ipv4", "location": "nbg1"}""")]
    public async Task What_is_protected_is_not_deleted_and_what_is_gone_is_not_there(string path, string name, string body)
    {
        var id = await Made(path, JsonNode.Parse(body)!, name);
        Assert.Equal(201, (await Post($"{path}/{id}/actions/change_protection", new { delete = true })).Status);
        Later();
        Assert.Equal("protected", Code(await Delete($"{path}/{id}")));
        await Post($"{path}/{id}/actions/change_protection", new { delete = false });
        Later();
        Assert.Equal(204, (await Delete($"{path}/{id}")).Status);
        Assert.Equal("not_found", Code(await Delete($"{path}/{id}")));
    }

    [Theory]
    [InlineData("volumes", """{"name": "x", "size": 9, "location": "nbg1"}""", "invalid_input")]
    [InlineData("volumes", """{"name": "x", "size": 10}""", "invalid_input")]
    [InlineData("floating_ips", """{"type": "ipv4"}""", "invalid_input")]
    [InlineData("floating_ips", """{"type": "ipv4", "server": 4711}""", "not_found")]
    [InlineData("primary_ips", """{"name": "x", "type": "ipv4", "datacenter": "nbg1-dc3"}""", "invalid_input")]
    [InlineData("ssh_keys", """{"name": "x", "public_key": "secret"}""", "invalid_input")]
    [InlineData("ssh_keys", """{"name": "ops", "public_key": "ssh-ed25519 AAAA"}""", "uniqueness_error")]
    [InlineData("firewalls", """{"name": "servers"}""", "uniqueness_error")]
    public async Task What_is_not_as_it_has_to_be_is_refused(string path, string body, string code) =>
        Assert.Equal(code, Code(await Post(path, JsonNode.Parse(body)!)));

    [Fact]
    public async Task A_picture_can_be_used_once_it_is_ready_where_it_fits()
    {
        var server = await Ordered();
        var begun = (await Post($"servers/{server}/actions/create_image",
            new { type = "snapshot", description = "goodbye", labels = new { of = "acme" } })).Body;
        Assert.Equal(("creating", "locked"), ((string?)begun["image"]!["status"], Code(await Delete($"servers/{server}"))));
        var picture = (long)begun["image"]!["id"]!;
        JsonObject Of(string type) => new(Order("image", picture).Select(field =>
            KeyValuePair.Create(field.Key, field.Key switch { "name" => "again", "server_type" => type, _ => field.Value?.DeepClone() })));
        Assert.Equal("unavailable", Code(await Post("servers", Of("cx33"))));
        Later();
        var found = (await Get("images?type=snapshot&label_selector=of==acme")).Body["images"]!.AsArray();
        Assert.Equal("goodbye", (string?)Assert.Single(found)!["description"]);
        Assert.Equal(201, (await Post("servers", Of("cx33"))).Status);
        Assert.Equal(204, (await Delete($"images/{picture}")).Status);
        Assert.Equal("forbidden", Code(await Delete("images/114690387")));
    }

    [Fact]
    public async Task A_firewall_before_a_server_cannot_go()
    {
        await Post("servers", Order("firewalls", new JsonArray(new JsonObject { ["firewall"] = 1 })));
        Assert.Equal("resource_in_use", Code(await Delete("firewalls/1")));
    }
}
