using OpsBot.Core.Instances.Runtime;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Engine;

public abstract class Running(AnEngine engine) : TheSameOnEveryEngine(engine)
{
    [Fact]
    public async Task One_without_a_health_check_is_ready_as_soon_as_it_runs_and_tells_since_when()
    {
        var (slug, _) = await Given("runs");
        var state = await State(slug);
        Assert.Equal((RuntimePhase.Running, RuntimeHealth.Unchecked, Readiness.Ready), (state.Phase, state.Health, state.Readiness));
        Assert.NotNull(state.StartedAt);
        Assert.Null(state.ExitCode);
        Assert.Equal("It is running.", state.Sentence);
    }

    [Theory]
    [InlineData(HealthCheck.Passes, RuntimeHealth.Healthy)]
    [InlineData(HealthCheck.Fails, RuntimeHealth.Unhealthy)]
    internal async Task A_health_check_is_told_by_a_look_and_by_a_survey_alike(HealthCheck check, RuntimeHealth health)
    {
        var (slug, _) = await Given("checked", one => one with { Health = check });
        await Eventually.Equal(health, async () => (await State(slug)).Health);
        var surveyed = await Surveyed(slug);
        Assert.Equal((RuntimePhase.Running, health), (surveyed.Phase, surveyed.Health));
        if (health == RuntimeHealth.Unhealthy)
            Assert.Matches("^It is running, but its health check fails: .+", (await State(slug)).Sentence);
    }

    [Fact]
    public async Task One_that_was_never_started_is_started_once()
    {
        var (slug, _) = await Given("new", one => one with { Started = false });
        Assert.Equal(RuntimePhase.Created, (await State(slug)).Phase);
        Assert.True((await Runtime.Start(At(slug), Cancel)).Value.Changed);
        Assert.False((await Runtime.Start(At(slug), Cancel)).Value.Changed);
        Assert.Equal(RuntimePhase.Running, (await State(slug)).Phase);
    }

    [Fact]
    public async Task One_that_obeys_is_stopped_within_its_grace_and_only_once()
    {
        var (slug, _) = await Given("obeys");
        Assert.True((await Runtime.Stop(At(slug), LongGrace, Cancel)).Value.Changed);
        Assert.False((await Runtime.Stop(At(slug), LongGrace, Cancel)).Value.Changed);
        Assert.False((await Runtime.Kill(At(slug), Cancel)).Value.Changed);
        var state = await State(slug);
        Assert.Equal((RuntimePhase.Exited, 0), (state.Phase, state.ExitCode));
        Assert.NotNull(state.FinishedAt);
    }

    [Fact]
    public async Task One_that_ignores_the_stop_is_killed_when_its_grace_is_over()
    {
        var (slug, _) = await Given("ignores", one => one with { Habit = Habit.IgnoresStop });
        var began = TimeProvider.System.GetTimestamp();
        Assert.True((await Runtime.Stop(At(slug), Grace, Cancel)).Value.Changed);
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= 0.9 * Grace, "It was not given its grace.");
        Assert.Equal((RuntimePhase.Exited, 137), ((await State(slug)).Phase, (await State(slug)).ExitCode));
    }

    [Fact]
    public async Task A_restart_that_is_asked_for_again_after_a_crash_restarts_once()
    {
        var (slug, _) = await Given("again");
        var seen = (await State(slug)).StartedAt;
        Assert.True((await Runtime.Restart(At(slug), LongGrace, seen, Cancel)).Value.Changed);
        var started = (await State(slug)).StartedAt;
        Assert.True(started > seen);
        Assert.False((await Runtime.Restart(At(slug), LongGrace, seen, Cancel)).Value.Changed);
        Assert.Equal(started, (await State(slug)).StartedAt);
    }

    [Fact]
    public async Task A_stopped_one_is_started_by_a_restart()
    {
        var (slug, _) = await Given("down");
        await Runtime.Stop(At(slug), LongGrace, Cancel);
        Assert.True((await Runtime.Restart(At(slug), LongGrace, null, Cancel)).Value.Changed);
        Assert.Equal(RuntimePhase.Running, (await State(slug)).Phase);
    }

    [Fact]
    public async Task One_that_was_killed_from_outside_tells_137_and_when_and_no_lack_of_memory()
    {
        var (slug, id) = await Given("killed");
        await Host.KillFromOutside(id);
        await Eventually.Equal(RuntimePhase.Exited, async () => (await State(slug)).Phase);
        var state = await State(slug);
        Assert.Equal((137, false, Readiness.Failed), (state.ExitCode, state.OutOfMemory, state.Readiness));
        Assert.NotNull(state.FinishedAt);
        Assert.Equal("It ended with exit code 137.", state.Sentence);
    }

    [Fact]
    public async Task One_that_ends_by_itself_tells_its_exit_code()
    {
        var (slug, _) = await Given("fails", one => one with { Habit = Habit.Fails });
        await Eventually.Equal(RuntimePhase.Exited, async () => (await State(slug)).Phase);
        Assert.Equal(1, (await State(slug)).ExitCode);
        var surveyed = await Surveyed(slug);
        Assert.Equal((RuntimePhase.Exited, 1), (surveyed.Phase, surveyed.ExitCode));
    }

    [Fact]
    public async Task One_that_is_restarted_over_and_over_says_so_until_it_is_stopped_and_keeps_its_exit_code()
    {
        var (slug, _) = await Given("loops", one => one with { Habit = Habit.KeepsFailing });
        // Between two ends it runs for a moment.
        await Eventually.True(async () => await State(slug) is { Phase: RuntimePhase.Restarting, ExitCode: 1, RestartCount: > 1 });
        await Eventually.True(async () =>
            Fault(await Runtime.Backup(At(slug), "b", new Progress<long>(), Cancel)).Trouble == RuntimeTrouble.Conflict);
        Assert.True((await Runtime.Stop(At(slug), Grace, Cancel)).Value.Changed);
        var state = await State(slug);
        Assert.Equal((RuntimePhase.Exited, 1), (state.Phase, state.ExitCode));
    }

    [Fact]
    public async Task A_paused_one_is_woken_by_a_start_and_ended_by_a_stop()
    {
        var (slug, id) = await Given("paused");
        await Host.Pause(id);
        Assert.Equal(RuntimePhase.Paused, (await State(slug)).Phase);
        Assert.True((await Runtime.Start(At(slug), Cancel)).Value.Changed);
        Assert.Equal(RuntimePhase.Running, (await State(slug)).Phase);
        await Host.Pause(id);
        Assert.True((await Runtime.Stop(At(slug), Grace, Cancel)).Value.Changed);
        Assert.Equal(RuntimePhase.Exited, (await State(slug)).Phase);
    }

    [Fact]
    public async Task One_without_a_container_is_absent_and_cannot_be_started()
    {
        var slug = Name("nobody");
        Assert.Equal(RuntimeState.Absent, await State(slug));
        Assert.Equal(RuntimeTrouble.NoContainer, Fault(await Runtime.Start(At(slug), Cancel)).Trouble);
    }

    [Fact]
    public async Task Two_containers_with_one_label_are_both_named_and_left_alone()
    {
        var (slug, id) = await Given("twice");
        var copy = await Host.Put(new GivenContainer(Name("copy")) { Labels = new GivenContainer(slug).Labels });
        var fault = Fault(await Runtime.Delete(At(slug), Cancel));
        Assert.Equal(RuntimeTrouble.Ambiguous, fault.Trouble);
        Assert.Contains(slug, fault.Sentence, StringComparison.Ordinal);
        Assert.Equal(("running", "running"), (await Host.StatusOf(id), await Host.StatusOf(copy)));
    }

    async Task<RuntimeState> Surveyed(string slug) =>
        (await Runtime.Survey(Host.Address, Cancel)).Value.Instances.Single(one => one.Instance == slug).State;
}
