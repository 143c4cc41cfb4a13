using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

public sealed class ADutyThroughAKill(Postgres postgres)
{
    [Fact]
    public async Task A_worker_killed_in_the_middle_of_a_duty_leaves_the_round_to_another_which_does_it_once()
    {
        await using var database = await postgres.NewDatabase();
        await using var fleet = await Fleet.Open(database.ConnectionString);
        await fleet.Settle();
        await fleet.Instance("acme-prod");
        var hold = fleet.Docker.HoldBefore("^GET .*/containers/json$");
        var worker = fleet.StartWorker();
        await hold.IsReached("a worker looks after the host");
        var round = await Round(fleet);
        await worker.Kill();
        Assert.EndsWith(" 1 open", await Round(fleet), StringComparison.Ordinal);
        Assert.Null(await fleet.One<DateTime?>("select seen_at from servers"));

        // The same round, not the next: its claim has lapsed.
        fleet.StartWorker();
        await Eventually.Equal(round.Replace(" 1 open", " 2 done", StringComparison.Ordinal), () => Round(fleet));
        Assert.NotNull(await fleet.One<DateTime?>("select seen_at from servers"));
    }

    // The oldest there is; by the time one looks, a minute may be over and the next have begun.
    static Task<string> Round(Fleet fleet) => fleet.One<string>(
        """
        select   slot || ' ' || attempts || case when ended_at is null then ' open' else ' done' end
        from     duty_runs
        where    duty = 'hosts and instances'
        order by slot
        limit    1
        """);
}
