using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Instances;

public sealed class BringingInstancesUp(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_stopped_one_starts_and_answers()
    {
        var shop = await desk.Instance(PretendStart.Stopped);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", $"/instance start {shop}")).Kind);
        Assert.Equal("starting", await desk.StateOf(shop));
        await desk.RunJobs();
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.Equal("running", desk.Docker.Find(shop)!.Now.Status);
        Assert.Equal(["instance start started", "instance start done"], await desk.AuditOf(shop));
        Assert.Contains("already running", (await desk.Ask("omar", $"/instance start {shop}")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("start", true)]
    [InlineData("start", false)]
    [InlineData("restart", true)]
    [InlineData("restart", false)]
    [InlineData("retry", true)]
    [InlineData("retry", false)]
    public async Task What_is_said_of_one_that_came_up_is_what_was_looked_at(string verb, bool hasHealthCheck)
    {
        var shop = await desk.Instance(verb == "start" ? PretendStart.Stopped : PretendStart.Failed);
        desk.Docker.Find(shop)!.HasHealthCheck = hasHealthCheck;
        await desk.Ask("olivia", $"/instance {verb} {shop}");
        // Not before it is so, neither to people nor in the audit.
        Assert.Equal("", await desk.One<string>(
            "select coalesce(substring(body from 'is running|was restarted'), '') from audit where target_label = @shop", new { shop }));
        await desk.RunJobs();
        var said = (await desk.At("channel:COPS")).Last(reply => reply.Heading.StartsWith(shop, StringComparison.Ordinal)).Text;
        Assert.Contains(hasHealthCheck ? "It is running, and its health check passes." : "It is running. It has no health check, so look",
            said, StringComparison.Ordinal);
        Assert.DoesNotContain("and answers", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PretendFailure.PortTaken)]
    [InlineData(PretendFailure.DatabaseGone)]
    [InlineData(PretendFailure.OutOfMemory)]
    public async Task One_that_does_not_come_up_is_in_error_and_offers_a_retry(PretendFailure failure)
    {
        var shop = await desk.Instance(PretendStart.Stopped);
        desk.Docker.Find(shop)!.FailNextStart(failure);
        await desk.Ask("olivia", $"/instance start {shop}");
        await desk.RunJobs();
        Assert.Equal("error", await desk.StateOf(shop));
        Assert.Equal(["instance start started", "instance start failed"], await desk.AuditOf(shop));
        var said = (await desk.At("channel:COPS")).Single(reply => reply.Heading == $"{shop} did not start");
        Assert.Equal($"/instance start {shop}", said.Buttons.Single(button => button.Label == "Retry").Command);
        Assert.Contains(shop, (await desk.Ask("olivia", "/instance failed")).Text, StringComparison.Ordinal);
        await desk.Ask("olivia", $"/instance start {shop}");
        await desk.RunJobs();
        Assert.Equal("running", await desk.StateOf(shop));
    }

    [Fact]
    public async Task One_that_never_gets_healthy_is_given_up_after_five_minutes()
    {
        var shop = await desk.Instance(PretendStart.Stopped);
        var before = desk.Docker.StartTakes;
        desk.Docker.StartTakes = TimeSpan.FromHours(1);
        try
        {
            await desk.Ask("olivia", $"/instance start {shop}");
            await desk.RunJobs();
        }
        finally { desk.Docker.StartTakes = before; }
        Assert.Equal("error", await desk.StateOf(shop));
        Assert.Contains("did not answer within 5 min",
            await desk.One<string>("select error from instances where slug = @shop", new { shop }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_one_restarts_for_a_reason()
    {
        var shop = await desk.Instance();
        var since = desk.Docker.Find(shop)!.Now.StartedAt;
        Assert.Equal(OutcomeKind.Asked, (await desk.Ask("olivia", $"/instance restart {shop}")).Kind);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", $"/instance restart {shop}", because: "it hangs")).Kind);
        await desk.RunJobs();
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.True(desk.Docker.Find(shop)!.Now.StartedAt > since);
        Assert.Equal(["instance restart started", "instance restart done"], await desk.AuditOf(shop));
        Assert.Equal("it hangs", await desk.One<string>(
            "select body::jsonb ->> 'reason' from audit where target_label = @shop order by seq desc limit 1", new { shop }));
    }

    [Fact]
    public async Task A_failed_one_restarts_without_a_reason()
    {
        var shop = await desk.Instance(PretendStart.Failed);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", $"/instance restart {shop}")).Kind);
        await desk.RunJobs();
        Assert.Equal("running", await desk.StateOf(shop));
    }

    [Theory]
    [InlineData(PretendFailure.PortTaken)]
    [InlineData(PretendFailure.DatabaseGone)]
    public async Task One_that_does_not_come_back_from_a_restart_is_not_called_running(PretendFailure failure)
    {
        var shop = await desk.Instance();
        desk.Docker.Find(shop)!.FailNextStart(failure);
        await desk.Ask("olivia", $"/instance restart {shop}", because: "it hangs");
        await desk.RunJobs();
        Assert.NotEqual("running", desk.Docker.Find(shop)!.Now.Status);
        Assert.Equal("error", await desk.StateOf(shop));
    }

    [Theory]
    [InlineData("restart", PretendStart.Running, "running")]
    [InlineData("backup", PretendStart.Running, "running")]
    [InlineData("backup", PretendStart.Stopped, "stopped")]
    [InlineData("start", PretendStart.Stopped, "error")]
    [InlineData("retry", PretendStart.Failed, "error")]
    public async Task When_the_host_is_gone_it_is_tried_and_then_said(string verb, PretendStart before, string after)
    {
        var shop = await desk.Instance(before);
        await desk.HostGoes();
        try
        {
            await desk.Ask("olivia", $"/instance {verb} {shop}", because: "customer asked");
            await desk.RunJobs();
        }
        finally { await desk.HostReturns(); }
        Assert.Equal(after, await desk.StateOf(shop));
        Assert.Equal([$"instance {verb} started", $"instance {verb} failed"], await desk.AuditOf(shop));
        Assert.Equal(3, await Tries(shop));
        Assert.Contains(await desk.At("channel:COPS"),
            reply => reply.Buttons.Any(button => button.Label == "Retry" && button.Command == $"/instance {verb} {shop}"));
    }

    [Fact]
    public async Task A_host_that_is_back_in_time_costs_nothing_but_time()
    {
        var shop = await desk.Instance(PretendStart.Stopped);
        await desk.HostGoes();
        await desk.Ask("olivia", $"/instance start {shop}");
        Assert.True(await desk.Get<OpsBot.Core.Jobs.JobRunner>().RunNext(TestContext.Current.CancellationToken));
        await desk.HostReturns();
        await desk.RunJobs();
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.Equal(1, await Tries(shop));
    }

    Task<int> Tries(string shop) => desk.One<int>(
        "select max(s.tries) from job_steps s join jobs j on j.id = s.job_id where j.target_label = @shop", new { shop });

    [Fact]
    public async Task A_long_operation_is_one_message_that_is_edited()
    {
        var shop = await desk.Instance(PretendStart.Stopped);
        var before = await desk.One<long>("select count(*) from deliveries", null);
        await desk.Ask("olivia", $"/instance start {shop}");
        Assert.Contains(await desk.At("channel:COPS"),
            reply => reply.Heading == $"Starting {shop}" && reply.Parts.OfType<Progress>().Any());
        await desk.RunJobs();
        Assert.Equal(1, await desk.One<long>("select count(*) from deliveries", null) - before);
        Assert.True(await desk.One<long>("select version from messages where strpos(content, @Heading) > 0",
            new { Heading = $"{shop} is running" }) > 2);
    }
}
