using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers;

/// <summary>Power on, power off, reboot.</summary>
public sealed class SwitchingServers(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_goes_off_by_an_admin_with_a_reason_and_an_operator_powers_it_on_again()
    {
        var server = await desk.Rent();
        Assert.Equal(OutcomeKind.Asked, (await desk.Ask("adam", $"/vps power-off {server.Name}")).Kind);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/vps power-off {server.Name}", because: "under attack")).Kind);
        Assert.Equal("busy", await desk.StateOf(server));
        await desk.RunJobs();
        Assert.Equal(("off", "off"), (await desk.StateOf(server), server.Cloud.Status));
        Assert.Contains(await desk.At("channel:COPS"), reply => reply.Heading == $"{server.Name} is off");

        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", $"/vps power-on {server.Name}")).Kind);
        await desk.RunJobs();
        Assert.Equal(("running", "running"), (await desk.StateOf(server), server.Cloud.Status));
        Assert.Equal(
            ["vps power-off started", "vps power-off done", "vps power-on started", "vps power-on done"], await desk.AuditOf(server));
    }

    [Fact]
    public async Task One_is_rebooted_once_and_runs()
    {
        var server = await desk.Rent();
        await desk.Ask("adam", $"/vps reboot {server.Name}", because: "kernel update");
        await desk.RunJobs();
        Assert.Equal(("running", "running"), (await desk.StateOf(server), server.Cloud.Status));
        Assert.Single(desk.DoneTo(server), action => action == "reboot_server");
        Assert.Equal(["vps reboot started", "vps reboot done"], await desk.AuditOf(server));
    }

    [Fact]
    public async Task One_is_rebooted_once_however_often_a_worker_dies()
    {
        var server = await desk.Rent();
        await desk.Ask("adam", $"/vps reboot {server.Name}", because: "kernel update");
        await desk.RunJobsThroughDeaths();
        Assert.Single(desk.DoneTo(server), action => action == "reboot_server");
        Assert.Equal(["vps reboot started", "vps reboot done"], await desk.AuditOf(server));
    }

    [Theory]
    [InlineData("power-off")]
    [InlineData("reboot")]
    public async Task An_operator_may_not_and_nothing_is_done(string verb)
    {
        var server = await desk.Rent();
        var no = await desk.Ask("olivia", $"/vps {verb} {server.Name}", because: "let me");
        Assert.Contains("needs an admin", no.Text, StringComparison.OrdinalIgnoreCase);
        await desk.RunJobs();
        Assert.Equal(("running", "running"), (await desk.StateOf(server), server.Cloud.Status));
    }

    [Fact]
    public async Task Twice_is_harmless_and_what_is_so_already_is_refused_with_what_would_be_legal()
    {
        var server = await desk.Rent();
        Assert.Contains("is running", (await desk.Ask("olivia", $"/vps power-on {server.Name}")).Text, StringComparison.Ordinal);
        await desk.Ask("adam", $"/vps power-off {server.Name}", because: "under attack");
        var second = await desk.Ask("sam", $"/vps power-off {server.Name}", because: "under attack");
        Assert.Equal(OutcomeKind.Refused, second.Kind);
        Assert.Contains("busy right now", second.Text, StringComparison.Ordinal);
        await desk.RunJobs();
        Assert.Contains("Power it on first", (await desk.Ask("adam", $"/vps reboot {server.Name}", because: "again")).Text,
            StringComparison.Ordinal);
        Assert.Single(desk.DoneTo(server), action => action == "shutdown_server");
    }

    [Fact]
    public async Task A_host_of_the_houses_own_is_not_touched() =>
        Assert.Contains("which somebody set up by hand", (await desk.Ask("adam", "/vps power-off h1", because: "why not")).Text,
            StringComparison.Ordinal);

    [Fact]
    public async Task What_is_off_already_at_the_provider_is_off_and_nothing_more_is_done()
    {
        var server = await desk.Rent();
        server.Cloud.Status = "off";
        await desk.Ask("adam", $"/vps power-off {server.Name}", because: "under attack");
        await desk.RunJobs();
        Assert.Equal("off", await desk.StateOf(server));
        Assert.DoesNotContain("shutdown_server", desk.DoneTo(server));
    }

    [Fact]
    public async Task One_that_does_not_shut_down_has_its_power_cut_and_it_is_said()
    {
        var server = await desk.Rent();
        server.Cloud.IgnoresShutdown = true;
        await desk.Ask("adam", $"/vps power-off {server.Name}", because: "under attack");
        await desk.RunJobs();
        Assert.Equal(("off", "off"), (await desk.StateOf(server), server.Cloud.Status));
        Assert.Equal(["shutdown_server", "stop_server"], desk.DoneTo(server).TakeLast(2));
        Assert.Contains("its power was cut", (await desk.At("channel:COPS"))[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("power-off", "was not powered off")]
    [InlineData("reboot", "was not rebooted")]
    public async Task With_a_token_that_only_reads_it_is_said_and_the_server_is_what_it_was(string verb, string heading)
    {
        var server = await desk.Rent();
        desk.Cloud.TokenOnlyReads = true;
        try
        {
            await desk.Ask("adam", $"/vps {verb} {server.Name}", because: "under attack");
            await desk.RunJobs();
        }
        finally { desk.Cloud.TokenOnlyReads = false; }
        Assert.Equal(("running", "running"), (await desk.StateOf(server), server.Cloud.Status));
        var said = Assert.Single(await desk.At("channel:COPS"), reply => reply.Heading == $"{server.Name} {heading}");
        Assert.Contains("the token may only read", said.Text, StringComparison.Ordinal);
        Assert.Contains(said.Buttons, button => button.Label == "Retry");
    }

    [Fact]
    public async Task Without_a_provider_nothing_is_done_and_it_can_be_tried_again()
    {
        var server = await desk.Rent();
        // Broken connections would leave the circuit open, in real time, for the next test.
        desk.Cloud.Trouble.Absence.BreaksConnections = false;
        desk.Cloud.Trouble.GoAway(TimeSpan.FromHours(1));
        try
        {
            await desk.Ask("adam", $"/vps reboot {server.Name}", because: "kernel update");
            await desk.RunJobs();
        }
        finally { desk.Cloud.Trouble.Absence.ComeBack(); }
        Assert.Equal("running", await desk.StateOf(server));
        Assert.Equal(["vps reboot started", "vps reboot failed"], await desk.AuditOf(server));
        Assert.DoesNotContain("reboot_server", desk.DoneTo(server));
    }

    [Theory]
    [InlineData("power-off")]
    [InlineData("reboot")]
    public async Task One_that_was_deleted_behind_our_back_is_said_to_be_gone(string verb)
    {
        var server = await desk.Rent();
        desk.Vanish(server);
        await desk.Ask("adam", $"/vps {verb} {server.Name}", because: "under attack");
        await desk.RunJobs();
        Assert.Equal("running", await desk.StateOf(server));
        Assert.Contains(await desk.At("channel:COPS"),
            reply => reply.Text.Contains("it is not there at Hetzner", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_power_off_that_is_called_off_half_way_brings_it_back()
    {
        var server = await desk.Rent();
        await desk.Ask("adam", $"/vps power-off {server.Name}", because: "the wrong one");
        Assert.True(await desk.Get<JobRunner>().RunNext(Cancel));
        Assert.Contains("shutdown_server", desk.DoneTo(server));
        var number = await desk.One<long>("select max(number) from jobs", null);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/job cancel {number}", because: "the wrong one")).Kind);
        await desk.RunJobs();
        Assert.Equal(("running", "running"), (await desk.StateOf(server), server.Cloud.Status));
        Assert.Equal(["vps power-off started", "vps power-off cancelled"], await desk.AuditOf(server));
    }

    [Fact]
    public async Task A_reboot_whose_action_says_for_long_that_it_runs_is_judged_by_the_server()
    {
        var server = await desk.Rent();
        desk.Cloud.Next(ActionFate.Sticks);
        await desk.Ask("adam", $"/vps reboot {server.Name}", because: "kernel update");
        await desk.RunJobs();
        Assert.Equal("running", await desk.StateOf(server));
        Assert.Equal(["vps reboot started", "vps reboot done"], await desk.AuditOf(server));
    }
}
