using OpsBot.Core.Servers.Providers;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers;

public sealed class SharingTheCalls(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    ProviderBudget Budget => desk.Get<ProviderBudget>();

    async Task<(bool Duty, bool Job)> May(string provider) =>
        (await Budget.Take(provider, Urgency.Whenever, Cancel) is null, await Budget.Take(provider, Urgency.Job, Cancel) is null);

    [Fact]
    public async Task Below_a_fifth_only_jobs_call_and_below_a_twentieth_nobody()
    {
        Assert.Equal((true, true), await May("first"));
        await Budget.Note("first", 3600, 1000, Cancel);
        Assert.Equal((true, true), await May("first"));
        await Budget.Note("first", 3600, 700, Cancel);
        Assert.Equal((false, true), await May("first"));
        await Budget.Note("first", 3600, 150, Cancel);
        Assert.Equal((false, false), await May("first"));
    }

    [Fact]
    public async Task What_another_program_called_is_gone_for_all()
    {
        await Budget.Note("second", 3600, 182, Cancel);
        var another = new ProviderBudget(desk.Database.Source, desk.Clock);
        Assert.Null(await another.Take("second", Urgency.Job, Cancel));
        Assert.Null(await Budget.Take("second", Urgency.Job, Cancel));
        Assert.Null(await another.Take("second", Urgency.Job, Cancel));
        Assert.NotNull(await Budget.Take("second", Urgency.Job, Cancel));
    }

    [Fact]
    public async Task It_is_told_how_long_to_wait_and_then_there_are_enough_again()
    {
        await Budget.Note("third", 3600, 60, Cancel);
        var fault = (await Budget.Take("third", Urgency.Job, Cancel))!;
        Assert.Equal(ProviderTrouble.Passing, fault.Trouble);
        Assert.Contains("3600 calls an hour, and 60 are left", fault.Sentence, StringComparison.Ordinal);
        desk.Clock.Advance(fault.Wait!.Value);
        Assert.Null(await Budget.Take("third", Urgency.Job, Cancel));
    }
}
