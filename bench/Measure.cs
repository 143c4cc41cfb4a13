using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Bench.Servers;
using OpsBot.Core.Database;
using OpsBot.Sandbox.Postgres;

namespace OpsBot.Bench;

/// <summary>Measures all in one run, so that what counts, the ratio, is of one machine in one state.</summary>
static class Measure
{
    static readonly int[] connections = [1, 16, 64];

    public static async Task<int> Run(string secret, IReadOnlyList<string> args)
    {
        var seconds = args.Count > 0 && double.TryParse(args[0], CultureInfo.InvariantCulture, out var given) ? given : 5;
        var folder = Path.Combine(".opsbot", "bench");
        await using var postgres = await EmbeddedPostgres.Start(new() { Folder = folder }, NullLogger.Instance, CancellationToken.None);
        var database = await FreshDatabase(postgres.ConnectionString);
        var rows = new List<(string What, Measured Measured)>();
        foreach (var (what, serve) in new (string, string[])[]
        {
            ("(a) Kestrel + HMAC", ["serve", "bare"]),
            ("(b) + one insert each", ["serve", "insert", database]),
            ("(c) inbox", ["serve", "inbox", database]),
        })
        {
            await using var server = await ServerProcess.Start("OpsBot.Bench.dll", serve, new Dictionary<string, string>());
            foreach (var many in connections)
            {
                var measured = await Load.Run(server.Address, new SignedCommands(secret, 1), many, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(seconds));
                Screen.Line($"{what,-24} {many,3} connections {measured.PerSecond,8:N0}/s   p50 {measured.P50,7:0.00} ms   p99 {measured.P99,7:0.00} ms   {measured.Refused} not acknowledged");
            }
            Screen.Line($"   {server.Memory:0} MB, ready after {server.ReadyAfter.TotalSeconds:0.00} s");
        }
        await using var source = NpgsqlDataSource.Create(database);
        await using var db = await source.OpenConnectionAsync();
        Screen.Line($"   handled {await db.Get<long>("select count(*) from inbox where handled_at is not null", null, CancellationToken.None)} of {await db.Get<long>("select count(*) from inbox", null, CancellationToken.None)}");
        return 0;
    }

    static async Task<string> FreshDatabase(string server)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var db = await source.OpenConnectionAsync();
        await db.Execute("drop database if exists bench with (force)", null, CancellationToken.None);
        await db.Execute("create database bench", null, CancellationToken.None);
        var database = new NpgsqlConnectionStringBuilder(server) { Database = "bench" }.ConnectionString;
        await using var fresh = NpgsqlDataSource.Create(database);
        await new Migrations(fresh, TimeProvider.System, NullLogger<Migrations>.Instance).Apply(CancellationToken.None);
        await using var made = await fresh.OpenConnectionAsync();
        // What a plain inbox would have.
        await made.Execute(
            """
            create table bench_requests (
                id          uuid        primary key,
                key         text        not null unique,
                platform    text        not null,
                kind        text        not null,
                body        text        not null,
                received_at timestamptz not null)
            """, null, CancellationToken.None);
        return database;
    }
}
