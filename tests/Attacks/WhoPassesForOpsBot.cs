using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Approvals;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody who would have a request look as if OpsBot itself had made it, or have OpsBot ask in their place.</summary>
public sealed class WhoPassesForOpsBot(Postgres postgres) : ApprovalTest(postgres)
{
    const string Because = "reason:\"we agreed on it\"";

    [Theory]
    [InlineData("OpsBot")]
    [InlineData("OpsBot (dunning)")]
    [InlineData("Öps-Bot")]
    public async Task Is_not_let_in_under_its_name(string name)
    {
        Assert.Equal(OutcomeKind.Refused, (await Run(Sam, $"/admin add {name} account:slack:UMALLORY {Because}")).Kind);
        Assert.Equal(OutcomeKind.Refused, (await Run(Sam, $"/admin add {name} {Because}")).Kind);
    }

    [Theory]
    [InlineData("opsbot")]
    [InlineData("adam")]
    [InlineData("Ádam")]
    public async Task Bears_neither_its_name_nor_that_of_a_teammate_by_calling_themselves_so_in_the_chat(string name)
    {
        await Get<Runner>().Run(RequestOf(new ChatAccount("slack", "UMALLORY"), "/ops join") with
        {
            Caller = new Caller(new ChatAccount("slack", "UMALLORY")) { Workspace = "T0TEAM", Channel = "C0OPS", Name = name },
        }, Cancel);
        var refused = await Run(Adam, $"/admin link slack:UMALLORY {Because}");
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        Assert.Contains("by another name", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, await Find<long>("select count(*) from chat_accounts where account_id = 'UMALLORY'"));
    }

    [Theory]
    [InlineData("opsbot", "dunning")]
    [InlineData("opsbot", "approvals")]
    [InlineData("worker", "host")]
    public async Task Is_a_stranger_by_the_name_of_one_of_its_accounts(string platform, string id)
    {
        var outcome = await Get<Runner>().Run(RequestOf(new ChatAccount(platform, id), "/thing polish lamp"), Cancel);
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Contains("I don't know this account", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approves_nothing_that_it_asks_for_because_of_what_they_did()
    {
        await Get<Runner>().Run(new ShipThing(await Lamp()), Actor.OpsBot("dunning", cause: Adam.Id), "unpaid for 60 days", Cancel);
        var card = (await Said(await KeyOf(1))).Text;
        Assert.DoesNotContain("Adam", card, StringComparison.Ordinal);
        Assert.DoesNotContain("Waiting for your decision", (await Run(Adam, "/ops home")).Text, StringComparison.Ordinal);
        var refused = await Run(Adam, "/approval approve 1");
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        Assert.Contains("because of what you did", refused.Text, StringComparison.Ordinal);
        Assert.Equal("pending", await StateOf(1));

        Assert.Equal(OutcomeKind.Done, (await Run(Bea, "/approval approve 1")).Kind);
        Assert.Equal("approved", await StateOf(1));
    }

    [Fact]
    public async Task Nor_does_whom_they_let_in_alone_today()
    {
        await Execute("update operators set active = false, ended_at = @At where name in ('Adam', 'Bea', 'Olivia')",
            new { At = Clock.GetUtcNow() - TimeSpan.FromDays(8) });
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, $"/admin add Cleo role:admin account:slack:UCLEO {Because}")).Kind);
        await Join("Dan", Role.Admin);
        await Get<Runner>().Run(new ShipThing(await Lamp()), Actor.OpsBot("dunning", cause: Sam.Id), "unpaid for 60 days", Cancel);
        var cleo = Sam with { Account = new ChatAccount("slack", "UCLEO") };
        Assert.Equal(OutcomeKind.Refused, (await Run(cleo, "/approval approve 1")).Kind);
        Assert.Equal("pending", await StateOf(1));
    }

    [Fact]
    public async Task May_agree_to_a_proposal_that_they_could_carry_out_alone_but_not_once_that_takes_two()
    {
        await Get<Runner>().Run(new PolishThing(await Lamp()), Actor.Proposing("retries", cause: Adam.Id), "once more", Cancel);
        Assert.Equal(OutcomeKind.Done, (await Run(Adam, "/approval approve 1")).Kind);
        Assert.Equal("approved", await StateOf(1));

        await Get<Runner>().Run(new PolishThing(await Lamp()), Actor.Proposing("retries", cause: Adam.Id), "once more", Cancel);
        await Policy(new Rule("thing polish", By(Role.Admin)));
        await Run(Adam, "/approval approve 2");
        Assert.Equal("stale", await StateOf(2));

        await Get<Runner>().Run(new PolishThing(await Lamp()), Actor.Proposing("retries", cause: Adam.Id), "once more", Cancel);
        Assert.Equal(OutcomeKind.Refused, (await Run(Adam, "/approval approve 3")).Kind);
        Assert.Equal(OutcomeKind.Done, (await Run(Bea, "/approval approve 3")).Kind);
    }

    async Task<ThingId> Lamp() => new(await Find<Guid>("select id from things where name = 'lamp'"));
}
