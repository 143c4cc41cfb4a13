using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Sandbox.Seeding;

/// <summary>An address for each organization that has something to visit. All their servers are this program.</summary>
static class SeedRoutes
{
    /// <summary>What was turned in an earlier start stays so; only the port may be another now.</summary>
    public static async Task Load(NpgsqlDataSource source, int port, TimeProvider time, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            insert into routes (id, slug, organization_id, address, port, state, changed_at, created_at)
            select o.id, o.slug, o.id, '127.0.0.1', @port, 'on', @Now, o.created_at
            from   organizations o
            where  exists (select from instances i where i.organization_id = o.id and i.slug = o.slug || '-prod' and i.state <> 'deleted')
            on conflict (organization_id) do update
            set    port = excluded.port
            """, new { port, Now = time.GetUtcNow() }, cancel);
    }
}
