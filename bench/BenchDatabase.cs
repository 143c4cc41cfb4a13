using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Bench;

/// <summary>
/// A fresh database of the product's schema, with two admins who talk to the bot, a fleet, and a table for the plain insert.
/// </summary>
static class BenchDatabase
{
    public const int Instances = 2_000;

    public static async Task<string> Make(string server)
    {
        await Empty(server, "bench");
        var database = new NpgsqlConnectionStringBuilder(server) { Database = "bench" }.ConnectionString;
        await using var fresh = NpgsqlDataSource.Create(database);
        await new Migrations(fresh, TimeProvider.System, NullLogger<Migrations>.Instance).Apply(CancellationToken.None);
        await Fill(fresh);
        return database;
    }

    /// <summary>A database of that name with nothing in it.</summary>
    public static async Task Empty(string server, string name)
    {
        await using var db = new NpgsqlConnection(server);
        await db.OpenAsync();
        foreach (var statement in (string[])[$"drop database if exists {name} with (force)", $"create database {name}"])
        {
            await using var command = new NpgsqlCommand(statement, db);
            await command.ExecuteNonQueryAsync();
        }
    }

    static async Task Fill(NpgsqlDataSource source)
    {
        await using var db = await source.OpenConnectionAsync();
        await db.Execute(
            """
            create table bench_requests (
                id          uuid        primary key,
                key         text        not null unique,
                platform    text        not null,
                kind        text        not null,
                body        text        not null,
                received_at timestamptz not null,
                handled_at  timestamptz);
            insert into operators (id, handle, name, role, created_at)
            values (gen_random_uuid(), 'ada', 'Ada', 'admin', @Now), (gen_random_uuid(), 'ben', 'Ben', 'super_admin', @Now);
            insert into chat_accounts (platform, account_id, operator_id, name, linked_at)
            select 'slack', case handle when 'ada' then @Asker else @Approver end, id, name, @Now
            from   operators
            union  all
            select 'discord', @Member, id, name, @Now
            from   operators
            where  handle = 'ada';
            insert into organizations (id, slug, name, tier, created_at)
            values ('00000000-0000-7000-8000-000000000001', 'bench', 'Bench', 'starter', @Now);
            insert into servers (id, name, region, address, created_at)
            values ('00000000-0000-7000-8000-000000000002', 'bench', 'fsn1', 'tcp://127.0.0.1:2375', @Now);
            insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, changed_at, created_at)
            select gen_random_uuid(), 'bench-' || n, 'Bench ' || n, '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002',
                   'production', '1', 'https://bench.example', 'running', @Now, @Now
            from   generate_series(0, @Instances - 1) n
            """, new { Clicks.Asker, Clicks.Approver, SignedInteractions.Member, Instances, Now = TimeProvider.System.GetUtcNow() },
            CancellationToken.None);
    }

    /// <summary>Every instance runs again, as if no command had come.</summary>
    public static async Task StartAll(NpgsqlDataSource source)
    {
        await using var db = await source.OpenConnectionAsync();
        await db.Execute(
            """
            delete from jobs;
            update instances set state = 'running', state_before = null, trail = null;
            """, null, CancellationToken.None);
        await db.Execute("vacuum analyze instances", null, CancellationToken.None);
    }

    /// <summary>So many questions that a bot acknowledged before it was killed.</summary>
    public static async Task LeaveBehind(NpgsqlDataSource source, int count, SignedRequests requests)
    {
        await using var db = await source.OpenConnectionAsync();
        var ask = Json.Text(
            new { Line = "/ops whoami", User = Clicks.Asker, Answer = $"response:{Clicks.Asker}:{requests.Answers("/left/")}" });
        await db.Execute(
            """
            insert into inbox (id, key, platform, kind, body, received_at, claimed_until)
            select gen_random_uuid(), 'left:' || n, 'slack', 'command', replace(@ask, '/left/', '/left/' || n), @Now, @Now
            from   generate_series(1, @count) n
            """, new { ask, count, Now = TimeProvider.System.GetUtcNow() }, CancellationToken.None);
    }
}
