using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Billing.Dunning;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody who has a friend among those who do not pay.</summary>
public sealed class WhoSilencesTheLadder(Postgres postgres) : Unpaid(postgres)
{
    [Fact]
    public async Task No_operator_spares_anybody()
    {
        foreach (var line in new[]
        {
            $"/dunning hold {Number} until:2026-03-10", $"/dunning skip {Number}", $"/dunning except {Number}",
            "/dunning ladder reminder 300",
        })
            Assert.Equal(OutcomeKind.Refused, (await Ask(Olivia, line)).Kind);
        await Round();
        Assert.Single(await Steps());
    }

    [Fact]
    public async Task No_admin_puts_it_off_for_ever_alone()
    {
        var hold = await Ask(Adam, $"/dunning hold {Number} until:2027-02-01");
        Assert.Equal(OutcomeKind.Waiting, hold.Kind);
        Assert.Equal(OutcomeKind.Refused, (await Ask(Adam, $"/dunning hold {Number} until:2036-01-01")).Kind);
        // Nor week by week.
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/dunning hold {Number} until:2026-04-02")).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/dunning hold {Number} until:2026-04-09")).Kind);
    }

    [Fact]
    public async Task No_rule_lets_one_person_change_the_ladder()
    {
        await Execute(
            """
            insert into policies (version, rules, changed_by, trail, changed_at)
            values (1, '[{"operation":"*","guard":{"kind":"none","quorum":[],"timeToLive":"01:00:00"}}]', @Id, @Id, @Now)
            """, new { Id = Sam.Id.Value, Now = Clock.GetUtcNow() });
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, "/dunning ladder reminder 300")).Kind);
        Assert.Equal(0, await Find<long>("select count(*) from dunning_ladders"));
    }

    [Fact]
    public async Task Nobody_is_let_in_by_a_write_off_in_place_of_money()
    {
        await Days(14);
        await ApproveNewest(Adam);
        await Work();
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice write-off {Number}")).Kind);
        await ApproveNewest(Bea);
        await Round();
        await Work();
        Assert.Equal("suspended", await State());
    }
}
