using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Jobs;

public sealed class RunningAJob(Postgres postgres) : OperationTest(postgres)
{
    readonly Kitchen kitchen = new();

    protected override void Register(IServiceCollection services) => services.AddBakery(kitchen);

    [Fact]
    public async Task It_runs_step_by_step_and_one_message_tells_how_it_goes()
    {
        await Bake();
        var key = await Key();
        kitchen.Step = async (step, run, _) =>
        {
            if (step == "bake") Assert.Equal([StepState.Done, StepState.Running, StepState.Waiting],
                (await Said(key))!.Parts.OfType<Progress>().Single().Steps.Select(one => one.State));
            if (step == "mix") run.Memo = new() { Flour = "500 g" };
            if (step == "cool") Assert.Equal("500 g", run.Memo.Flour);
            return StepResult.Next;
        };
        Assert.True(await Next());
        Assert.False(await Next());
        Assert.Equal(["mix", "bake", "cool"], kitchen.Done);
        Assert.Equal("sponge is baked", (await Said(key))!.Heading);
        Assert.Equal(["channel:C0OPS"], await Places(key));
        Assert.Equal(1, await Find<long>("select count(*) from messages where key like 'job:%'"));
        Assert.Equal(["cake bake started", "cake bake done"], await Audit());
        Assert.Equal("succeeded", await State());
    }

    [Fact]
    public async Task It_ends_in_the_name_of_who_asked_also_once_they_have_left()
    {
        await Bake();
        await Execute("update operators set active = false, ended_at = created_at where handle = 'olivia'");
        Assert.True(await Next());
        Assert.Equal(["Olivia", "Olivia"],
            await List<string>("select body::jsonb ->> 'operator' from audit where operation = 'cake bake' order by seq"));
    }

    [Fact]
    public async Task Many_runners_run_each_job_once()
    {
        for (var i = 0; i < 6; i++) await Bake($"cake{i}");
        await using var other = Restarted();
        kitchen.Step = async (_, _, cancel) => { await Task.Yield(); cancel.ThrowIfCancellationRequested(); return StepResult.Next; };
        var runners = Enumerable.Range(0, 6).Select(i =>
            Task.Run(async () => { while (await (i % 2 == 0 ? Get<JobRunner>() : other.Get<JobRunner>()).RunNext(Cancel)) { } }, Cancel));
        await Task.WhenAll(runners);
        Assert.Equal(18, kitchen.Done.Count);
        Assert.Equal(6, await Find<long>("select count(*) from jobs where state = 'succeeded'"));
        Assert.Equal(6, await Find<long>("select count(*) from audit where operation = 'cake bake' and outcome = 'done'"));
    }

    [Fact]
    public async Task What_a_dead_worker_left_goes_on_elsewhere_from_the_step_it_had_reached()
    {
        await Bake();
        kitchen.Step = (step, run, _) =>
        {
            if (step == "mix") run.Memo = new() { Flour = "500 g" };
            return step == "bake" ? Kitchen.Dies : Task.FromResult(StepResult.Next);
        };
        await Get<JobRunner>().StartNext(Cancel);
        await Eventually.True(() => kitchen.Done.Count == 2);
        kitchen.Step = (_, run, _) => { Assert.Equal("500 g", run.Memo.Flour); return Task.FromResult(StepResult.Next); };

        await using var other = Restarted();
        Assert.False(await other.Get<JobRunner>().RunNext(Cancel));
        await Source.LetLapse("jobs", "lease_until");
        Assert.True(await other.Get<JobRunner>().RunNext(Cancel));
        Assert.Equal(["mix", "bake", "bake", "cool"], kitchen.Done);
        Assert.Equal(["cake bake started", "cake bake done"], await Audit());
    }

    [Fact]
    public async Task A_lease_is_renewed_while_a_step_takes_long()
    {
        await Bake();
        await using var other = Restarted();
        kitchen.Step = async (step, _, _) =>
        {
            if (step != "mix") return StepResult.Next;
            for (var seconds = 0; seconds < 90; seconds += 10)
            {
                var before = await Until();
                await Eventually.True(() => Clock.Waiting > 0);
                Clock.Advance(TimeSpan.FromSeconds(10));
                await Eventually.True(async () => await Until() > before);
                Assert.False(await other.Get<JobRunner>().RunNext(Cancel));
            }
            return StepResult.Next;
        };
        Assert.True(await Next());
        Assert.Equal("succeeded", await State());
    }

    [Fact]
    public async Task Who_lost_the_lease_is_stopped_and_ends_nothing()
    {
        await Bake();
        var reached = new TaskCompletionSource();
        kitchen.Step = async (step, _, cancel) =>
        {
            if (step != "bake") return StepResult.Next;
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            return StepResult.Next;
        };
        var loser = Next();
        await reached.Task;
        await Execute("update jobs set lease_owner = 'somebody else'");
        await Eventually.True(() => Clock.Waiting > 0);
        Clock.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loser);
        Assert.Equal("running", await State());
        Assert.Equal(["cake bake started"], await Audit());
        Assert.StartsWith("Baking", (await Said(await Key()))!.Heading, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_lost_the_lease_in_the_last_step_ends_nothing_either()
    {
        await Bake();
        kitchen.Step = async (step, _, _) =>
        {
            if (step == "cool") await Execute("update jobs set lease_owner = 'somebody else'");
            return StepResult.Next;
        };
        Assert.True(await Next());
        Assert.Equal("running", await State());
        Assert.Equal(["cake bake started"], await Audit());
    }

    [Fact]
    public async Task What_may_pass_is_tried_again_with_growing_pauses_and_then_given_up()
    {
        await Bake();
        kitchen.Step = (step, _, _) => Task.FromResult(step == "bake" ? new StepResult.TryAgain("The oven is cold.") : StepResult.Next);
        var pauses = new List<TimeSpan>();
        while (await Next() && await State() == "queued")
        {
            Assert.Contains("The oven is cold. Trying again in",
                (await Said(await Key()))!.Parts.OfType<Progress>().Single().Steps[1].Detail!, StringComparison.Ordinal);
            var due = (await Get<JobLease>().NextDue(Cancel))!.Value;
            pauses.Add(due - Clock.GetUtcNow());
            Assert.False(await Next());
            Clock.AdvanceTo(due);
        }
        Assert.Equal(2, pauses.Count);
        Assert.InRange(pauses[0].TotalSeconds, 1, 1.26);
        Assert.InRange(pauses[1].TotalSeconds, 2, 2.51);
        Assert.Equal(["mix", "bake", "bake", "bake"], kitchen.Done);
        Assert.Equal("failed", await State());
        Assert.StartsWith("sponge is burnt\nThe oven is cold.\nAsked by Olivia · ", (await Said(await Key())).Text,
            StringComparison.Ordinal);
        Assert.Equal(["cake bake started", "cake bake failed"], await Audit());
    }

    [Fact]
    public async Task What_will_not_work_is_given_up_at_once()
    {
        await Bake();
        kitchen.Step = (_, _, _) => Task.FromResult<StepResult>(new StepResult.Failed("No eggs."));
        Assert.True(await Next());
        Assert.Equal(["mix"], kitchen.Done);
        Assert.Equal("failed", await State());
    }

    [Fact]
    public async Task A_look_again_frees_the_worker_and_costs_no_attempt()
    {
        await Bake();
        var looks = 0;
        kitchen.Step = (step, _, _) => Task.FromResult(step == "bake" && ++looks < 10
            ? new StepResult.LookAgain(TimeSpan.FromSeconds(1), "Still pale.") : StepResult.Next);
        while (await Next())
            if (await Get<JobLease>().NextDue(Cancel) is { } due) Clock.AdvanceTo(due);
        Assert.Equal(10, looks);
        Assert.Equal("succeeded", await State());
    }

    [Fact]
    public async Task A_bug_in_a_step_is_tried_again_and_its_words_stay_inside()
    {
        await Bake();
        kitchen.Step = (_, _, _) => throw new InvalidOperationException("secret detail");
        while (await Next())
            if (await Get<JobLease>().NextDue(Cancel) is { } due) Clock.AdvanceTo(due);
        Assert.Equal("failed", await State());
        Assert.Contains("A fault inside OpsBot (reference", (await Said(await Key())).Text, StringComparison.Ordinal);
        Assert.Equal(0, await Find<long>("select count(*) from messages where strpos(content, 'secret detail') > 0"));
    }

    // Claimed again with every lease, it would run for ever and its message would never say so.
    [Fact]
    public async Task A_bug_at_its_end_ends_it_as_failed()
    {
        await Bake();
        kitchen.Finish = () => throw new InvalidOperationException("secret detail");
        Assert.True(await Next());
        Assert.Equal("failed", await State());
        Assert.Contains("A fault inside OpsBot (reference", (await Said(await Key())).Text, StringComparison.Ordinal);
        Assert.Equal(["cake bake started", "cake bake failed"], await Audit());
    }

    [Fact]
    public async Task A_refusal_at_its_end_is_what_the_message_says()
    {
        await Bake();
        kitchen.Refusal = () => new Refusal("Somebody ate it.");
        Assert.True(await Next());
        Assert.Equal("failed", await State());
        Assert.Contains("Somebody ate it.", (await Said(await Key())).Text, StringComparison.Ordinal);
    }

    async Task Bake(string cake = "sponge") => Assert.Equal(OutcomeKind.Done, (await Run(Olivia, $"/cake bake {cake}")).Kind);

    Task<bool> Next() => Get<JobRunner>().RunNext(Cancel);

    async Task<string> State() => (await Find<string>("select state from jobs"))!;

    async Task<string> Key() => (await Find<string>("select message_key from jobs"))!;

    Task<DateTime> Until() => Find<DateTime>("select lease_until from jobs");

    Task<IReadOnlyList<string>> Audit() => List<string>("select operation || ' ' || outcome from audit order by seq");
}
