using OpsBot.Core.Clients.Docker;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Sandbox.Docker;

namespace OpsBot.Tests.Core.Clients.Docker;

public sealed class RunningInstances : Engines
{
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_stopped_one_is_started_and_says_that_it_runs()
    {
        Given("acme-prod", PretendStart.Stopped);
        Assert.True((await Runtime.Start(At("acme-prod"), Cancel)).Value.Changed);

        var state = (await Runtime.State(At("acme-prod"), Cancel)).Value;
        Assert.Equal((RuntimePhase.Running, RuntimeHealth.Healthy, Readiness.Ready), (state.Phase, state.Health, state.Readiness));
        Assert.Equal("odoo:17.0", state.Image);
        Assert.Null(state.ExitCode);
    }

    [Fact]
    public async Task Starting_stopping_and_killing_twice_is_harmless()
    {
        Given("acme-prod", PretendStart.Running);
        Assert.False((await Runtime.Start(At("acme-prod"), Cancel)).Value.Changed);
        Assert.True((await Runtime.Stop(At("acme-prod"), Grace, Cancel)).Value.Changed);
        Assert.False((await Runtime.Stop(At("acme-prod"), Grace, Cancel)).Value.Changed);
        Assert.False((await Runtime.Kill(At("acme-prod"), Cancel)).Value.Changed);
    }

    [Fact]
    public async Task A_slow_start_is_coming_until_its_health_check_passes()
    {
        World.StartTakes = TimeSpan.FromHours(1);
        Given("acme-prod", PretendStart.Creating);
        await Runtime.Start(At("acme-prod"), Cancel);

        var state = (await Runtime.State(At("acme-prod"), Cancel)).Value;
        Assert.Equal((RuntimeHealth.Starting, Readiness.Coming), (state.Health, state.Readiness));
    }

    [Fact]
    public async Task A_killed_one_tells_exit_code_137_and_when()
    {
        Given("acme-prod", PretendStart.Running);
        Assert.True((await Runtime.Kill(At("acme-prod"), Cancel)).Value.Changed);

        var state = (await Runtime.State(At("acme-prod"), Cancel)).Value;
        Assert.Equal((RuntimePhase.Exited, 137), (state.Phase, state.ExitCode));
        Assert.NotNull(state.FinishedAt);
        Assert.Equal("It ended with exit code 137.", state.Sentence);
    }

    [Fact]
    public async Task One_that_ignores_the_stop_is_killed_after_the_grace()
    {
        Given("acme-prod", PretendStart.Running).IgnoresStop = true;
        Assert.True((await Runtime.Stop(At("acme-prod"), TimeSpan.FromMilliseconds(1), Cancel)).Value.Changed);
        Assert.Equal(137, (await Runtime.State(At("acme-prod"), Cancel)).Value.ExitCode);
    }

    [Fact]
    public async Task A_restart_repeated_after_a_crash_restarts_once()
    {
        Given("acme-prod", PretendStart.Running);
        var seen = (await Runtime.State(At("acme-prod"), Cancel)).Value.StartedAt;
        Assert.True((await Runtime.Restart(At("acme-prod"), Grace, seen, Cancel)).Value.Changed);
        var started = (await Runtime.State(At("acme-prod"), Cancel)).Value.StartedAt;

        Assert.False((await Runtime.Restart(At("acme-prod"), Grace, seen, Cancel)).Value.Changed);
        Assert.Equal(started, (await Runtime.State(At("acme-prod"), Cancel)).Value.StartedAt);
        Assert.True((await Runtime.Restart(At("acme-prod"), Grace, null, Cancel)).Value.Changed);
    }

    [Fact]
    public async Task One_without_a_container_is_absent_and_cannot_be_started()
    {
        Assert.Equal(RuntimeState.Absent, (await Runtime.State(At("nobody"), Cancel)).Value);

        var fault = Fault(await Runtime.Start(At("nobody"), Cancel));
        Assert.Equal(RuntimeTrouble.NoContainer, fault.Trouble);
        Assert.Contains("start nobody", fault.Sentence, StringComparison.Ordinal);
        Assert.Contains("opsbot.instance=nobody", fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_containers_with_its_label_are_both_named_and_left_alone()
    {
        var first = Given("acme-prod", PretendStart.Running);
        Engine.Add("acme-prod-copy", "odoo:17.0", new Dictionary<string, string> { [DockerLabels.Instance] = "acme-prod" });

        var fault = Fault(await Runtime.Delete(At("acme-prod"), Cancel));
        Assert.Equal(RuntimeTrouble.Ambiguous, fault.Trouble);
        Assert.Contains("acme-prod-copy", fault.Sentence, StringComparison.Ordinal);
        Assert.Equal("running", first.Now.Status);
    }

    [Fact]
    public async Task A_refused_start_tells_the_engines_reason()
    {
        Given("acme-prod", PretendStart.Stopped).FailNextStart(PretendFailure.PortTaken);
        var fault = Fault(await Runtime.Start(At("acme-prod"), Cancel));
        Assert.Equal((RuntimeTrouble.EngineError, false), (fault.Trouble, fault.MayPass));
        Assert.Contains("port is already allocated", fault.Sentence, StringComparison.Ordinal);
        Assert.Contains("port is already allocated", (await Runtime.State(At("acme-prod"), Cancel)).Value.Sentence,
            StringComparison.Ordinal);

        Assert.True((await Runtime.Start(At("acme-prod"), Cancel)).Value.Changed);
    }

    [Theory]
    [InlineData(PretendFailure.DatabaseGone, 1, false)]
    [InlineData(PretendFailure.OutOfMemory, 137, true)]
    public async Task A_start_that_crashes_while_booting_has_failed(PretendFailure failure, int exitCode, bool outOfMemory)
    {
        Given("acme-prod", PretendStart.Stopped).FailNextStart(failure);
        await Runtime.Start(At("acme-prod"), Cancel);

        var state = (await Runtime.State(At("acme-prod"), Cancel)).Value;
        Assert.Equal((exitCode, outOfMemory, Readiness.Failed), (state.ExitCode, state.OutOfMemory, state.Readiness));
    }

    [Fact]
    public async Task A_crash_loop_and_a_failing_health_check_are_told_apart()
    {
        Given("loops", PretendStart.Running).CrashLoop();
        Given("ails", PretendStart.Running).Unhealthy = true;

        var loops = (await Runtime.State(At("loops"), Cancel)).Value;
        Assert.Equal((RuntimePhase.Restarting, 1, 7), (loops.Phase, loops.ExitCode, loops.RestartCount));
        var ails = (await Runtime.State(At("ails"), Cancel)).Value;
        Assert.Equal((RuntimePhase.Running, RuntimeHealth.Unhealthy), (ails.Phase, ails.Health));
        Assert.Contains("timed out", ails.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_survey_tells_all_instances_of_a_host_and_nothing_else()
    {
        Given("runs", PretendStart.Running);
        Given("rests", PretendStart.Stopped);
        Given("failed", PretendStart.Failed);
        Given("new", PretendStart.Creating);
        Engine.Add("traefik", "traefik:3", new Dictionary<string, string>());

        var survey = (await Runtime.Survey(Address, Cancel)).Value.Instances.ToDictionary(one => one.Instance, one => one.State);
        Assert.Equal(["failed", "new", "rests", "runs"], survey.Keys.Order());
        Assert.Equal((RuntimePhase.Running, RuntimeHealth.Healthy), (survey["runs"].Phase, survey["runs"].Health));
        Assert.Equal((RuntimePhase.Exited, 0), (survey["rests"].Phase, survey["rests"].ExitCode));
        Assert.Equal((RuntimePhase.Exited, 1), (survey["failed"].Phase, survey["failed"].ExitCode));
        Assert.Equal(RuntimePhase.Created, survey["new"].Phase);
    }

    [Fact]
    public async Task Deleting_takes_the_container_and_its_volume_and_twice_is_harmless()
    {
        Given("acme-prod", PretendStart.Running);
        Given("other", PretendStart.Running);

        Assert.True((await Runtime.Delete(At("acme-prod"), Cancel)).Value.Changed);
        Assert.False((await Runtime.Delete(At("acme-prod"), Cancel)).Value.Changed);
        Assert.Equal("other", Assert.Single(Engine.Containers).Name);
        Assert.Equal("other-data", Assert.Single(Engine.Volumes).Name);
    }

    [Fact]
    public async Task What_somebody_else_has_named_is_told_before_and_after_and_stays()
    {
        var container = Given("acme-prod", PretendStart.Running);
        container.Mount(Engine.Add(new PretendVolume("shared", new Dictionary<string, string>())));
        container.Mount(Engine.Add(new PretendVolume(new string('a', 64), new Dictionary<string, string>()) { IsNamed = false }));
        container.MountFolder("/srv/acme");

        var before = (await Runtime.Belongings(At("acme-prod"), Cancel)).Value;
        Assert.Equal("container acme-prod, volume acme-prod-data and a volume without a name", before.Ours);
        Assert.Equal("volume shared and folder /srv/acme", before.Others);

        Assert.Null((await Runtime.Delete(At("acme-prod"), Cancel)).Fault);
        var left = (await Runtime.Remaining(At("acme-prod"), before, Cancel)).Value;
        Assert.Equal(before.Ours, before.Gone(left).Ours);
        Assert.Equal(("", "volume shared and folder /srv/acme"), (left.Ours, left.Others));
        Assert.Equal("shared", Assert.Single(Engine.Volumes).Name);
    }

    [Fact]
    public async Task A_volume_without_a_name_that_another_container_uses_is_not_called_gone()
    {
        var container = Given("acme-prod", PretendStart.Running);
        var unnamed = Engine.Add(new PretendVolume(new string('a', 64), new Dictionary<string, string>()) { IsNamed = false });
        container.Mount(unnamed);
        Given("other", PretendStart.Running).Mount(unnamed);

        var before = (await Runtime.Belongings(At("acme-prod"), Cancel)).Value;
        Assert.Null((await Runtime.Delete(At("acme-prod"), Cancel)).Fault);
        var left = (await Runtime.Remaining(At("acme-prod"), before, Cancel)).Value;
        Assert.Equal("container acme-prod and volume acme-prod-data", before.Gone(left).Ours);
        Assert.Equal($"volume {unnamed.Name}", left.Others);
    }

    [Fact]
    public async Task A_delete_that_died_after_the_container_still_takes_the_volume()
    {
        Engine.Remove(Given("acme-prod", PretendStart.Running));
        Assert.True((await Runtime.Delete(At("acme-prod"), Cancel)).Value.Changed);
        Assert.Empty(Engine.Volumes);
    }

    [Fact]
    public async Task A_volume_that_another_container_uses_stays_and_is_named()
    {
        var other = Given("other", PretendStart.Running);
        Given("acme-prod", PretendStart.Running);
        other.Mount(Engine.Volumes.Single(volume => volume.Name == "acme-prod-data"));

        var fault = Fault(await Runtime.Delete(At("acme-prod"), Cancel));
        Assert.Equal(RuntimeTrouble.Conflict, fault.Trouble);
        Assert.Contains("acme-prod-data", fault.Sentence, StringComparison.Ordinal);
        Assert.EndsWith("The container of acme-prod is gone already.", fault.Sentence, StringComparison.Ordinal);
    }
}
