using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Jobs;
using OpsBot.Tests.Core.Jobs;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody who may write in the database and would have the workers do what nobody has asked for.</summary>
public sealed class WhoEditsAJob(Postgres postgres) : OperationTest(postgres)
{
    readonly Kitchen kitchen = new();

    protected override void Register(IServiceCollection services) => services.AddBakery(kitchen);

    protected override async Task Arrange() => await Run(Olivia, "/cake bake sponge");

    [Theory]
    [InlineData("update jobs set arguments = '{\"cake\": \"wedding\"}'")]
    [InlineData("update jobs set operation = 'cake gild', arguments = '{}'")]
    [InlineData("update jobs set target_id = gen_random_uuid()")]
    [InlineData("update jobs set operator_id = (select id from operators where name = 'Adam')")]
    [InlineData("update jobs set operator_id = null, duty = 'dunning'")]
    [InlineData("update jobs set trail = gen_random_uuid()")]
    public async Task Has_nothing_done_that_was_not_asked_for_as_the_audit_has_it(string edit)
    {
        await Execute(edit);
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        Assert.Empty(kitchen.Done);
        await IsEndedAloud();
    }

    [Fact]
    public async Task Has_a_step_that_comes_later_do_nothing_else_either()
    {
        kitchen.Step = (step, _, _) =>
            Task.FromResult(step == "bake" ? new StepResult.LookAgain(TimeSpan.FromSeconds(1)) : StepResult.Next);
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        await Execute("update jobs set arguments = '{\"cake\": \"wedding\"}'");
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        Assert.Equal(["mix", "bake"], kitchen.Done);
        await IsEndedAloud();
    }

    [Fact]
    public async Task Has_none_of_their_own_making_run()
    {
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        kitchen.Done.Clear();
        await Execute(
            """
            insert into jobs (id, operation, arguments, target_kind, target_id, target_label, trail, operator_id, message_key, heading,
                              memo, not_before, created_at)
            select gen_random_uuid(), operation, '{"cake": "wedding"}', target_kind, target_id, target_label, trail, operator_id,
                   message_key, heading, memo, not_before, created_at
            from   jobs
            """);
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        Assert.Empty(kitchen.Done);
    }

    [Theory]
    [InlineData("update jobs set state = 'queued', finished_at = null; delete from job_steps")]
    [InlineData(
        """
        insert into jobs (id, operation, arguments, target_kind, target_id, target_label, trail, operator_id, message_key, heading, memo,
                          not_before, created_at)
        select gen_random_uuid(), operation, arguments, target_kind, target_id, target_label, trail, operator_id, message_key, heading, memo,
               not_before, created_at
        from   jobs
        """)]
    public async Task Has_nothing_done_once_more_that_was_asked_for_once(string replay)
    {
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        Assert.Equal("succeeded", await Find<string>("select state from jobs"));
        kitchen.Done.Clear();
        await Execute(replay);
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        Assert.Empty(kitchen.Done);
        Assert.Contains("somebody changed it in the database", await Find<string>("select body from audit where outcome = 'failed'"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_bring_a_job_to_an_end_that_stands_as_it_was_asked_for()
    {
        await Execute("update jobs set target_label = 'something else', heading = 'Baking something else'");
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        Assert.Equal(["mix", "bake", "cool"], kitchen.Done);
    }

    async Task IsEndedAloud()
    {
        Assert.Equal("failed", await Find<string>("select state from jobs"));
        Assert.Contains("somebody changed it in the database", await Find<string>("select body from audit where outcome = 'failed'"),
            StringComparison.Ordinal);
        Assert.Contains("somebody changed it in the database", (await Said((await Find<string>("select message_key from jobs"))!)).Text,
            StringComparison.Ordinal);
        Assert.False(await Get<JobRunner>().RunNext(Cancel));
    }
}
