using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Billing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>An admin who is a customer, too, and wants to pay nothing.</summary>
public sealed class WhoGivesThemselvesCredit(Postgres postgres) : Invoicing(postgres)
{
    Task<long> Given() => Find<long>("select coalesce(sum(amount_minor), 0)::bigint from credits");

    [Fact]
    public async Task Nobody_gives_in_parts_what_would_need_a_second_person()
    {
        await Subscribed("2026-03-01");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, "/credit add buyer-1 45.00")).Kind);
        for (var i = 0; i < 4; i++) Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, "/credit add buyer-1 45.00")).Kind);
        Assert.Equal(4500, await Given());
    }

    [Fact]
    public async Task Nobody_spreads_the_parts_over_organizations_people_or_currencies()
    {
        await Subscribed("2026-03-01");
        await Subscribed("2026-03-01");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, "/credit add buyer-1 45.00")).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, "/credit add buyer-2 45.00")).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Bea, "/credit add buyer-1 45.00")).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, "/credit add buyer-2 \"1 USD\"")).Kind);
        Assert.Equal(4500, await Given());
    }

    [Fact]
    public async Task Nobody_is_quicker_than_the_sum()
    {
        for (var i = 0; i < 6; i++) await Subscribed("2026-03-01");
        var asked = await Task.WhenAll(Enumerable.Range(1, 6).Select(i => Ask(Adam, $"/credit add buyer-{i} 30.00")));
        Assert.Single(asked, outcome => outcome.Kind == OutcomeKind.Done);
        Assert.Equal(3000, await Given());
    }

    [Fact]
    public async Task Nobody_approves_their_own()
    {
        await Subscribed("2026-03-01");
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, "/credit add buyer-1 500.00")).Kind);
        Assert.NotEqual(OutcomeKind.Done, (await Ask(Adam, "/approval approve 1")).Kind);
        Assert.Equal(0, await Given());
    }
}
