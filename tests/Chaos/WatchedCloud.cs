using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Cloud.Api;
using OpsBot.Sandbox.Nodes;

namespace OpsBot.Tests.Chaos;

/// <summary>The pretend Hetzner and what boots there, both quick, with a list of what was asked, and places to stop a caller at.</summary>
public sealed class WatchedCloud : IAsyncDisposable
{
    static readonly NodePace quick = new()
    {
        FirstBoot = TimeSpan.FromMilliseconds(200), Boot = TimeSpan.Zero, Services = TimeSpan.FromMilliseconds(200), Update = TimeSpan.Zero,
        Restart = TimeSpan.FromMilliseconds(200),
    };

    WebApplication app = null!;
    NodeListener listener = null!;

    public CloudWorld World { get; } = new(TimeProvider.System) { Pace = 0.05 };

    public PretendNodes Nodes { get; } = new(TimeProvider.System) { Pace = quick };

    public WatchedCalls Calls { get; } = new();

    /// <summary>What bots and workers are set to, to find it.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Hetzner:Token"] = World.Token, ["Hetzner:ApiUrl"] = World.ApiUrl.ToString(), ["Secrets:Key"] = Key,
        ["Servers:AppVersion"] = "1.8.3", ["Routing:Pattern"] = "{slug}.nimbus.example", ["Servers:Ports:Web"] = $"{Nodes.Ports.Web}",
        ["Servers:Ports:Convex"] = $"{Nodes.Ports.Convex}", ["Servers:Ports:Mta"] = $"{Nodes.Ports.Mta}",
    };

    public static string Key { get; } = Convert.ToBase64String(new byte[32]);

    public static async Task<WatchedCloud> Start()
    {
        var cloud = new WatchedCloud();
        var cancel = TestContext.Current.CancellationToken;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        cloud.app = builder.Build();
        cloud.app.Use(cloud.Calls.Watch);
        cloud.app.UseRouting();
        cloud.app.MapHetznerApi(cloud.World);
        await cloud.app.StartAsync(cancel);
        cloud.listener = await NodeListener.Start(cloud.Nodes, cancel, cloud.Calls.Watch);
        cloud.World.Boots = cloud.Nodes;
        return cloud;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        await listener.DisposeAsync();
        await World.DisposeAsync();
    }
}
