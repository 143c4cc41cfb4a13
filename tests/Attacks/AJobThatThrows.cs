using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Jobs;
using OpsBot.Tests.Core.Jobs;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Work that fails where no step is to blame: in its arguments, in its own end, in a program that does not know it.</summary>
public sealed class AJobThatThrows(Postgres postgres) : OperationTest(postgres)
{
    readonly Kitchen kitchen = new();

    protected override void Register(IServiceCollection services) => services.AddBakery(kitchen);

    protected override async Task Arrange() => await Run(Olivia, "/cake bake sponge");

    [Fact]
    public async Task Cannot_be_taken_up_for_ever_when_its_arguments_make_no_sense()
    {
        await Execute("update jobs set arguments = '{'");
        await UntilItEnds();
        Assert.Empty(kitchen.Done);
        await IsGivenUpAloud();
    }

    [Fact]
    public async Task Cannot_be_taken_up_for_ever_when_even_giving_it_up_throws()
    {
        kitchen.Step = (_, _, _) => Task.FromResult<StepResult>(new StepResult.Failed("No eggs."));
        kitchen.GiveUp = () => throw new InvalidOperationException("secret detail");
        await UntilItEnds();
        await IsGivenUpAloud();
        Assert.Equal(0, await Find<long>("select count(*) from messages where strpos(content, 'secret detail') > 0"));
        Assert.Equal(0, await Find<long>("select count(*) from audit where strpos(body, 'secret detail') > 0"));
    }

    [Fact]
    public async Task Cannot_be_ended_by_a_worker_that_does_not_know_it()
    {
        await Execute("update jobs set operation = 'cake decorate'");
        for (var rounds = 0; rounds < 10; rounds++)
        {
            Assert.True(await Next());
            Assert.False(await Next());
            Clock.AdvanceTo((await Get<JobLease>().NextDue(Cancel))!.Value);
        }
        Assert.Equal("queued", await Find<string>("select state from jobs"));
        Assert.Contains("don't know /cake decorate", (await Said(await Key())).Text, StringComparison.Ordinal);

        // One that knows it comes.
        await Execute("update jobs set operation = 'cake bake'");
        Assert.True(await Next());
        Assert.Equal("succeeded", await Find<string>("select state from jobs"));
    }

    async Task IsGivenUpAloud()
    {
        Assert.Equal("failed", await Find<string>("select state from jobs"));
        Assert.Equal(["started", "failed"], await List<string>("select outcome from audit where operation = 'cake bake' order by seq"));
        Assert.Contains("by a fault inside OpsBot", (await Said(await Key())).Text, StringComparison.Ordinal);
    }

    async Task UntilItEnds()
    {
        for (var rounds = 0; rounds < 20; rounds++)
        {
            while (await Next()) { }
            if (await Get<JobLease>().NextDue(Cancel) is not { } due) return;
            if (due > Clock.GetUtcNow()) Clock.AdvanceTo(due);
        }
        Assert.Fail("It was taken up twenty times and had no end.");
    }

    Task<bool> Next() => Get<JobRunner>().RunNext(Cancel);

    async Task<string> Key() => (await Find<string>("select message_key from jobs"))!;
}
