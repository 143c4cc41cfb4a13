using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Jobs;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody on the team who lays hands on long work that others have asked for.</summary>
public sealed class WhoReachesForOthersWork(Postgres postgres) : OperationTest(postgres)
{
    readonly Kitchen kitchen = new() { Later = TimeSpan.FromHours(3) };

    protected override void Register(IServiceCollection services) => services.AddBakery(kitchen);

    protected override async Task Arrange() => await Run(Adam, "/cake gild");

    [Theory]
    [InlineData("/job cancel 1 reason:\"not in my kitchen\"")]
    [InlineData("/job retry 1")]
    public async Task Neither_ends_nor_hurries_what_they_could_not_ask_for(string line)
    {
        var refused = await Run(Olivia, line);
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        Assert.Contains("/cake gild needs an admin, and so does", refused.Text, StringComparison.Ordinal);
        Assert.False(await Get<JobRunner>().RunNext(Cancel));
        Assert.Equal(OutcomeKind.Done, (await Run(Bea, line)).Kind);
    }

    [Theory]
    [InlineData("/job cancel 1 reason:\"not in my kitchen\"")]
    [InlineData("/job retry 1")]
    public async Task Does_nothing_to_work_of_which_nobody_here_knows_what_it_needs(string line)
    {
        await Execute("update jobs set operation = 'cake blow-up'");
        Assert.Equal(OutcomeKind.Refused, (await Run(Olivia, line)).Kind);
        Assert.Equal(OutcomeKind.Done, (await Run(Adam, line)).Kind);
    }

    [Theory]
    [InlineData("update operators set active = false, ended_at = created_at where name = 'Adam'")]
    [InlineData("update operators set role = 'operator' where name = 'Adam'")]
    [InlineData("delete from chat_accounts where account_id = 'UADAM'")]
    public async Task Has_nothing_begun_by_a_retry_for_whom_has_lost_the_rights_since(string loss)
    {
        await Execute(loss);
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, "/job retry 1")).Kind);
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        Assert.Empty(kitchen.Done);
        Assert.Equal("failed", await Find<string>("select state from jobs"));
        Assert.Contains("lost the rights for it before it began", (await Said((await Find<string>("select message_key from jobs"))!)).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Has_it_go_on_once_it_was_begun_so_that_nothing_is_left_half_done()
    {
        kitchen.Step = (_, _, _) => Task.FromResult<StepResult>(new StepResult.LookAgain(TimeSpan.FromSeconds(1)));
        await Run(Adam, "/job retry 1");
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        await Execute("update operators set active = false, ended_at = created_at where name = 'Adam'");
        kitchen.Step = (_, _, _) => Task.FromResult(StepResult.Next);
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        Assert.Equal("succeeded", await Find<string>("select state from jobs"));
    }
}
