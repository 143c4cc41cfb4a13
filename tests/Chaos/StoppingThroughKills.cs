using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

public sealed class StoppingThroughKills(Postgres postgres)
{
    [Fact]
    public Task A_stop_happens_once_although_bot_and_worker_are_killed() => Stop(everywhere: false);

    [Fact(Explicit = true), Trait("Run", "kills")]
    public Task A_stop_happens_once_although_bot_and_worker_are_killed_between_all_its_steps() => Stop(everywhere: true);

    async Task Stop(bool everywhere)
    {
        await using var database = await postgres.NewDatabase();
        await using var fleet = await Fleet.Open(database.ConnectionString);
        await fleet.Settle();
        await fleet.Instance("acme-prod");
        var bot = await fleet.StartBot();
        var form = await fleet.World.OpensForm(Workspace.Olivia, "/instance stop acme-prod");

        // Received and acknowledged, not handled: nobody can be looked up.
        await using (await fleet.Lock("operators"))
        {
            var sent = await fleet.World.Submit(Workspace.Olivia, form.Id, new Dictionary<string, string> { ["reason"] = "ticket 4711" },
                TestContext.Current.CancellationToken);
            Assert.True(sent.Ok, sent.Error);
            await bot.Kill();
            Assert.Equal(1, await fleet.Unhandled());
        }
        await fleet.StartBot();
        await Eventually.Equal(0L, fleet.Unhandled);
        Assert.Equal(["queued 0"], await Jobs(fleet));

        if (everywhere)
        {
            // Dies before Docker has heard of it.
            await Killed(fleet, fleet.Docker.HoldBefore("^POST .*/stop$"));
            Assert.Equal(0, fleet.Docker.Changes("/stop$"));
            Assert.Equal(["running 0"], await Jobs(fleet));
        }

        // Dies after the stop took effect, before it heard so.
        await Killed(fleet, fleet.Docker.HoldAfter("^POST .*/stop$"));
        Assert.Equal(1, fleet.Docker.Changes("/stop$"));
        Assert.Equal(["running 0"], await Jobs(fleet));

        var asked = fleet.Docker.Asked("/stop$");
        if (everywhere)
        {
            // Dies while it looks whether that was done; a look at one container is taken for nothing else so far.
            await Killed(fleet, fleet.Docker.HoldBefore("^GET .*/containers/[^/]+/json$"));
            Assert.Equal(["running 0"], await Jobs(fleet));

            // Dies while it writes down how it ended.
            await using (await fleet.Lock("instances", "exclusive"))
            {
                var worker = fleet.StartWorker();
                await Eventually.True(async () => await fleet.WaitingFor("instances") > 0, what: "the worker writes down the end");
                await worker.Kill();
            }
            Assert.Equal(["running 1"], await Jobs(fleet));
        }

        fleet.StartWorker();
        await Eventually.Equal(["succeeded 2"], () => Jobs(fleet));
        var message = await fleet.World.Sees(Workspace.Olivia, "acme-prod is stopped");
        Assert.NotNull(message.EditedAt);
        Assert.Single(fleet.World.Said("ops", "acme-prod", Workspace.Adam));
        Assert.Equal(1, fleet.Docker.Changes("/stop$"));
        // Whoever went on saw that it was done, and did not ask once more.
        Assert.Equal(asked, fleet.Docker.Asked("/stop$"));
        Assert.Equal("stopped", await fleet.One<string>("select state from instances"));
        Assert.Equal(["instance stop started", "instance stop done"], await fleet.AuditOf("acme-prod"));
    }

    [Fact]
    public async Task A_worker_that_is_stopped_in_the_middle_hands_its_job_back_at_once_and_nobody_counts_that_as_a_death()
    {
        await using var database = await postgres.NewDatabase();
        await using var fleet = await Fleet.Open(database.ConnectionString);
        await fleet.Settle();
        await fleet.Instance("acme-prod");
        await fleet.Ask(Workspace.Olivia, "/instance stop acme-prod", because: "ticket 4711");
        var hold = fleet.Docker.HoldBefore("^POST .*/stop$");
        var worker = fleet.StartWorker();
        await hold.Reached;
        await OtherProcess.Signal("TERM", worker.Id);
        await Eventually.Equal(["queued 0"], () => Jobs(fleet));
        Assert.Equal(0, await fleet.One<int>("select stumbles from jobs"));

        fleet.StartWorker();
        await Eventually.Equal(["succeeded 2"], () => Jobs(fleet));
        Assert.Equal(1, fleet.Docker.Changes("/stop$"));
    }

    static async Task Killed(Fleet fleet, CallHold hold)
    {
        var worker = fleet.StartWorker();
        await hold.Reached;
        await worker.Kill();
    }

    static Task<IReadOnlyList<string>> Jobs(Fleet fleet) => fleet.All<string>(
        "select state || ' ' || (select count(*) from job_steps where job_id = jobs.id and state = 'done') from jobs");
}
