using System.Net;

namespace OpsBot.Sandbox.Caddy;

/// <summary>
/// Stands in for Caddy where it is not installed: the part of its admin API that changes a configuration, as strict as the real one, and
/// the few handlers that OpsBot's routes use.
/// </summary>
public sealed class PretendCaddy : ICaddy
{
    WebApplication? app;

    PretendCaddy(int port) => Http = new(IPAddress.Loopback, port == 0 ? CaddyServer.FreePort() : port);

    public IPEndPoint Admin { get; } = new(IPAddress.Loopback, CaddyServer.FreePort());

    public IPEndPoint Http { get; }

    public static async Task<PretendCaddy> Start(int port, CancellationToken cancel)
    {
        var caddy = new PretendCaddy(port);
        await caddy.Begin(cancel);
        return caddy;
    }

    public async Task Begin(CancellationToken cancel, Func<ICaddy, string>? with = null)
    {
        var config = new PretendConfig((with ?? ICaddy.OneServer)(this));
        var (admin, visits) = (new PretendAdmin(config), new PretendVisits(config));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{Admin}", $"http://{Http}");
        app = builder.Build();
        app.Run(context => context.Connection.LocalPort == Admin.Port ? admin.Answer(context) : visits.Answer(context));
        app.Lifetime.ApplicationStopped.Register(visits.Dispose);
        await app.StartAsync(cancel);
    }

    public async Task End()
    {
        if (app is null) return;
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync() => await End();
}
