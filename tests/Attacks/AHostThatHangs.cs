using System.Net;
using System.Net.Sockets;
using OpsBot.Core.Database;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Slack.Workspace;

namespace OpsBot.Tests.Attacks;

/// <summary>A Docker host that accepts every connection and never answers.</summary>
public sealed class AHostThatHangs(Postgres postgres) : IAsyncLifetime
{
    const int Looks = 8;

    readonly TcpListener host = new(IPAddress.Loopback, 0);
    readonly List<Socket> connections = [];
    Workspace slack = null!;
    Task accepting = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        host.Start();
        accepting = Accept();
        slack = await Open(postgres);
        await using var db = await slack.Database.Source.OpenConnectionAsync(Cancel);
        await db.Execute(
            """
            insert into organizations (id, slug, name, tier, created_at) values (@Id, 'acme', 'Acme GmbH', 'growth', @At);
            insert into servers (id, name, region, address, created_at) values (@Id, 'h1', 'nbg1', @Address, @At);
            insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, changed_at, created_at)
            values (@Id, 'acme-prod', 'Acme', @Id, @Id, 'production', '17.0', 'https://acme.example', 'running', @At, @At);
            """, new { Id = Guid.CreateVersion7(), At = TimeProvider.System.GetUtcNow(), Address = $"http://{host.LocalEndpoint}" }, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await slack.DisposeAsync();
        host.Dispose();
        await accepting;
        lock (connections) connections.ForEach(one => one.Dispose());
    }

    [Theory]
    [InlineData("show", "On the server now: The host did not answer within 3 s.")]
    [InlineData("logs", "be read. The host did not answer within 3 s.")]
    [InlineData("delete", "be seen now. The host did not answer within 3 s.")]
    [InlineData("why", "did not answer within 700 ms")]
    public async Task Cannot_keep_anybody_waiting_but_those_who_look_at_it(string look, string answer)
    {
        for (var i = 0; i < Looks; i++) await slack.Type(Olivia, $"/instance {look} acme-prod");
        // All of them hang at once, which is twice as many as there are handlers for everything else.
        await Eventually.Equal(Looks, () => { lock (connections) return connections.Count; });

        await slack.Type(Adam, "/ops whoami");
        await slack.Sees(Adam, "adam");
        Assert.True(await Took("whoami") < TimeSpan.FromSeconds(2), $"whoami took {await Took("whoami")}");

        // And why it could not be seen is a part of the answer.
        await slack.Sees(Olivia, answer);
    }

    async Task<TimeSpan> Took(string what)
    {
        await using var db = await slack.Database.Source.OpenConnectionAsync(Cancel);
        return await db.Get<TimeSpan>("select handled_at - received_at from inbox where strpos(body, @what) > 0", new { what }, Cancel);
    }

    async Task Accept()
    {
        try
        {
            while (true)
            {
                var one = await host.AcceptSocketAsync();
                lock (connections) connections.Add(one);
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
