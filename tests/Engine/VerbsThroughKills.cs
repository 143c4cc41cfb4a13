using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Chaos;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Engine;

/// <summary>Every verb, on whichever engine, by workers that are killed between its steps.</summary>
public abstract class VerbsThroughKills(Postgres postgres)
{
    private protected abstract Task<(WatchedDocker Docker, IContainerHost Containers)> Open();

    protected abstract string Name(string word);

    [Fact]
    public Task Each_happens_once_although_the_worker_is_killed_twice() => Each(everywhere: false);

    [Fact(Explicit = true), Trait("Run", "kills")]
    public Task Each_happens_once_although_the_worker_is_killed_before_and_after_what_it_does() => Each(everywhere: true);

    async Task Each(bool everywhere)
    {
        await using var database = await postgres.NewDatabase();
        var (docker, containers) = await Open();
        await using var closing = containers;
        await using var fleet = await Fleet.Open(database.ConnectionString, docker: docker);
        await fleet.Settle();
        var on = new Stage(fleet, containers, Name);
        var start = await on.Put("start", "stopped", one => one with { Started = false });
        var retry = await on.Put("retry", "error", one => one with { Started = false });
        var stop = await on.Put("stop", "running");
        var restart = await on.Put("restart", "running");
        var backup = await on.Put("backup", "running");
        var delete = await on.Put("delete", "running");
        await AskForAll(fleet, start, retry, stop, restart, backup, delete);

        if (everywhere)
        {
            await Killed(fleet, "before anything is done",
                docker.HoldBefore($"^POST .*/{start.Id}/start$"), docker.HoldBefore($"^POST .*/{retry.Id}/start$"),
                docker.HoldBefore($"^POST .*/{stop.Id}/stop$"), docker.HoldBefore($"^POST .*/{restart.Id}/restart$"),
                docker.HoldBefore($"^GET .*/{backup.Id}/archive$"), docker.HoldBefore($"^DELETE .*/containers/{delete.Id}$"));
            Assert.Equal(0, docker.Changes("/(start|stop|restart)$|^DELETE "));
            Assert.Equal("paused", await containers.StatusOf(backup.Id));
        }

        await Killed(fleet, "when it is done, before they hear so",
            docker.HoldAfter($"^POST .*/{start.Id}/start$"), docker.HoldAfter($"^POST .*/{retry.Id}/start$"),
            docker.HoldAfter($"^POST .*/{stop.Id}/stop$"), docker.HoldAfter($"^POST .*/{restart.Id}/restart$"),
            docker.HoldBefore($"^POST .*/{backup.Id}/unpause$"), docker.HoldAfter($"^DELETE .*/containers/{delete.Id}$"));

        if (everywhere)
            await Killed(fleet, "in the step after",
                docker.HoldBefore($"^GET .*/{start.Id}/json$"), docker.HoldBefore($"^GET .*/{retry.Id}/json$"),
                docker.HoldBefore($"^GET .*/{stop.Id}/json$"), docker.HoldBefore($"^GET .*/{restart.Id}/json$"),
                docker.HoldAfter($"^POST .*/{backup.Id}/unpause$"), docker.HoldBefore($"^DELETE .*/volumes/{delete.Slug}-data$"));

        // While they write down how it ended.
        await using (await fleet.Lock("instances", "exclusive"))
        {
            var worker = fleet.StartWorker();
            await Eventually.Equal(6L, () => fleet.WaitingFor("instances"));
            await worker.Kill();
        }

        fleet.StartWorker();
        await Eventually.Equal(6L, () => fleet.One<long>("select count(*) from jobs where state = 'succeeded'"));
        Assert.Equal([1, 1, 1, 1, 1, 1],
        [
            docker.Changes($"/{start.Id}/start$"), docker.Changes($"/{retry.Id}/start$"), docker.Changes($"/{stop.Id}/stop$"),
            docker.Changes($"/{restart.Id}/restart$"), docker.Changes($"^DELETE .*/containers/{delete.Id}$"),
            docker.Changes($"^DELETE .*/volumes/{delete.Slug}-data$"),
        ]);
        Assert.Equal(["running running", "running running", "exited stopped", "running running", "running running", "gone deleted"],
            await on.States(start, retry, stop, restart, backup, delete));
        foreach (var one in new[] { start, retry, stop, restart, backup, delete })
            Assert.Single(await fleet.AuditOf(one.Slug), row => row.EndsWith(" done", StringComparison.Ordinal));
        Assert.Contains(
            $"Gone from h1: container {delete.Slug} and volume {delete.Slug}-data.", await on.LastWords(delete), StringComparison.Ordinal);
        var kept = await fleet.One<string>("select path from backups");
        Assert.True(BackupStore.Find(kept) is { } file && await BackupStore.IsIntact(file, TestContext.Current.CancellationToken), kept);

        await Troubles(fleet, on, backup, containers);
    }

    /// <summary>What is said of containers that are not well; the last worker still runs.</summary>
    static async Task Troubles(Fleet fleet, Stage on, Put killed, IContainerHost containers)
    {
        await IsShown(fleet, killed, "It is running.");
        var logs = (await fleet.Ask(Workspace.Olivia, $"/instance logs {killed.Slug}")).Reply!;
        Assert.EndsWith("ready", Assert.Single(logs.Parts.OfType<Verbatim>()).Text, StringComparison.Ordinal);
        await containers.KillFromOutside(killed.Id);
        await IsShown(fleet, killed, "It ended with exit code 137.");

        var loops = await on.Put("loops", "running", one => one with { Habit = Habit.KeepsFailing });
        await IsShown(fleet, loops, "It keeps ending and being restarted (exit code 1, ");
        var ails = await on.Put("ails", "stopped", one => one with { Started = false, Health = HealthCheck.Fails });
        await fleet.Ask(Workspace.Olivia, $"/instance stop {loops.Slug}", because: "it loops");
        await fleet.Ask(Workspace.Olivia, $"/instance start {ails.Slug}");
        await Eventually.Equal(["exited stopped", "running error"], () => on.States(loops, ails));
        Assert.Contains("It is running, but its health check fails", await on.LastWords(ails), StringComparison.Ordinal);
    }

    static Task IsShown(Fleet fleet, Put instance, string words) => Eventually.Passes(async () =>
        Assert.Contains(words, (await fleet.Ask(Workspace.Olivia, $"/instance show {instance.Slug}")).Text, StringComparison.Ordinal));

    static async Task AskForAll(Fleet fleet, Put start, Put retry, Put stop, Put restart, Put backup, Put delete)
    {
        foreach (var (line, because) in new (string, string?)[]
        {
            ($"/instance start {start.Slug}", null), ($"/instance retry {retry.Slug}", null),
            ($"/instance stop {stop.Slug}", "ticket 4711"), ($"/instance restart {restart.Slug}", "it hangs"),
            ($"/instance backup {backup.Slug}", null),
        })
            Assert.Equal(OutcomeKind.Done, (await fleet.Ask(Workspace.Olivia, line, because)).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await fleet.Ask(Workspace.Olivia, $"/instance delete {delete.Slug}", "contract ended")).Kind);
        var number = await fleet.One<long>("select number from approvals");
        Assert.Equal(OutcomeKind.Done, (await fleet.Ask(Workspace.Adam, $"/approval approve {number}")).Kind);
        Assert.Equal(6, await fleet.One<long>("select count(*) from jobs where state = 'queued'"));
    }

    static async Task Killed(Fleet fleet, string when, params CallHold[] holds)
    {
        var worker = fleet.StartWorker();
        foreach (var hold in holds)
            await hold.IsReached(when);
        await worker.Kill();
    }
}

/// <summary>An instance with its container.</summary>
public sealed record Put(string Slug, string Id);

/// <summary>The instances of one fleet, each in a container of its own on the engine that is tried.</summary>
sealed class Stage(Fleet fleet, IContainerHost containers, Func<string, string> name)
{
    public async Task<Put> Put(string word, string state, Func<GivenContainer, GivenContainer>? with = null)
    {
        var given = new GivenContainer(name(word));
        var id = await containers.Put(with?.Invoke(given) ?? given);
        await fleet.Row(given.Slug, state);
        return new(given.Slug, id);
    }

    /// <summary>"running stopped": what the engine says, and what OpsBot does.</summary>
    public async Task<IReadOnlyList<string>> States(params Put[] instances)
    {
        var states = new List<string>();
        foreach (var one in instances)
        {
            var state = await fleet.One<string>("select state from instances where slug = @Slug", one);
            states.Add($"{await containers.StatusOf(one.Id)} {state}");
        }

        return states;
    }

    /// <summary>What its last job's message says in the end.</summary>
    public async Task<string> LastWords(Put instance) => OpsBot.Core.Values.Json.Read<Reply>(await fleet.One<string>(
        """
        select   m.content
        from     jobs j
        join     messages m on m.key = j.message_key
        where    j.target_label = @Slug
        order by j.created_at desc
        limit    1
        """, instance)).Text;
}
