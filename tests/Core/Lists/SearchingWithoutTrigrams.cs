using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Core;
using OpsBot.Core.Database;
using OpsBot.Core.Instances;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Lists;

/// <summary>Where nobody may make pg_trgm, or it is not installed, the searches have no index; what they find is the same.</summary>
public sealed class SearchingWithoutTrigrams(Postgres postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_of_it_is_found()
    {
        await using var empty = await postgres.EmptyDatabase();
        var connection = await OfSomebodyWhoMayNotMakeIt(empty);
        await using var source = NpgsqlDataSource.Create(connection);
        var applied = await new Migrations(source, TimeProvider.System, NullLogger<Migrations>.Instance).Apply(Cancel);
        Assert.Null(applied.Fault);
        Assert.Equal((0L, 0L), (await One<long>(source, "select count(*) from pg_extension where extname = 'pg_trgm'"),
            await One<long>(source, "select count(*) from pg_indexes where indexname like '%\\_by\\_words'")));
        await Fill(source);
        await using var services = new ServiceCollection().AddLogging().AddCore(connection).BuildServiceProvider();

        async Task<string> found(string line)
        {
            var outcome = await services.GetRequiredService<Runner>().Run(
                new Request(new Caller(new ChatAccount("slack", "U1")) { Name = "olivia" }, line), Cancel);
            return outcome.Reply!.Parts.OfType<Pager>().SingleOrDefault()?.Where.Text ?? outcome.Text;
        }
        Assert.Equal(["1–10 of 40 instances", "8 instances", "8 instances", "1 instance", "1–10 of 40 instances"],
        [
            await found("/instance list art-"), await found("/instance list \"beta ltd\""), await found("/instance list MARY@beta"),
            await found("/instance list mart-07.nimbus"), await found("/instance list ma"),
        ]);
        Assert.Contains("No instance fits", await found("/instance list 7.0"), StringComparison.Ordinal);
        var finders = services.GetRequiredService<Finders>();
        await using var db = await source.OpenConnectionAsync(Cancel);
        Assert.Equal(["mart-07"], (await finders.For(typeof(InstanceId)).Find(db, "art-07", 10, Cancel)).Select(one => one.Slug));
        Assert.Equal(["beta"], (await finders.For(typeof(OrganizationId)).Find(db, "eta ltd", 10, Cancel)).Select(one => one.Slug));
    }

    static async Task<string> OfSomebodyWhoMayNotMakeIt(OpsBot.Tests.Testing.Database empty)
    {
        var theirs = new NpgsqlConnectionStringBuilder(empty.ConnectionString);
        var name = $"poor_{theirs.Database}";
        // Roles outlive their database, and the next run's has the same name.
        await using var command = empty.Source.CreateCommand(
            $"drop role if exists {name}; create role {name} login password 'x'; grant all on schema public to {name}");
        await command.ExecuteNonQueryAsync(Cancel);
        (theirs.Username, theirs.Password) = (name, "x");
        return theirs.ConnectionString;
    }

    static async Task Fill(NpgsqlDataSource source)
    {
        await using var db = await source.OpenConnectionAsync(Cancel);
        await Dapper.SqlMapper.ExecuteAsync(db,
            """
            insert into operators (id, handle, name, role, created_at) values (gen_random_uuid(), 'olivia', 'Olivia', 'operator', now());
            insert into chat_accounts (platform, account_id, operator_id, name, linked_at)
            select 'slack', 'U1', id, 'olivia', now() from operators;
            insert into organizations (id, slug, name, tier, created_at)
            values (gen_random_uuid(), 'acme', 'Acme GmbH', 'growth', now()), (gen_random_uuid(), 'beta', 'Beta Ltd', 'starter', now());
            insert into customers (id, organization_id, email, name, created_at)
            select gen_random_uuid(), id, 'Mary@' || slug || '.example', 'Mary', now() from organizations;
            insert into servers (id, name, region, address, created_at)
            values (gen_random_uuid(), 'h1', 'fsn1', 'tcp://127.0.0.1:9', now());
            insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, changed_at, created_at)
            select gen_random_uuid(), 'mart-' || lpad(n::text, 2, '0'), 'Mart ' || n, o.id, s.id, 'production', '17.0',
                   'https://mart-' || lpad(n::text, 2, '0') || '.nimbus.example', 'running', now(), now()
            from   generate_series(0, 39) n
            join   organizations o on o.slug = case when n % 5 = 0 then 'beta' else 'acme' end
            cross  join servers s
            """);
    }

    static async Task<T> One<T>(NpgsqlDataSource source, string sql)
    {
        await using var db = await source.OpenConnectionAsync(Cancel);
        return await Dapper.SqlMapper.QuerySingleAsync<T>(db, sql);
    }
}
