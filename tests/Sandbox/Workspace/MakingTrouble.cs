using System.Net;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Docker;
using OpsBot.Sandbox.Nodes;
using OpsBot.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace OpsBot.Tests.Sandbox.Workspace;

public sealed class MakingTrouble(Browser browser)
{
    [Fact]
    public async Task Switches_reach_the_pretend_slack_and_calm_ends_them()
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        await page.GetByTestId("trouble").ClickAsync();
        await page.GetByTestId("trouble-slack-429").ClickAsync();
        await Expect(page.GetByTestId("trouble-panel")).ToContainTextAsync("Waiting for the next call");
        Assert.Equal(TroubleKind.RateLimited, Assert.Single(running.World.Trouble.Spells.All).Kind);
        await page.GetByTestId("trouble-slack-away").ClickAsync();
        await Expect(page.GetByTestId("away")).ToContainTextAsync("Slack is away");
        Assert.True(running.World.Trouble.Absence.IsAway);
        await page.GetByTestId("trouble-calm").ClickAsync();
        await Expect(page.GetByTestId("away")).ToHaveCountAsync(0);
        Assert.Empty(running.World.Trouble.Spells.All);
    }

    [Fact]
    public async Task Hosts_go_away_and_come_back()
    {
        await using var running = await RunningWorkspace.Start();
        var docker = new DockerWorld(TimeProvider.System);
        var (one, other) = (docker.Host("fsn1-01"), docker.Host("nbg1-01"));
        running.Trouble.Docker = docker;
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        await page.GetByTestId("trouble").ClickAsync();
        await page.GetByTestId("trouble-host-away").ClickAsync();
        await Expect(page.GetByTestId("trouble-panel")).ToContainTextAsync("fsn1-01 does not answer");
        Assert.Equal((true, false), (one.Trouble.Absence.IsAway, other.Trouble.Absence.IsAway));
        await page.GetByTestId("trouble-hosts-away").ClickAsync();
        await Expect(page.GetByTestId("trouble-panel")).ToContainTextAsync("No host answers");
        await page.GetByTestId("trouble-failing-starts").ClickAsync();
        await Expect(page.GetByTestId("trouble-panel")).ToContainTextAsync("Every start fails");
        await page.GetByTestId("trouble-calm").ClickAsync();
        await Expect(page.GetByTestId("trouble-calm")).ToBeDisabledAsync();
        Assert.Equal((false, false, false), (one.Trouble.Absence.IsAway, other.Trouble.Absence.IsAway, docker.EveryStartFails));
    }

    [Fact]
    public async Task A_service_of_one_server_is_broken_as_picked_and_ends_alone()
    {
        await using var running = await RunningWorkspace.Start();
        var nodes = new PretendNodes(TimeProvider.System);
        await using var cloud = new CloudWorld(TimeProvider.System) { Boots = nodes };
        foreach (var name in new[] { "acme-1", "beta-1" })
            cloud.Put(new PutServer(name, "cx23", "hel1")
            {
                Disk = new PretendDisk
                {
                    Environment = new Dictionary<string, string>(), Version = "1.8.3", OpenPorts = new HashSet<int>(),
                },
            });
        running.Trouble.Nodes = nodes;
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        await page.GetByTestId("trouble").ClickAsync();
        await page.GetByTestId("trouble-node-break-server").SelectOptionAsync("beta-1");
        await page.GetByTestId("trouble-node-break-service").SelectOptionAsync("Web");
        await page.GetByTestId("trouble-node-break-how").SelectOptionAsync("hangs");
        await page.GetByTestId("trouble-node-break").ClickAsync();
        await Expect(page.GetByTestId("trouble-panel")).ToContainTextAsync("Broken: beta-1 (Web: hangs)");
        Assert.Equal(new BrokenService("beta-1", NodeService.Web, Breakage.Hangs, true), Assert.Single(nodes.Days.Broken));
        await page.GetByTestId("trouble-region-away").ClickAsync();
        await Expect(page.GetByTestId("trouble-panel")).ToContainTextAsync("Away: hel1");
        await page.GetByTestId("trouble-node-break-end").ClickAsync();
        await Expect(page.GetByTestId("trouble-panel")).Not.ToContainTextAsync("Broken: beta-1");
        Assert.Equal(["hel1"], nodes.Days.RegionsAway);
    }

    [Fact]
    public async Task What_is_not_wired_is_not_shown()
    {
        await using var running = await RunningWorkspace.Start();
        Assert.DoesNotContain(running.Trouble.OfSlack, each => each.Id is "kill-bot" or "fail-container");
        running.Trouble.FailContainer = _ => Task.FromResult("beta-shop failed.");
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        await page.GetByTestId("trouble").ClickAsync();
        await page.GetByTestId("trouble-fail-container").ClickAsync();
        await Expect(page.GetByTestId("trouble-said")).ToHaveTextAsync("beta-shop failed.");
    }

    [Fact]
    public async Task Another_site_cannot_open_the_socket()
    {
        await using var running = await RunningWorkspace.Start();
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://elsewhere.example");
        socket.Options.CollectHttpResponseDetails = true;
        var address = new Uri(running.Url.Replace("http://", "ws://", StringComparison.Ordinal) + "/_blazor");
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() =>
            socket.ConnectAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.BadRequest, socket.HttpStatusCode);
    }
}
