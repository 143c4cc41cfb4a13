using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Alerts;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Jobs;

public sealed class GoingOnWithAJob(Postgres postgres) : OperationTest(postgres)
{
    readonly Kitchen kitchen = new();

    protected override void Register(IServiceCollection services) => services.AddBakery(kitchen);

    [Fact]
    public async Task A_version_that_has_one_more_step_goes_on_where_the_job_was()
    {
        await AtBake();
        kitchen.Recipe = ["weigh", "mix", "bake", "glaze", "cool"];
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await Next());
        Assert.Equal(["mix", "bake", "bake", "glaze", "cool"], kitchen.Done);
        Assert.Equal("succeeded", await State());
    }

    [Theory]
    [InlineData("update job_steps set name = 'knead' where name = 'mix'")]
    [InlineData("update jobs set arguments = '{\"cake\": \"sponge\", \"layers\": 3}'")]
    [InlineData("update jobs set memo = '{\"yeast\": \"a bit\"}'")]
    public async Task A_version_that_does_not_know_what_it_finds_leaves_it_alone_and_says_so_once(string newer)
    {
        await AtBake();
        await Execute(newer);
        var before = kitchen.Done.Count;
        for (var minutes = 0; minutes < 70; minutes++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1.1));
            Assert.True(await Next());
        }
        Assert.Equal(before, kitchen.Done.Count);
        Assert.Equal("queued", await State());
        Assert.Contains("they are of another version", (await Said(await Key())).Text, StringComparison.Ordinal);
        Assert.Contains("Asked by Olivia", (await Said(await Key())).Text, StringComparison.Ordinal);
        await Get<Troubles>().Tell<JobsStuck>(Cancel);
        await Get<Troubles>().Tell<JobsStuck>(Cancel);
        var told = await Told();
        Assert.Equal("#1 Nobody works on “Baking sponge”", told.Heading);
        Assert.Equal(1, await Find<long>("select version from messages where key like 'alert:%'"));

        // A person ends it, although nobody knows it.
        var end = told.Buttons.Single(button => button.Label == "Cancel").Command;
        Assert.Equal(OutcomeKind.Done, (await Run(Olivia, end + " reason:\"give it up\"")).Kind);
        Clock.Advance(TimeSpan.FromMinutes(1.1));
        Assert.True(await Next());
        Assert.Equal("cancelled", await State());
        Assert.Contains("nothing of it was taken back", (await Said(await Key())).Text, StringComparison.Ordinal);
        await Get<Troubles>().Tell<JobsStuck>(Cancel);
        Assert.Contains("It has ended: cancelled.", (await Told()).Text, StringComparison.Ordinal);

        async Task<Reply> Told() => (await Said((await Find<string>("select key from messages where key like 'alert:%'"))!))!;
    }

    [Fact]
    public async Task What_the_outside_may_have_done_is_looked_up_before_it_is_done_again()
    {
        var looks = new Queue<StepResult?>([new StepResult.TryAgain("Nobody can look."), null, StepResult.Next]);
        kitchen.LookUp = (_, _) => Task.FromResult(looks.Dequeue());
        kitchen.With = step => step with { Tries = 10 };
        kitchen.Step = (step, _, _) => Task.FromResult(step == "bake" ? new StepResult.Unknown("No answer.") : StepResult.Next);
        await Run(Olivia, "/cake bake sponge");
        await ToItsEnd();
        // Done, looked for in vain, looked for and not there: done again, looked for and there.
        Assert.Equal(["mix", "bake", "bake", "cool"], kitchen.Done);
        Assert.Empty(looks);
        Assert.Equal("succeeded", await State());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_last_try_may_have_done_is_looked_up_before_it_is_given_up(bool wasDone)
    {
        kitchen.LookUp = (step, _) => Task.FromResult(step == "bake" && kitchen.Done.Count == 4 && wasDone ? StepResult.Next : null);
        kitchen.Step = (step, _, _) => Task.FromResult(step == "bake" ? new StepResult.Unknown("No answer.") : StepResult.Next);
        await Run(Olivia, "/cake bake sponge");
        await ToItsEnd();
        Assert.Equal(["mix", "bake", "bake", "bake", .. wasDone ? new[] { "cool" } : []], kitchen.Done);
        Assert.Equal(wasDone ? "succeeded" : "failed", await State());
        if (!wasDone)
            Assert.Contains("It was tried 3 times, and was not done.", (await Said(await Key())).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_dead_worker_had_begun_is_looked_up_first()
    {
        kitchen.LookUp = (step, _) => Task.FromResult(step == "bake" ? StepResult.Next : null);
        using var death = new CancellationTokenSource();
        kitchen.Step = async (step, _, cancel) =>
        {
            if (step == "bake") await death.CancelAsync();
            cancel.ThrowIfCancellationRequested();
            return StepResult.Next;
        };
        await Run(Olivia, "/cake bake sponge");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Get<JobRunner>().RunNext(death.Token));
        await Source.LetLapse("jobs", "lease_until");
        Assert.True(await Next());
        Assert.Equal(["mix", "bake", "cool"], kitchen.Done);
        Assert.Equal("succeeded", await State());
    }

    [Fact]
    public async Task A_step_has_its_own_patience_from_its_own_start()
    {
        kitchen.With = step => step with { Patience = TimeSpan.FromMinutes(2), Late = "It was not warm" };
        kitchen.Step = (step, _, _) => Task.FromResult<StepResult>(
            step == "cool" ? new StepResult.LookAgain(TimeSpan.FromSeconds(50), "Still warm.") : StepResult.Next);
        await Run(Olivia, "/cake bake sponge");
        Clock.Advance(TimeSpan.FromHours(1));
        await ToItsEnd();
        Assert.Equal(["mix", "bake", "cool", "cool", "cool", "cool"], kitchen.Done);
        Assert.Contains("It was not warm within 2 min. Still warm.", (await Said(await Key())).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_step_shows_how_long_it_took_and_how_long_it_usually_takes()
    {
        kitchen.Step = (step, _, _) =>
        {
            if (step == "bake") Clock.Advance(TimeSpan.FromSeconds(40));
            return Task.FromResult(StepResult.Next);
        };
        for (var runs = 0; runs < 5; runs++)
        {
            await Run(Olivia, "/cake bake sponge");
            await ToItsEnd();
        }
        Clock.Advance(TimeSpan.FromMinutes(6));
        var seen = new List<ProgressStep>();
        kitchen.Step = async (step, _, _) =>
        {
            if (step == "bake") Clock.Advance(TimeSpan.FromSeconds(41));
            seen = [.. (await Said(await Key()))!.Parts.OfType<Progress>().Single().Steps.Concat(seen)];
            return StepResult.Next;
        };
        await Run(Olivia, "/cake bake sponge");
        await ToItsEnd();
        Assert.Equal(["under 1 s", "41 s", null], seen.Take(3).Select(step => step.Detail));
        Assert.Equal("usually 40 s", seen[4].Detail);
    }

    [Fact]
    public async Task One_that_kills_its_worker_again_and_again_ends()
    {
        kitchen.Step = (_, _, _) => Kitchen.Dies;
        await Run(Olivia, "/cake bake sponge");
        for (var deaths = 0; deaths < 5; deaths++)
        {
            await Get<JobRunner>().StartNext(Cancel);
            await Eventually.True(() => kitchen.Done.Count == deaths + 1);
            await Source.LetLapse("jobs", "lease_until");
        }
        Assert.True(await Next());
        Assert.Equal("failed", await State());
        Assert.Equal(5, kitchen.Done.Count);
        Assert.Equal(["started", "failed"], await List<string>("select outcome from audit where operation = 'cake bake' order by seq"));
    }

    [Fact]
    public async Task A_worker_that_stops_in_good_order_hands_it_back_at_once_and_is_not_counted_as_dead()
    {
        await Run(Olivia, "/cake bake sponge");
        for (var stops = 0; stops < 12; stops++)
        {
            using var stop = new CancellationTokenSource();
            kitchen.Step = async (step, _, cancel) =>
            {
                if (step == "bake") await stop.CancelAsync();
                cancel.ThrowIfCancellationRequested();
                return StepResult.Next;
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Get<JobRunner>().RunNext(stop.Token));
            Assert.Equal("queued", await State());
        }
        kitchen.Step = (_, _, _) => Task.FromResult(StepResult.Next);
        Assert.True(await Next());
        Assert.Equal("succeeded", await State());
        Assert.Equal(["mix", .. Enumerable.Repeat("bake", 13), "cool"], kitchen.Done);
    }

    [Fact]
    public async Task What_was_done_when_its_worker_stopped_is_not_done_again()
    {
        using var stop = new CancellationTokenSource();
        kitchen.Step = async (step, run, _) =>
        {
            if (step == "mix") run.Memo = new() { Flour = "500 g" };
            if (step == "mix") await stop.CancelAsync();
            if (step == "bake") Assert.Equal("500 g", run.Memo.Flour);
            return StepResult.Next;
        };
        await Run(Olivia, "/cake bake sponge");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Get<JobRunner>().RunNext(stop.Token));
        Assert.True(await Next());
        Assert.Equal(["mix", "bake", "cool"], kitchen.Done);
        Assert.Equal("succeeded", await State());
    }

    [Fact]
    public async Task Who_asks_for_the_second_is_told_of_the_first()
    {
        kitchen.OneAtATime = true;
        await Run(Olivia, "/cake bake sponge");
        var second = await Run(Adam, "/cake bake muffin");
        Assert.Equal(OutcomeKind.Refused, second.Kind);
        Assert.Contains("“Baking sponge” is at work already (job #1). Asked by Olivia.", second.Text, StringComparison.Ordinal);
        Assert.Equal("/job show 1", second.Reply!.Buttons.Single().Command);
        await ToItsEnd();
        Assert.Equal(OutcomeKind.Done, (await Run(Adam, "/cake bake muffin")).Kind);
    }

    [Fact]
    public async Task One_that_starts_later_says_when_and_can_be_tried_at_once()
    {
        kitchen.Later = TimeSpan.FromHours(3);
        await Run(Olivia, "/cake bake sponge");
        Assert.Contains("It starts at ", (await Said(await Key())).Text, StringComparison.Ordinal);
        Assert.False(await Next());
        Assert.Contains("queued, goes on at", (await Run(Olivia, "/job show 1")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Run(Olivia, "/job retry 1")).Kind);
        Assert.True(await Next());
        Assert.Equal("succeeded", await State());
        Assert.Contains("nothing to retry", (await Run(Olivia, "/job retry 1")).Text, StringComparison.Ordinal);
        var list = (await Run(Olivia, "/job list")).Text;
        Assert.Contains("#1 | Succeeded | ", list, StringComparison.Ordinal);
        Assert.Contains(" | Baking sponge | Olivia", list, StringComparison.Ordinal);
        Assert.Contains("No job is failed.", (await Run(Olivia, "/job list state:failed")).Text, StringComparison.Ordinal);
    }

    // Mixed, and looked at once while it bakes.
    async Task AtBake()
    {
        kitchen.Step = (step, _, _) =>
            Task.FromResult(step == "bake" ? new StepResult.LookAgain(TimeSpan.FromSeconds(1)) : StepResult.Next);
        await Run(Olivia, "/cake bake sponge");
        Assert.True(await Next());
        kitchen.Step = (_, _, _) => Task.FromResult(StepResult.Next);
    }

    async Task ToItsEnd()
    {
        for (var rounds = 0; rounds < 30; rounds++)
        {
            while (await Next()) { }
            if (await Get<JobLease>().NextDue(Cancel) is not { } due) return;
            if (due > Clock.GetUtcNow()) Clock.AdvanceTo(due);
        }
        Assert.Fail("It has no end.");
    }

    Task<bool> Next() => Get<JobRunner>().RunNext(Cancel);

    async Task<string> State() => (await Find<string>("select state from jobs order by number desc limit 1"))!;

    async Task<string> Key() => (await Find<string>("select message_key from jobs order by number desc limit 1"))!;
}
