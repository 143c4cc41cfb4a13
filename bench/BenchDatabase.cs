using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Bench;

/// <summary>A fresh database of the product's schema, with two admins who talk to the bot and a table for the plain insert.</summary>
static class BenchDatabase
{
    public static async Task<string> Make(string server)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var db = await source.OpenConnectionAsync();
        await db.Execute("drop database if exists bench with (force)", null, CancellationToken.None);
        await db.Execute("create database bench", null, CancellationToken.None);
        var database = new NpgsqlConnectionStringBuilder(server) { Database = "bench" }.ConnectionString;
        await using var fresh = NpgsqlDataSource.Create(database);
        await new Migrations(fresh, TimeProvider.System, NullLogger<Migrations>.Instance).Apply(CancellationToken.None);
        await Fill(fresh);
        return database;
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
                received_at timestamptz not null);
            insert into operators (id, handle, name, role, created_at)
            values (gen_random_uuid(), 'ada', 'Ada', 'admin', @Now), (gen_random_uuid(), 'ben', 'Ben', 'super_admin', @Now);
            insert into chat_accounts (platform, account_id, operator_id, name, linked_at)
            select 'slack', case handle when 'ada' then @Asker else @Approver end, id, name, @Now
            from   operators
            union  all
            select 'discord', @Member, id, name, @Now
            from   operators
            where  handle = 'ada'
            """, new { Clicks.Asker, Clicks.Approver, SignedInteractions.Member, Now = TimeProvider.System.GetUtcNow() }, CancellationToken.None);
    }
}
