using System.Net;
using System.Text.Json.Nodes;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Nodes;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Nodes;

/// <summary>What is made to go wrong with servers is so to whoever asks them, over real connections.</summary>
public sealed class OnABadDay : IAsyncLifetime
{
    const string Secret = "a secret of sixteen or more";

    readonly Clock clock = new();
    readonly HttpMessageInvoker http = new(new SocketsHttpHandler { UseProxy = false });
    PretendNodes nodes = null!;
    NodeListener listener = null!;
    CloudWorld cloud = null!;
    CloudServer server = null!, other = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        nodes = new(clock);
        listener = await NodeListener.Start(nodes, Cancel);
        cloud = new(clock) { Boots = nodes };
        (server, other) = (Put("one", "hel1"), Put("other", "nbg1"));
        nodes.AreUp();
    }

    public async ValueTask DisposeAsync()
    {
        await cloud.DisposeAsync();
        await listener.DisposeAsync();
        http.Dispose();
    }

    CloudServer Put(string name, string region) => cloud.Put(new PutServer(name, "cx23", region)
    {
        Disk = new PretendDisk
        {
            Environment = new Dictionary<string, string> { ["SLUG"] = name, ["INSTANCE_SECRET"] = Secret }, Version = "1.8.3",
            OpenPorts = new HashSet<int> { nodes.Ports.Web, nodes.Ports.Convex, nodes.Ports.Mta },
        },
    });

    /// <summary>"200", or "nothing" where the connection broke.</summary>
    async Task<string> Ask(CloudServer which, int port, string path, CancellationToken? within = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{which.Address}:{port}{path}");
        try
        {
            using var answer = await http.SendAsync(request, within ?? Cancel);
            return $"{(int)answer.StatusCode}";
        }
        catch (HttpRequestException)
        {
            return "nothing";
        }
    }

    async Task<(string Convex, string Web, string Mail)> All(CloudServer which) => (
        await Ask(which, nodes.Ports.Convex, "/version"), await Ask(which, nodes.Ports.Web, "/"),
        await Ask(which, nodes.Ports.Mta, "/health"));

    async Task<JsonObject> Health()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{server.Address}:{nodes.Ports.Web}/api/internal/health");
        request.Headers.Add("X-Instance-Secret", Secret);
        using var answer = await http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!.AsObject();
    }

    void Reboot()
    {
        lock (cloud.Gate)
        {
            cloud.Stop(server);
            cloud.Start(server, isNew: false);
        }
        nodes.AreUp();
    }

    [Fact]
    public async Task One_service_is_broken_and_the_others_answer()
    {
        nodes.Days.Break(server.Name, NodeService.Web, Breakage.Refuses, healsByReboot: true);
        nodes.Days.Break(server.Name, NodeService.Mail, Breakage.Fails, healsByReboot: true);
        Assert.Equal(("200", "nothing", "500"), await All(server));
        Assert.Equal(("200", "200", "200"), await All(other));
        nodes.Days.Mend();
        Assert.Equal(("200", "200", "200"), await All(server));
    }

    [Fact]
    public async Task The_node_tells_which_of_its_services_are_broken()
    {
        nodes.Days.Break(server.Name, NodeService.Convex, Breakage.Fails, healsByReboot: true);
        var health = await Health();
        Assert.Equal((false, true, true), ((bool)health["convex"]!, (bool)health["web"]!, (bool)health["mta"]!));
    }

    [Fact]
    public async Task What_hangs_takes_the_call_and_answers_nothing()
    {
        nodes.Days.Break(server.Name, NodeService.Convex, Breakage.Hangs, healsByReboot: true);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var asked = Ask(server, nodes.Ports.Convex, "/version", patience.Token);
        Assert.Equal("200", await Ask(server, nodes.Ports.Web, "/"));
        Assert.False(asked.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Theory]
    [InlineData(true, "200")]
    [InlineData(false, "nothing")]
    public async Task A_reboot_mends_what_it_is_to_mend_and_nothing_else(bool heals, string afterwards)
    {
        nodes.Days.Break(server.Name, Breakage.Refuses, heals);
        Assert.Equal(("nothing", "nothing", "nothing"), await All(server));
        Reboot();
        Assert.Equal((afterwards, afterwards, afterwards), await All(server));
    }

    [Fact]
    public async Task A_region_goes_and_comes_back_and_the_others_stay()
    {
        nodes.Days.TakeAway("hel1");
        Assert.Equal(("nothing", "nothing", "nothing"), await All(server));
        Assert.Equal(("200", "200", "200"), await All(other));
        nodes.Days.GiveBack("hel1");
        Assert.Equal(("200", "200", "200"), await All(server));
    }

    [Fact]
    public async Task Cut_off_nobody_is_reached_and_what_tells_so_neither()
    {
        async Task<string> Control()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{nodes.Ports.Control}/one");
            try
            {
                using var answer = await http.SendAsync(request, Cancel);
                return $"{(int)answer.StatusCode}";
            }
            catch (HttpRequestException)
            {
                return "nothing";
            }
        }
        Assert.Equal("200", await Control());
        nodes.Days.CutOff = true;
        Assert.Equal("nothing", await Control());
        Assert.Equal(("nothing", "nothing", "nothing"), await All(other));
        nodes.Days.Calm();
        Assert.Equal("200", await Control());
    }

    [Fact]
    public async Task One_that_flaps_is_away_and_there_by_turns()
    {
        nodes.Days.Flap(server.Name);
        var seen = new List<string>();
        for (var turn = 0; turn < 4; turn++)
        {
            seen.Add(await Ask(server, nodes.Ports.Web, "/"));
            clock.Advance(nodes.Days.FlapsEvery);
        }
        Assert.Equal(["nothing", "200", "nothing", "200"], seen);
    }

    [Fact]
    public async Task One_that_is_slow_answers_late()
    {
        var late = TimeSpan.FromMilliseconds(300);
        nodes.Days.SlowDown(server.Name, late);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal("200", await Ask(server, nodes.Ports.Mta, "/health"));
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) >= late);
    }
}
