using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Replies;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Instances;

public sealed class WatchingHosts(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    HostWatch Watch => desk.Get<HostWatch>();

    // Every test begins with hosts that are well and long have been.
    public async ValueTask InitializeAsync()
    {
        await Mend();
        desk.Clock.Advance(TimeSpan.FromMinutes(31));
        await desk.Execute("delete from alerts; delete from deliveries; delete from messages", new { });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_died_is_in_error_with_its_exit_code_and_last_line_and_alerts_tell_of_it_until_it_is_back()
    {
        var shop = await desk.Instance();
        desk.Docker.Find(shop)!.Crash(PretendFailure.DatabaseGone);
        await Look();
        Assert.Equal(("running", 0), (await desk.StateOf(shop), (await Alerts()).Count));

        await LookAgain();
        Assert.Equal("error", await desk.StateOf(shop));
        Assert.Matches("^It ended with exit code 1. Its last line: .+", await ErrorOf(shop));
        Assert.Equal(["instance watch failed"], await desk.AuditOf(shop));
        Assert.Contains("watch failed by OpsBot", (await desk.Ask("olivia", $"/instance why {shop}")).Text, StringComparison.Ordinal);
        Assert.Contains("It ended with exit code 1.", (await desk.Ask("olivia", "/instance failed")).Text, StringComparison.Ordinal);
        var alert = Assert.Single(await Alerts());
        Assert.Equal($"{shop} on h1 broke", alert.Heading);
        Assert.Contains(alert.Parts.OfType<Item>().Single().Buttons, button => button.Command == $"/instance retry {shop}");

        await desk.Ask("olivia", $"/instance retry {shop}");
        await desk.RunJobs();
        await Look();
        Assert.Equal("running", await desk.StateOf(shop));
        var over = Assert.Single(await Alerts());
        Assert.Equal((Tone.Good, $"is over: {shop} on h1 broke"), (over.Tone, over.Heading));
        Assert.Contains("All is as it was ordered again.", over.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_restarts_in_a_loop_is_in_error()
    {
        var shop = await desk.Instance();
        desk.Docker.Find(shop)!.CrashLoop();
        await Look();
        await LookAgain();
        Assert.Equal("error", await desk.StateOf(shop));
        Assert.Contains("It keeps ending and being restarted (exit code 1, 7 restarts).", await ErrorOf(shop), StringComparison.Ordinal);
        desk.Docker.Find(shop)!.Stop(exitCode: 0);
    }

    [Theory]
    [InlineData(PretendStart.Running)]
    [InlineData(PretendStart.Stopped)]
    public async Task What_is_gone_is_in_error(PretendStart before)
    {
        var shop = await desk.Instance(before);
        desk.Docker.Host("h1").Remove(desk.Docker.Find(shop)!);
        await Look();
        await LookAgain();
        Assert.Equal(("error", "Its container is gone from h1."), (await desk.StateOf(shop), await ErrorOf(shop)));
        await desk.Execute("update instances set state = 'deleted', deleted_at = @Now where slug = @shop", new { shop });
    }

    [Fact]
    public async Task What_comes_back_by_itself_within_two_looks_is_not_told()
    {
        var shop = await desk.Instance();
        desk.Docker.Find(shop)!.Crash(PretendFailure.DatabaseGone);
        await Look();
        desk.Docker.Find(shop)!.Start();
        await LookAgain();
        await LookAgain();
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.Empty(await desk.AuditOf(shop));
        Assert.Empty(await Alerts());
    }

    [Fact]
    public async Task What_broke_and_runs_again_without_us_is_running_again()
    {
        var shop = await desk.Instance();
        desk.Docker.Find(shop)!.Crash(PretendFailure.DatabaseGone);
        await Look();
        await LookAgain();
        desk.Docker.Find(shop)!.Start();
        desk.Clock.Advance(TimeSpan.FromSeconds(10));
        await Look();
        Assert.Equal("error", await desk.StateOf(shop));
        await LookAgain();
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.Equal(["instance watch failed", "instance watch done"], await desk.AuditOf(shop));
        Assert.Equal($"is over: {shop} on h1 broke", Assert.Single(await Alerts()).Heading);
    }

    [Fact]
    public async Task What_people_could_not_bring_up_stays_failed_whatever_runs()
    {
        var shop = await desk.Instance(PretendStart.Failed);
        desk.Docker.Find(shop)!.Start();
        await Look();
        await LookAgain();
        Assert.Equal("error", await desk.StateOf(shop));
        Assert.Empty(await Alerts());
    }

    [Fact]
    public async Task What_a_job_moves_is_left_to_it()
    {
        var shop = await desk.Instance();
        await Look();
        await desk.Ask("olivia", $"/instance stop {shop}", because: "customer asked");
        desk.Docker.Find(shop)!.Crash(PretendFailure.DatabaseGone);
        await Look();
        await LookAgain();
        Assert.Equal("stopping", await desk.StateOf(shop));
        await desk.RunJobs();
        await Look();
        Assert.Equal("stopped", await desk.StateOf(shop));
        Assert.Equal(["instance stop started", "instance stop done"], await desk.AuditOf(shop));
    }

    [Fact]
    public async Task A_move_that_began_between_the_looks_begins_the_doubt_anew()
    {
        var shop = await desk.Instance();
        desk.Docker.Find(shop)!.Crash(PretendFailure.DatabaseGone);
        await Look();
        await desk.Ask("olivia", $"/instance restart {shop}", because: "it hangs");
        await LookAgain();
        Assert.Equal("restarting", await desk.StateOf(shop));
        await desk.RunJobs();
        await LookAgain();
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.Equal(["instance restart started", "instance restart done"], await desk.AuditOf(shop));
    }

    [Fact]
    public async Task A_host_that_is_away_takes_every_green_dot_with_it_and_is_told_in_one_message()
    {
        var shop = await desk.Instance();
        await Look();
        Assert.Contains("🟢 Running", await StatusOf(shop), StringComparison.Ordinal);
        await desk.HostGoes();
        try
        {
            await Look();
            Assert.Empty(await Alerts());
            await LookAgain();
            Assert.Equal("running", await desk.StateOf(shop));
            Assert.Matches("^⚪ Not seen for [0-9]", await StatusOf(shop));
            var shown = await desk.Ask("olivia", $"/instance show {shop}");
            Assert.StartsWith($"⚪ {shop}", shown.Text, StringComparison.Ordinal);
            Assert.Contains(", not seen since ", shown.Text, StringComparison.Ordinal);
            var failed = await desk.Ask("olivia", "/instance failed");
            Assert.Contains("nobody knows how things are", failed.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Every instance is up", failed.Text, StringComparison.Ordinal);
            Assert.Equal("h1 does not answer", Assert.Single(await Alerts()).Heading);
        }
        finally { await desk.HostReturns(); }
        await Look();
        Assert.Equal("is over: h1 does not answer", Assert.Single(await Alerts()).Heading);
        Assert.Contains("🟢 Running", await StatusOf(shop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_looked_at_for_minutes_is_not_called_green_either()
    {
        var shop = await desk.Instance();
        await Look();
        desk.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Matches("^⚪ Not seen for [0-9]", await StatusOf(shop));
        await Look();
        Assert.Equal("🟢 Running", await StatusOf(shop));
        Assert.Contains("was looked at within the last 3 min", (await desk.Ask("olivia", "/instance failed")).Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(29, 1)]
    [InlineData(31, 2)]
    public async Task What_returns_within_half_an_hour_is_told_in_the_same_message(int minutes, int messages)
    {
        for (var time = 0; time < 2; time++)
        {
            await desk.HostGoes();
            await Look();
            await LookAgain();
            await desk.HostReturns();
            if (time == 1) break;
            await Look();
            desk.Clock.Advance(TimeSpan.FromMinutes(minutes));
        }
        var alerts = await Alerts();
        Assert.Equal((messages, "h1 does not answer"), (alerts.Count, alerts[^1].Heading));
    }

    [Fact]
    public async Task All_hosts_away_at_once_is_one_message_about_ourselves()
    {
        await desk.Execute(
            "insert into servers (id, name, region, address, created_at) values (@Id, 'h2', 'fsn1', '', @Now)",
            new { Id = Guid.CreateVersion7() });
        try
        {
            await desk.HostReturns();
            await Look();
            await desk.HostGoes();
            await Look();
            await LookAgain();
            Assert.Equal("None of 2 hosts can be reached", Assert.Single(await Alerts()).Heading);
            await desk.HostReturns();
            await Look();
            var over = Assert.Single(await Alerts());
            Assert.Equal("is over: None of 2 hosts can be reached", over.Heading);
            Assert.Contains("The hosts can be reached again.", over.Text, StringComparison.Ordinal);
        }
        finally
        {
            await desk.HostReturns();
            await desk.Execute("delete from alerts; delete from servers where name = 'h2'", new { });
        }
    }

    [Fact]
    public async Task Many_workers_that_look_at_once_tell_it_once()
    {
        var shop = await desk.Instance();
        desk.Docker.Find(shop)!.Crash(PretendFailure.DatabaseGone);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Look()));
        desk.Clock.Advance(HostWatch.Apart);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Look()));
        Assert.Equal(["instance watch failed"], await desk.AuditOf(shop));
        Assert.Single(await Alerts());
    }

    [Fact]
    public async Task A_round_looks_a_second_time_by_itself_and_only_where_there_is_something_to_look_at()
    {
        var shop = await desk.Instance();
        await Watch.Round(Cancel);
        desk.Docker.Find(shop)!.Crash(PretendFailure.DatabaseGone);
        var waiting = desk.Clock.Waiting;
        var round = Watch.Round(Cancel);
        await Eventually.True(async () =>
            await desk.One<bool>("select differs_since is not null from instances where slug = @shop", new { shop })
            && desk.Clock.Waiting > waiting);
        Assert.Equal("running", await desk.StateOf(shop));
        desk.Clock.Advance(HostWatch.Apart);
        await round;
        Assert.Equal("error", await desk.StateOf(shop));
    }

    Task Look() => Watch.Look(null, Cancel);

    Task LookAgain()
    {
        desk.Clock.Advance(HostWatch.Apart);
        return Look();
    }

    async Task Mend()
    {
        await desk.Ask("olivia", "/instance retry-all");
        await desk.RunJobs();
        await Look();
        Assert.Equal(0, await desk.One<long>("select count(*) from instances where state = 'error'", null));
    }

    /// <summary>As the list says it, on whichever page it stands.</summary>
    async Task<string> StatusOf(string shop)
    {
        for (var page = 1; ; page++)
        {
            var table = (await desk.Ask("olivia", $"/instance list {shop} page:{page}")).Reply!.Parts.OfType<Table>().Single();
            var status = table.Columns.Index().Single(column => column.Item.Name == "Status").Index;
            if (table.Rows.SingleOrDefault(row => row[0] == shop) is { } row) return row[status];
        }
    }

    Task<string> ErrorOf(string shop) => desk.One<string>("select error from instances where slug = @shop", new { shop });

    Task<IReadOnlyList<Reply>> Alerts() => desk.Cards();
}
