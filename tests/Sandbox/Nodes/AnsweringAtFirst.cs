using System.Diagnostics;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Nodes;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Nodes;

public sealed class AnsweringAtFirst
{
    static readonly TimeSpan late = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_server_that_has_only_just_come_up_answers_late_and_two_with_one_port_are_told_apart_by_their_address()
    {
        var cancel = TestContext.Current.CancellationToken;
        var clock = new Clock();
        var nodes = new PretendNodes(clock) { SlowAtFirst = late };
        await using var listener = await NodeListener.Start(nodes, cancel);
        await using var cloud = new CloudWorld(clock) { Boots = nodes };
        var (one, other) = (Put("one"), Put("other"));
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        clock.Advance(nodes.Pace.Boot);
        Assert.True((await Ask(one)).Took >= late);
        clock.Advance(nodes.Pace.Services);
        Assert.Contains("<h1>one</h1>", (await Ask(one)).Page, StringComparison.Ordinal);
        Assert.Contains("<h1>other</h1>", (await Ask(other)).Page, StringComparison.Ordinal);

        CloudServer Put(string name) => cloud.Put(new PutServer(name, "cx23", "nbg1")
        {
            Disk = new PretendDisk
            {
                Environment = new Dictionary<string, string> { ["SLUG"] = name }, Version = "1.8.3",
                OpenPorts = new HashSet<int> { nodes.Ports.Web },
            },
        });

        async Task<(string Page, TimeSpan Took)> Ask(CloudServer server)
        {
            var began = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{server.Address}:{nodes.Ports.Web}/");
            using var answer = await http.SendAsync(request, cancel);
            return (await answer.Content.ReadAsStringAsync(cancel), Stopwatch.GetElapsedTime(began));
        }
    }
}
