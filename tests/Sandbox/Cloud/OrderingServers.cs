using System.Text.Json.Nodes;
using OpsBot.Sandbox.Cloud;

namespace OpsBot.Tests.Sandbox.Cloud;

/// <summary>The pretend Hetzner is as strict as the real one.</summary>
public sealed class OrderingServers : CloudTest
{
    [Theory]
    [InlineData("name", "\"under_score\"", 422, "invalid_input")]
    [InlineData("labels", "{\"mail\": \"a@b.example\"}", 422, "invalid_input")]
    [InlineData("labels", "{\"hetzner.cloud/x\": \"y\"}", 422, "invalid_input")]
    [InlineData("datacenter", "\"nbg1-dc3\"", 422, "invalid_input")]
    [InlineData("server_type", "\"cx22\"", 422, "invalid_input")]
    [InlineData("server_type", "\"cx99\"", 404, "not_found")]
    [InlineData("server_type", "\"cpx11\"", 422, "invalid_input")]
    [InlineData("image", "\"windows-95\"", 404, "not_found")]
    [InlineData("image", "4711", 404, "not_found")]
    [InlineData("ssh_keys", "[2]", 404, "not_found")]
    [InlineData("firewalls", "[{\"firewall\": 2}]", 404, "not_found")]
    [InlineData("volumes", "[1]", 404, "not_found")]
    [InlineData("public_net", "{\"enable_ipv4\": false, \"enable_ipv6\": false}", 422, "invalid_input")]
    [InlineData("public_net", "{\"ipv4\": 4711}", 404, "not_found")]
    public async Task An_order_that_is_not_as_it_has_to_be_is_refused_and_leaves_nothing(
        string field, string value, int status, string code)
    {
        var answer = await Post("servers", Order(field, JsonNode.Parse(value)));
        Assert.Equal((status, code), (answer.Status, Code(answer)));
        Assert.Empty(World.Servers);
    }

    [Fact]
    public async Task User_data_may_have_32768_bytes_and_not_one_more()
    {
        var (_, refused) = await Post("servers", Order("user_data", new string('x', 32_769)));
        Assert.Contains("Length must be between 0 and 32768.", refused.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(201, (await Post("servers", Order("user_data", new string('x', 32_768)))).Status);
    }

    [Fact]
    public async Task A_server_takes_seconds_to_come_up_and_its_name_is_its_own()
    {
        var (status, body) = await Post("servers", Order());
        Assert.Equal(201, status);
        Assert.Null(body["root_password"]);
        Assert.Equal(("initializing", "running"),
            ((string?)body["server"]!["status"], (string?)body["action"]!["status"]));
        Assert.Equal("uniqueness_error", Code(await Post("servers", Order())));
        Assert.Equal("locked", Code(await Post($"servers/{body["server"]!["id"]}/actions/reboot", new { })));
        Clock.Advance(TimeSpan.FromSeconds(16));
        var found = (await Get("servers?label_selector=opsbot-job==j1")).Body["servers"]!.AsArray();
        Assert.Equal("running", (string?)Assert.Single(found)!["status"]);
        Assert.Empty((await Get("servers?label_selector=opsbot-job==j2")).Body["servers"]!.AsArray());
        var action = $"actions?id={body["action"]!["id"]}&id={body["next_actions"]![0]!["id"]}";
        Assert.All((await Get(action)).Body["actions"]!.AsArray(), one => Assert.Equal("success", (string?)one!["status"]));
    }

    [Fact]
    public async Task What_is_sold_out_or_over_the_limit_is_refused()
    {
        World.SellOut("nbg1", "cx23");
        Assert.Equal("resource_unavailable", Code(await Post("servers", Order())));
        Assert.False((bool)(await Get("server_types?name=cx23")).Body["server_types"]![0]!["locations"]!.AsArray()
            .Single(one => (string?)one!["name"] == "nbg1")!["available"]!);
        World.Restock();
        World.MostServers = 0;
        Assert.Equal("resource_limit_exceeded", Code(await Post("servers", Order())));
    }

    [Fact]
    public async Task What_is_protected_is_not_deleted_and_what_runs_does_not_change_its_type()
    {
        var id = await Ordered();
        await Post($"servers/{id}/actions/change_protection", new { delete = true, rebuild = true });
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("protected", Code(await Delete($"servers/{id}")));
        var change = new { server_type = "cx33", upgrade_disk = false };
        Assert.Equal("server_not_stopped", Code(await Post($"servers/{id}/actions/change_type", change)));
        await Post($"servers/{id}/actions/poweroff", new { });
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(201, (await Post($"servers/{id}/actions/change_type", change)).Status);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(("cx33", 40), ((string?)(await Get($"servers/{id}")).Body["server"]!["server_type"]!["name"],
            (int)(await Get($"servers/{id}")).Body["server"]!["primary_disk_size"]!));
        await Post($"servers/{id}/actions/change_protection", new { delete = false, rebuild = false });
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await Delete($"servers/{id}")).Status);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("not_found", Code(await Get($"servers/{id}")));
    }

    [Fact]
    public async Task An_action_can_fail_and_another_is_done_and_says_for_an_hour_that_it_runs()
    {
        var id = await Ordered();
        World.Next(ActionFate.Fails);
        World.Next(ActionFate.Sticks);
        var failing = (await Post($"servers/{id}/actions/poweroff", new { })).Body["action"]!["id"];
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(("error", "running"), ((string?)(await Get($"actions/{failing}")).Body["action"]!["status"],
            (string?)(await Get($"servers/{id}")).Body["server"]!["status"]));
        var stuck = (await Post($"servers/{id}/actions/poweroff", new { })).Body["action"]!["id"];
        Clock.Advance(TimeSpan.FromSeconds(10));
        var said = (await Get($"actions/{stuck}")).Body["action"]!;
        Assert.Equal(("running", 0, "off"), ((string?)said["status"], (int)said["progress"]!,
            (string?)(await Get($"servers/{id}")).Body["server"]!["status"]));
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("success", (string?)(await Get($"actions/{stuck}")).Body["action"]!["status"]);
    }

    [Fact]
    public async Task Calls_are_counted_and_flow_back_by_the_second()
    {
        World.Allowance.Left = 1;
        Assert.Equal(200, (await Get("locations")).Status);
        Assert.Equal((429, "rate_limit_exceeded"), (await Get("locations")) is var over ? (over.Status, Code(over)) : default);
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(200, (await Get("locations")).Status);
    }

    [Theory]
    [InlineData("datacenters", 410, "deprecated_api_endpoint")]
    [InlineData("actions", 410, "deprecated_api_endpoint")]
    [InlineData("servers?per_page=51", 422, "invalid_input")]
    [InlineData("servers?sort=colour", 422, "invalid_input")]
    [InlineData("servers?label_selector=a%20b", 422, "invalid_input")]
    [InlineData("images?type=painting", 422, "invalid_input")]
    [InlineData("nothing", 404, "not_found")]
    public async Task What_was_taken_away_and_what_never_was_is_told_apart(string path, int status, string code) =>
        Assert.Equal((status, code), (await Get(path)) is var answer ? (answer.Status, Code(answer)) : default);

    [Fact]
    public async Task Pages_lead_from_one_to_the_next()
    {
        var first = (await Get("locations?per_page=4")).Body;
        Assert.Equal((4, 2, 6), (first["locations"]!.AsArray().Count, (int)first["meta"]!["pagination"]!["next_page"]!,
            (int)first["meta"]!["pagination"]!["total_entries"]!));
        var last = (await Get("locations?per_page=4&page=2")).Body;
        Assert.Equal((2, null), (last["locations"]!.AsArray().Count, (int?)last["meta"]!["pagination"]!["next_page"]));
    }

    [Fact]
    public async Task Without_the_token_or_with_one_that_only_reads_nothing_is_changed()
    {
        World.TokenOnlyReads = true;
        Assert.Equal("token_readonly", Code(await Post("servers", Order())));
        Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal((401, "unauthorized"), (await Get("servers")) is var answer ? (answer.Status, Code(answer)) : default);
        Assert.Empty(World.Servers);
    }
}
