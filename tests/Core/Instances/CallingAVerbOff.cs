using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Instances;

/// <summary>A verb that somebody cancels between its steps: what can be is taken back, and the instance is what it was.</summary>
public sealed class CallingAVerbOff(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("start", PretendStart.Stopped, "stopped")]
    [InlineData("retry", PretendStart.Failed, "error")]
    public async Task One_that_is_coming_up_is_stopped_again(string verb, PretendStart before, string after)
    {
        var shop = await desk.Instance(before);
        await desk.Ask("olivia", $"/instance {verb} {shop}");
        Assert.True(await desk.Get<JobRunner>().RunNext(Cancel));
        Assert.Equal("running", desk.Docker.Find(shop)!.Now.Status);

        await CallOff();
        await desk.RunJobs();
        Assert.NotEqual("running", desk.Docker.Find(shop)!.Now.Status);
        Assert.Equal(after, await desk.StateOf(shop));
        Assert.Equal([$"instance {verb} started", $"instance {verb} cancelled"], await desk.AuditOf(shop));
        // And it can be asked for again.
        await desk.Ask("olivia", $"/instance {verb} {shop}");
        await desk.RunJobs();
        Assert.Equal("running", await desk.StateOf(shop));
    }

    [Fact]
    public async Task What_a_dead_worker_had_begun_to_take_back_is_taken_back_once_more()
    {
        var shop = await desk.Instance(PretendStart.Stopped);
        await desk.Ask("olivia", $"/instance start {shop}");
        Assert.True(await desk.Get<JobRunner>().RunNext(Cancel));
        await CallOff();
        // Killed in the middle of stopping it again: the engine has heard of it, nobody else.
        await desk.Execute(
            """
            update jobs set state = 'running', lease_owner = 'dead', lease_until = now() - interval '1 second', giving_up = cancelling
            where  state = 'queued';
            insert into job_steps (job_id, name, undo, operation, state, started_at)
            select id, 'Start the container', true, operation, 'running', @Now from jobs where state = 'running'
            """, new { });
        await desk.RunJobs();
        Assert.NotEqual("running", desk.Docker.Find(shop)!.Now.Status);
        Assert.Equal("stopped", await desk.StateOf(shop));
    }

    [Fact]
    public async Task One_that_ran_before_goes_on_running()
    {
        var shop = await desk.Instance();
        await desk.Execute("update instances set state = 'error', error = 'x', failed_at = @Now where slug = @shop", new { shop });
        await desk.Ask("olivia", $"/instance retry {shop}");
        desk.Docker.Find(shop)!.HasHealthCheck = true;
        await desk.Execute("update jobs set cancelling = 'Cancelled.', cancel_asked_at = @Now where state = 'queued'", new { });
        await desk.RunJobs();
        Assert.Equal("running", desk.Docker.Find(shop)!.Now.Status);
        Assert.Equal("error", await desk.StateOf(shop));
    }

    [Theory]
    [InlineData("start", PretendStart.Stopped, "stopped")]
    [InlineData("stop", PretendStart.Running, "running")]
    [InlineData("restart", PretendStart.Running, "running")]
    [InlineData("backup", PretendStart.Running, "running")]
    [InlineData("delete", PretendStart.Running, "running")]
    [InlineData("delete", PretendStart.Stopped, "stopped")]
    public async Task What_was_not_begun_is_what_it_was(string verb, PretendStart before, string after)
    {
        var shop = await desk.Instance(before);
        if (verb == "delete") await desk.Agreed("olivia", $"/instance delete {shop}", by: "adam");
        else await desk.Ask("olivia", $"/instance {verb} {shop}", because: "customer asked");
        var status = desk.Docker.Find(shop)!.Now.Status;
        await CallOff();
        await desk.RunJobs();
        Assert.Equal(after, await desk.StateOf(shop));
        Assert.Equal(status, desk.Docker.Find(shop)!.Now.Status);
        Assert.Equal($"instance {verb} cancelled", (await desk.AuditOf(shop))[^1]);
    }

    [Fact]
    public async Task A_deletion_that_has_removed_something_is_not_called_undone()
    {
        var shop = await desk.Instance();
        await desk.Agreed("olivia", $"/instance delete {shop}", by: "adam");
        // Removed by a worker that died before it heard so.
        await desk.Execute(
            """
            insert into job_steps (job_id, name, operation, state, started_at, ended_at)
            select id, 'See what belongs to it', operation, 'done', @Now, @Now from jobs where state = 'queued'
            union all
            select id, 'Remove the container and its volumes', operation, 'running', @Now, null from jobs where state = 'queued'
            """, new { });
        await CallOff();
        await desk.RunJobs();
        Assert.Equal("error", await desk.StateOf(shop));
    }

    [Fact]
    public async Task One_that_was_still_coming_up_when_somebody_would_delete_it_is_not_left_coming_up_for_ever()
    {
        var shop = await desk.Instance(PretendStart.Failed);
        await desk.Ask("olivia", $"/instance retry {shop}");
        Assert.True(await desk.Get<JobRunner>().RunNext(Cancel));
        await desk.Agreed("olivia", $"/instance delete {shop}", by: "adam");
        await desk.Execute(
            "update jobs set cancelling = 'Cancelled.', cancel_asked_at = @Now where operation = 'instance delete' and state = 'queued'",
            new { });
        await desk.RunJobs();
        Assert.Equal("error", await desk.StateOf(shop));
    }

    async Task CallOff()
    {
        var number = await desk.One<long>("select max(number) from jobs", null);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", $"/job cancel {number}", because: "the wrong one")).Kind);
    }
}
