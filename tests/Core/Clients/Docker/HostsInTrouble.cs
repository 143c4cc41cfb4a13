using OpsBot.Core.Instances.Runtime;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Clients.Docker;

public sealed class HostsInTrouble : Engines
{
    protected override Dictionary<string, string?> Settings => new() { ["Docker:BreakFor"] = "00:00:04" };

    [Fact]
    public async Task A_refused_connection_says_so_and_that_nothing_changed()
    {
        Given("acme-prod", PretendStart.Running);
        var target = At("acme-prod");
        await StandIn.DisposeAsync();

        var fault = Fault(await Runtime.Stop(target, TimeSpan.FromSeconds(1), Cancel));
        Assert.Equal((RuntimeTrouble.HostUnreachable, true), (fault.Trouble, fault.MayPass));
        Assert.Contains("Could not stop acme-prod", fault.Sentence, StringComparison.Ordinal);
        Assert.Contains("connection refused", fault.Sentence, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed.", fault.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:///nowhere/docker.sock")]
    [InlineData("tcp+tls://no-such-host.invalid:2376")]
    public async Task A_host_that_does_not_exist_is_unreachable(string address) =>
        Assert.Equal(RuntimeTrouble.HostUnreachable, Fault(await Runtime.State(new(address, "acme-prod"), Cancel)).Trouble);

    [Fact]
    public async Task A_read_is_tried_three_times()
    {
        Given("acme-prod", PretendStart.Running);
        await Runtime.State(At("acme-prod"), Cancel);
        Engine.Trouble.GoAway();
        var before = Engine.Calls;
        await Runtime.State(At("acme-prod"), Cancel);
        Assert.Equal(3, Engine.Calls - before);
    }

    [Fact]
    public async Task A_command_whose_answer_got_lost_may_have_happened_and_is_not_repeated()
    {
        var container = Given("acme-prod", PretendStart.Running);
        World.StopTakes = TimeSpan.FromMinutes(5);
        await Runtime.State(At("acme-prod"), Cancel);

        var stopping = Runtime.Stop(At("acme-prod"), TimeSpan.FromMinutes(10), Cancel);
        await Eventually.True(() => Engine.Calls == 5);
        await StandIn.DisposeAsync();

        Assert.EndsWith("It may have happened all the same; trying again does no harm.", Fault(await stopping).Sentence,
            StringComparison.Ordinal);
        Assert.NotNull(container);
    }

    [Fact]
    public async Task A_dead_host_is_left_alone_for_a_while_and_then_found_again()
    {
        Given("acme-prod", PretendStart.Running);
        World.Host("eu-2").Add(new PretendInstance("elsewhere", "eu-2", PretendStart.Running));
        Engine.Trouble.GoAway();
        await Runtime.State(At("acme-prod"), Cancel);
        await Runtime.State(At("acme-prod"), Cancel);

        var before = Engine.Calls;
        var fault = Fault(await Runtime.State(At("acme-prod"), Cancel));
        // Why, and no countdown that stands still.
        Assert.Contains("failed several times in a row (", fault.Sentence, StringComparison.Ordinal);
        Assert.Contains("; it is asked again in a moment. Nothing was changed.", fault.Sentence, StringComparison.Ordinal);
        Assert.Equal(before, Engine.Calls);
        Assert.Equal(RuntimePhase.Running, (await Runtime.State(new(StandIn.AddressOf("eu-2"), "elsewhere"), Cancel)).Value.Phase);

        Engine.Trouble.Absence.ComeBack();
        await Eventually.True(async () => (await Runtime.State(At("acme-prod"), Cancel)).Fault is null);
    }

    [Fact]
    public async Task Errors_of_the_engine_do_not_close_the_host()
    {
        Given("acme-prod", PretendStart.Running);
        await Runtime.State(At("acme-prod"), Cancel);
        Engine.Trouble.Break(12);
        for (var call = 0; call < 12; call++)
            Assert.Equal(RuntimeTrouble.EngineError, Fault(await Runtime.State(At("acme-prod"), Cancel)).Trouble);
        Assert.Null((await Runtime.State(At("acme-prod"), Cancel)).Fault);
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_his_cancellation()
    {
        Given("acme-prod", PretendStart.Running);
        Engine.Trouble.SlowDown(int.MaxValue, TimeSpan.FromMinutes(10));
        using var given = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runtime.State(At("acme-prod"), given.Token));
    }

    // Debian 12's own engine; Docker 24; the newest that OpsBot knows; one that is newer still.
    [Theory]
    [InlineData("1.41", "1.12")]
    [InlineData("1.43", "1.12")]
    [InlineData("1.55", "1.44")]
    [InlineData("1.90", "1.44")]
    public async Task An_engine_of_any_age_that_is_still_in_use_is_spoken_to_in_its_own_version(string newest, string oldest)
    {
        Given("acme-prod", PretendStart.Running);
        (Engine.ApiVersion, Engine.OldestApiVersion) = (newest, oldest);
        Assert.Equal(RuntimePhase.Running, (await Runtime.State(At("acme-prod"), Cancel)).Value.Phase);
        Assert.Equal(3, (await Runtime.Logs(At("acme-prod"), 3, Cancel)).Value.Lines.Count);
    }

    [Theory]
    [InlineData("1.40", "1.12", "speaks API 1.40; OpsBot needs 1.41 or newer (Docker 20.10)")]
    [InlineData("3.9", "2.7", "speaks API 2.7 and newer; this OpsBot knows 1.55 and older. Update OpsBot")]
    public async Task An_engine_too_old_or_too_new_is_named(string newest, string oldest, string because)
    {
        (Engine.ApiVersion, Engine.OldestApiVersion) = (newest, oldest);
        var fault = Fault(await Runtime.State(At("acme-prod"), Cancel));
        Assert.Equal(RuntimeTrouble.Misconfigured, fault.Trouble);
        Assert.Contains(because, fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_downgraded_or_upgraded_under_us_is_asked_for_its_version_anew()
    {
        Given("acme-prod", PretendStart.Running);
        await Runtime.State(At("acme-prod"), Cancel);
        Engine.ApiVersion = "1.43";
        Assert.Null((await Runtime.State(At("acme-prod"), Cancel)).Fault);
    }

    [Fact]
    public async Task What_is_no_engine_is_called_so()
    {
        var fault = Fault(await Runtime.State(new($"{StandIn.Url}/elsewhere", "x"), Cancel));
        Assert.Equal(RuntimeTrouble.Misconfigured, fault.Trouble);
        Assert.EndsWith("is not a Docker engine.", fault.Sentence, StringComparison.Ordinal);
    }
}
