using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
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

    [Fact]
    public async Task Cannot_put_an_instance_in_error_that_somebody_is_just_working_on()
    {
        var (id, trail) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Execute(
            $"""
            insert into organizations (id, slug, name, tier, created_at) values ('{id}', 'acme', 'Acme GmbH', 'growth', now());
            insert into servers (id, name, region, address, created_at) values ('{id}', 'h1', 'nbg1', 'http://127.0.0.1:9', now());
            insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, state_before, trail, changed_at, created_at)
            values ('{id}', 'acme-prod', 'Acme', '{id}', '{id}', 'production', '17.0', 'https://acme.example', 'stopping', 'running', '{trail}', now(), now())
            """);
        var target = Target.Of(new OpsBot.Core.Instances.InstanceId(id), "acme-prod");
        var (inside, leaves) = (new TaskCompletionSource(), new TaskCompletionSource());
        var working = Get<Transactions>().As(Actor.OpsBot("test"), async work =>
        {
            await work.Lock(target, Cancel);
            inside.SetResult();
            await leaves.Task.WaitAsync(Cancel);
            return true;
        }, Cancel);
        await inside.Task.WaitAsync(Cancel);
        var abandoning = Get<Transactions>().As(Actor.OpsBot("test"), async work =>
        {
            foreach (var noun in Get<IEnumerable<IStranded>>()) await noun.Abandoned(trail, "A fault.", work, Cancel);
            return true;
        }, Cancel);
        await Eventually.Equal(1L, () => Find<long>("select count(*) from pg_locks where locktype = 'advisory' and not granted"));
        Assert.Equal("stopping", await Find<string>("select state from instances"));
        leaves.SetResult();
        await working;
        await abandoning;
        Assert.Equal("error", await Find<string>("select state from instances"));
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
