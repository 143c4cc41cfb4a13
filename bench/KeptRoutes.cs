using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Database;
using OpsBot.Core.Routing;
using OpsBot.Sandbox.Caddy;

namespace OpsBot.Bench;

/// <summary>How long it takes to see that a proxy with many routes is as it should be, and to make it so.</summary>
static class KeptRoutes
{
    const int Routes = 2_000;
    const int Checks = 20;

    public static async Task Measure(NpgsqlDataSource source, string folder)
    {
        await using var caddy = await ICaddy.Start(Path.Combine(folder, "caddy"), 0, CancellationToken.None);
        await Fill(source);
        using var admin = new CaddyAdmin(Options.Create(new CaddyOptions { AdminUrl = $"http://{caddy.Admin}" }), TimeProvider.System);
        using var keeper = new RouteKeeper(source, admin, Options.Create(new RoutingOptions { Pattern = "http://{slug}.bench.example" }),
            TimeProvider.System, NullLogger<RouteKeeper>.Instance);
        var whose = CaddyServer.IsInstalled ? "a real Caddy" : "a pretend Caddy";
        BenchLine.Say($"{Routes:N0} routes given to {whose}", Seconds(await Round(keeper, Routes)), "there to compare with");
        var times = new List<double>();
        for (var i = 0; i < Checks; i++) times.Add((await Round(keeper, 0)).TotalMilliseconds);
        times.Sort();
        BenchLine.Say($"{Routes:N0} routes checked for drift",
            string.Create(CultureInfo.InvariantCulture, $"p50 {Load.Part(times, 0.5):0} ms, p95 {Load.Part(times, 0.95):0} ms"),
            "under 1 s");
        await caddy.RestartEmpty(CancellationToken.None);
        BenchLine.Say("  and put right, restarted empty", Seconds(await Round(keeper, Routes)), "there to compare with");
    }

    static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");

    static async Task<TimeSpan> Round(RouteKeeper keeper, int changes)
    {
        var watch = Stopwatch.StartNew();
        var kept = await keeper.Round(CancellationToken.None);
        return kept.Fault is null && kept.Value.Changes == changes ? watch.Elapsed
            : throw new InvalidOperationException($"A round came to {kept.Fault?.Sentence ?? $"{kept.Value.Changes} changes"}");
    }

    static async Task Fill(NpgsqlDataSource source)
    {
        await using var db = await source.OpenConnectionAsync();
        await db.Execute(
            """
            insert into routes (id, slug, address, port, state, changed_at, created_at)
            select gen_random_uuid(), 'customer-' || n, ('10.' || n / 62500 || '.' || n / 250 % 250 || '.' || 1 + n % 250)::inet, 3000,
                   case when n % 50 = 0 then 'paused' else 'on' end, @Now, @Now
            from   generate_series(1, @Routes) n
            """, new { Routes, Now = TimeProvider.System.GetUtcNow() }, CancellationToken.None);
    }
}
