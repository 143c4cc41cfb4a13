using System.Net;
using OpsBot.Sandbox.Trouble;

namespace OpsBot.Tests.Sandbox.Cloud;

/// <summary>What the "Make trouble" drawer does to who orders servers.</summary>
public sealed class MakingTrouble : CloudTest
{
    TroubleSwitch Switch(string id) => Assert.Single(CloudTroubles.Of(World), one => one.Id == id);

    async Task Pull(string id)
    {
        Assert.Null(Switch(id).Now);
        var one = Switch(id);
        Assert.NotEmpty(await one.Pull(one.Choices.ToDictionary(choice => choice.Name, choice => choice.Options[0]), Cancel));
        if (id != "cloud-ends") Assert.NotNull(Switch(id).Now);
    }

    void Calm()
    {
        CloudTroubles.Calm(World);
        Assert.All(CloudTroubles.Of(World), one => Assert.Null(one.Now));
    }

    [Fact]
    public async Task A_region_is_sold_out_until_it_is_calmed()
    {
        await Pull("cloud-sold-out");
        Assert.Equal("resource_unavailable", Code(await Post("servers", Order())));
        Calm();
        Assert.Equal(201, (await Post("servers", Order())).Status);
    }

    [Fact]
    public async Task The_token_only_reads_until_it_is_ended()
    {
        await Pull("cloud-read-only");
        Assert.NotEqual(201, (await Post("servers", Order())).Status);
        Assert.Equal(200, (await Get("servers")).Status);
        Switch("cloud-read-only").End!();
        Assert.Equal(201, (await Post("servers", Order())).Status);
    }

    [Fact]
    public async Task A_server_that_the_provider_is_at_says_so_and_takes_no_reboot_until_it_is_calmed()
    {
        var id = (await Post("servers", Order())).Body["server"]!["id"];
        Later();
        await Pull("cloud-holds");
        var server = (await Get($"servers/{id}")).Body["server"]!;
        Assert.Equal(("migrating", true), ((string)server["status"]!, (bool)server["locked"]!));
        Assert.Equal("locked", Code(await Post($"servers/{id}/actions/reset", new { })));
        Calm();
        Assert.Equal(201, (await Post($"servers/{id}/actions/reset", new { })).Status);
    }

    [Fact]
    public async Task An_order_fails_half_way_and_leaves_a_server_that_costs()
    {
        await Pull("cloud-create-fails");
        var id = (await Post("servers", Order())).Body["server"]!["id"];
        Later();
        Assert.Equal("off", (string?)(await Get($"servers/{id}")).Body["server"]!["status"]);
        Assert.Null(Switch("cloud-create-fails").Now);
    }

    [Fact]
    public async Task An_answer_is_lost_and_the_server_is_there()
    {
        await Pull("cloud-answer-lost");
        using var answer = await Http.PostAsync(new Uri("servers", UriKind.Relative),
            new StringContent(Order().ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")), Cancel);
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Single(World.Servers);
    }

    [Fact]
    public async Task Calls_run_short_and_the_provider_is_away_and_both_pass()
    {
        await Pull("cloud-limit");
        Assert.InRange(World.Allowance.Left, 0, World.Allowance.Most / 20);
        await Pull("cloud-away");
        await Assert.ThrowsAsync<HttpRequestException>(() => Get("servers"));
        Calm();
        Assert.Equal(200, (await Get("servers")).Status);
    }

    [Fact]
    public async Task An_action_sticks_and_another_fails()
    {
        var id = await Ordered();
        await Pull("cloud-stuck");
        await Pull("cloud-fails");
        var stuck = (await Post($"servers/{id}/actions/poweroff", new { })).Body["action"]!["id"];
        Later();
        var failed = (await Post($"servers/{id}/actions/poweron", new { })).Body["action"]!["id"];
        Later();
        Assert.Equal("running", (string?)(await Get($"actions/{stuck}")).Body["action"]!["status"]);
        Assert.Equal("error", (string?)(await Get($"actions/{failed}")).Body["action"]!["status"]);
        Assert.Equal("off", (string?)(await Get($"servers/{id}")).Body["server"]!["status"]);
        Calm();
    }
}
