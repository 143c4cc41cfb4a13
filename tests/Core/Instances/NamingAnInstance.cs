using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Instances;

namespace OpsBot.Tests.Core.Instances;

public sealed class NamingAnInstance(OpsBot.Tests.Testing.Database database) : IClassFixture<OpsBot.Tests.Testing.Database>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_planned_once_for_each_connection_and_not_for_each_command()
    {
        await using var source = NpgsqlDataSource.Create(Connections.Of(database.ConnectionString));
        await using var db = await source.OpenConnectionAsync(Cancel);
        await Fleet(db);
        for (var i = 0; i < 30; i++)
            Assert.Equal("shop-7", Assert.Single(await new FindInstance().Named(db, ["Shop-7"], Cancel)).Slug);
        // The first five times the server tries how much there is to gain by planning for the very arguments.
        Assert.InRange(await db.Get<long>(
            "select custom_plans from pg_prepared_statements where statement like '%FindInstance.cs%'", null, Cancel), 0, 5);
    }

    static Task<int> Fleet(NpgsqlConnection db) => db.Execute(
        """
        insert into organizations (id, slug, name, tier, created_at)
        values ('00000000-0000-7000-8000-000000000001', 'acme', 'Acme', 'starter', @Now);
        insert into servers (id, name, region, address, created_at)
        values ('00000000-0000-7000-8000-000000000002', 'h1', 'fsn1', 'tcp://127.0.0.1:2375', @Now);
        insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, changed_at, created_at)
        select gen_random_uuid(), 'shop-' || n, 'Shop ' || n, '00000000-0000-7000-8000-000000000001',
               '00000000-0000-7000-8000-000000000002', 'production', '1', 'https://acme.example', 'running', @Now, @Now
        from   generate_series(0, 1999) n;
        analyze instances
        """, new { Now = TimeProvider.System.GetUtcNow() }, Cancel);
}
