using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Routing;
using OpsBot.Sandbox.Caddy;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Routing;

/// <summary>A Caddy for each test, a customer's server behind it, and all of Core that is to keep its routes.</summary>
public abstract class ProxyTest(Postgres postgres) : OperationTest(postgres)
{
    static readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });

    protected const string Somebodys =
        """
        {"@id":"theirs","match":[{"host":["metrics.example"]}],"handle":[{"handler":"static_response","body":"theirs"}],"terminal":true}
        """;

    WebApplication server = null!;

    protected ICaddy Caddy { get; private set; } = null!;

    protected ProxyRelay Relay { get; private set; } = null!;

    protected virtual string Pattern => "http://{slug}.nimbus.example";

    protected virtual async Task<ICaddy> Open() => await Real();

    public static async Task<ICaddy> Real()
    {
        Assert.SkipUnless(CaddyServer.IsInstalled, "A real Caddy is needed (Debian: apt install caddy).");
        return await CaddyServer.Start(Repository.At(".opsbot", "test-caddy", Guid.CreateVersion7().ToString("n")), 0, Cancel);
    }

    protected RouteKeeper Keeper => Get<RouteKeeper>();

    protected override void Register(IServiceCollection services) => services
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Caddy:AdminUrl"] = Relay.Address.ToString(), ["Caddy:Listen"] = Caddy.Http.ToString(),
            ["Routing:Pattern"] = Pattern, ["Routing:Proxy"] = Caddy.Http.ToString(),
        }).Build())
        // Its pauses between tries are real ones.
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<CaddyAdmin>(provider, TimeProvider.System))
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<ProxyVisit>(provider, TimeProvider.System));

    public override async ValueTask InitializeAsync()
    {
        Caddy = await Open();
        Relay = await ProxyRelay.Start(Caddy.Admin);
        server = await StartServer();
        await base.InitializeAsync();
    }

    /// <summary>A server of a customer's, which says what it was asked for.</summary>
    static async Task<WebApplication> StartServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsync(
            $"{context.Request.Host} {context.Request.Path} {context.Request.Headers["X-Forwarded-Prefix"]}".TrimEnd()));
        await app.StartAsync();
        return app;
    }

    protected int ServerPort => new Uri(server.Urls.First()).Port;

    /// <summary>An organization with a route that is on, in the database alone.</summary>
    protected async Task<OrganizationId> Route(string slug, params string[] hosts)
    {
        var organization = OrganizationId.Of(Guid.CreateVersion7());
        await Execute("insert into organizations (id, slug, name, tier, created_at) values (@Id, @slug, @slug, 'growth', @Now)",
            new { Id = organization, slug, Now = Clock.GetUtcNow() });
        Assert.Null((await Alone(work => work.OpenRoute(organization, IPAddress.Loopback, ServerPort, hosts, Cancel))).Fault);
        return organization;
    }

    /// <summary>Many at once, which lead nowhere.</summary>
    protected Task Routes(int many) => Execute(
        """
        insert into routes (id, slug, address, port, state, changed_at, created_at)
        select gen_random_uuid(), 'many-' || n, '2001:db8::1', 3000, 'on', @Now, @Now
        from   generate_series(1, @many) n
        """, new { many, Now = Clock.GetUtcNow() });

    protected Task<RouteState?> Turn(OrganizationId organization, RouteState to) =>
        Alone(work => work.TurnRoute(organization, to, Cancel));

    protected Task<T> Alone<T>(Func<Work, Task<T>> run) => Get<Transactions>().As(Actor.OpsBot("test"), run, Cancel);

    protected async Task<int> Kept() => (await Keeper.Round(Cancel)).Value.Changes;

    /// <summary>What a visitor of that address gets: the status, and what it says.</summary>
    protected async Task<(int Status, string Says)> Visit(string host, string path = "/")
    {
        // Caddy drops who connects at the very moment that its configuration changes; a browser comes again.
        for (var tries = 1; ; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{Caddy.Http}{path}"));
            request.Headers.Host = host;
            try
            {
                using var answer = await http.SendAsync(request, Cancel);
                return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
            }
            catch (HttpRequestException) when (tries < 5)
            {
                // Once more.
            }
        }
    }

    /// <summary>What a person with a shell on the proxy's machine does.</summary>
    protected async Task ByHand(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri($"http://{Caddy.Admin}/config/apps/http/servers/srv0/{path}"));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>The proxy's routes by their ids, in order.</summary>
    protected async Task<IReadOnlyList<string>> OnTheProxy() => [.. (await Stored()).Select(route => $"{route!["@id"]}")];

    protected async Task<JsonArray> Stored() =>
        JsonNode.Parse(await http.GetStringAsync(new Uri($"http://{Caddy.Admin}/config/apps/http/servers/srv0/routes"), Cancel))!.AsArray();

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await server.DisposeAsync();
        await Relay.DisposeAsync();
        await Caddy.DisposeAsync();
    }
}
