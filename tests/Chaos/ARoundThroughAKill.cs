using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

public sealed class ARoundThroughAKill(Postgres postgres)
{
    sealed record Counted(long Rounds, long Bad, long Changes, long Hours);

    [Fact]
    public async Task A_worker_killed_in_the_middle_of_a_round_has_looked_at_nothing_and_two_others_count_it_once()
    {
        await using var database = await postgres.NewDatabase();
        await using var cloud = await WatchedCloud.Start();
        await using var fleet = await Fleet.Open(database.ConnectionString);
        fleet.Besides = cloud.Settings;
        await fleet.Settle();
        // Nothing has ever booted at that address.
        await fleet.Execute(
            """
            insert into servers (id, name, region, purpose, organization_id, label, type, v4, state, reach, created_at)
            select gen_random_uuid(), 'acme', 'nbg1', 'organization', id, 'acme', 'cx23', '127.77.9.9', 'running', 'direct', created_at
            from   organizations
            """);
        var hold = cloud.Calls.HoldBefore("127.77.9.9/version$");
        var worker = fleet.StartWorker();
        await hold.IsReached("a worker looks at the server");
        await worker.Kill();
        Assert.Equal(new Counted(0, 0, 0, 0), await Count(fleet));

        fleet.StartWorker();
        fleet.StartWorker();
        await Eventually.True(async () => (await Count(fleet)).Rounds > 0, seen: () => "no round");
        // One, or two where the next slot has begun meanwhile.
        var counted = await Count(fleet);
        Assert.Equal(new(counted.Rounds, counted.Rounds, 1, counted.Rounds), counted);
    }

    static Task<Counted> Count(Fleet fleet) => fleet.One<Counted>(
        """
        select (select count(*) from probe_rounds) as rounds, coalesce((select sum(bad_rounds) from server_health), 0) as bad,
               (select count(*) from health_changes) as changes, coalesce((select sum(rounds) from health_hours), 0) as hours
        """);
}
