using OpsBot.Core.Database;
using OpsBot.Sandbox.Running;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Seeding;

/// <summary>The three months that a newcomer finds fit together.</summary>
public sealed class LookingBack(OpsBot.Tests.Testing.Postgres postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Incidents_hours_and_days_tell_the_same_and_everything_is_well_now()
    {
        await using var database = await postgres.NewDatabase();
        var anyPort = new Uri("http://127.0.0.1:0");
        await using var sandbox = await SandboxHost.Start(new()
        {
            Address = anyPort, BotAddress = anyPort, ConnectionString = database.ConnectionString, Pace = 0.1,
            HealthEvery = TimeSpan.FromSeconds(5), Folder = Repository.At(".opsbot", "test-seeds", Guid.CreateVersion7().ToString("n")),
        }, Cancel);
        async Task<T> One<T>(string sql)
        {
            await using var db = await database.Source.OpenConnectionAsync(Cancel);
            Mapping.Ready();
            return (await Dapper.SqlMapper.QuerySingleAsync<T>(db, sql))!;
        }

        Assert.Equal(40, await One<long>("select count(*) from alerts where state = 'resolved'"));
        Assert.Equal(0, await One<long>("select count(*) from alert_members where left_at is null"));
        Assert.True(await One<long>("select count(*) from auto_reboots where helped") > await One<long>(
            "select count(*) from auto_reboots where not helped"));
        Assert.Equal(0, await One<long>(
            "select count(*) from health_hours where healthy > least(convex, web, mta) or least(healthy, convex, web, mta) < 0"));
        // Whole days of which there are all hours.
        Assert.Equal(0, await One<long>(
            """
            select count(*)
            from   health_days d
            join   (select server_id, date_trunc('day', hour, 'UTC') as day, sum(rounds) as rounds, sum(healthy) as healthy
                    from health_hours group by 1, 2 having count(*) = 24) h using (server_id, day)
            where  (d.rounds, d.healthy) <> (h.rounds, h.healthy)
            """));
        // Each incident of the hours that are kept is to be seen in them.
        Assert.Equal(0, await One<long>(
            """
            select count(*)
            from   alerts a
            join   alert_members m on m.alert_id = a.id
            join   health_hours h on h.server_id = m.member_id and h.hour = date_trunc('hour', a.opened_at, 'UTC')
            where  a.kind in ('server', 'region') and h.healthy = h.rounds
            """));
        // The first rounds of its own find it as it was left.
        var before = await One<long>("select count(*) from probe_rounds where void_why is null");
        await Eventually.True(async () => await One<long>("select count(*) from probe_rounds where void_why is null") >= before + 2,
            what: "two rounds", within: TimeSpan.FromMinutes(1));
        await Eventually.Equal(0L, () => One<long>("select count(*) from server_health where health <> 'healthy' or was_well_at is null"));
        Assert.Equal(40, await One<long>("select count(*) from alerts"));
    }
}
