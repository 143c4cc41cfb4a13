using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Jobs;
using OpsBot.Tests.Core.Jobs;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Stopped for longer than its lease, and then going on as if nothing had happened, beside whoever took its job.</summary>
public sealed class AWorkerThatFroze(Postgres postgres) : OperationTest(postgres)
{
    readonly Kitchen kitchen = new();
    readonly TaskCompletionSource frozen = new(), thawed = new();

    protected override void Register(IServiceCollection services) => services.AddBakery(kitchen);

    protected override async Task Arrange()
    {
        var first = true;
        kitchen.Step = async (step, _, _) =>
        {
            if (step != "bake" || !first) return StepResult.Next;
            first = false;
            frozen.SetResult();
            // Whoever is frozen hears of no cancellation.
            await thawed.Task;
            return StepResult.Next;
        };
        await Run(Olivia, "/cake bake sponge");
    }

    [Fact]
    public async Task Cannot_go_on_beside_its_successor_in_the_same_process()
    {
        var before = Next();
        await frozen.Task;
        await Source.LetLapse("jobs", "lease_until");
        Assert.True(await Next());
        Assert.Equal(["mix", "bake", "bake", "cool"], kitchen.Done);

        thawed.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => before);
        Assert.Equal(["mix", "bake", "bake", "cool"], kitchen.Done);
        Assert.Equal(["started", "done"], await List<string>("select outcome from audit where operation = 'cake bake' order by seq"));
    }

    [Fact]
    public async Task Cannot_take_the_job_back_from_a_successor_that_has_not_ended_it()
    {
        var before = Next();
        await frozen.Task;
        await Source.LetLapse("jobs", "lease_until");
        var inCool = new TaskCompletionSource();
        kitchen.Step = async (step, _, cancel) =>
        {
            if (step == "cool") await inCool.Task.WaitAsync(cancel);
            return StepResult.Next;
        };
        var after = Next();
        await Eventually.True(() => kitchen.Done.Count == 4);

        thawed.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => before);
        inCool.SetResult();
        Assert.True(await after);
        Assert.Equal(["mix", "bake", "bake", "cool"], kitchen.Done);
    }

    Task<bool> Next() => Get<JobRunner>().RunNext(Cancel);
}
