using OpsBot.Core.Servers.Orphans;
using OpsBot.Core.Servers.Providers;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers.Orphans;

/// <summary>A team and a pretend project of their own for each test.</summary>
public abstract class OrphanTest(Postgres postgres) : IAsyncLifetime
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal Desk Desk { get; } = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await Desk.InitializeAsync();
        await Desk.Execute("insert into channels (purpose, platform, channel_id) values ('ops', 'slack', 'COPS')", new { });
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Desk.DisposeAsync();
    }

    /// <summary>What the duty does an hour later.</summary>
    internal Task Look()
    {
        Desk.Clock.Advance(TimeSpan.FromHours(1));
        return Desk.Get<OrphanWatch>().Round(Cancel);
    }

    /// <summary>A server that no record knows; with our label, or without any.</summary>
    internal CloudServer Put(string name, string? label) => Desk.Cloud.Put(new PutServer(name, "cx23", "nbg1")
    {
        Labels = label is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [Rented.LabelName] = label },
    });

    internal CloudVolume PutVolume(string name)
    {
        var volume = new CloudVolume(Desk.Cloud.NewId(), name, 50, "nbg1", Desk.Clock.GetUtcNow())
        {
            Labels = new Dictionary<string, string> { [Rented.LabelName] = "gone-job" },
        };
        Desk.Cloud.Put(volume);
        return volume;
    }

    /// <summary>Somebody deletes it in the provider's console.</summary>
    internal void Vanish(ICloudThing thing)
    {
        lock (Desk.Cloud.Gate) Desk.Cloud.Project.Remove(thing);
    }

    internal bool IsThere(CloudServer server) => Desk.Cloud.Servers.Contains(server);

    internal Task<string?> EndOf(string slug) => Desk.One<string?>("select ended_by from orphans where slug = @slug", new { slug });
}
