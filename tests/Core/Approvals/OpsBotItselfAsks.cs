using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

public sealed class OpsBotItselfAsks(Postgres postgres) : ApprovalTest(postgres)
{
    static readonly Actor dunning = Actor.OpsBot("dunning");

    [Fact]
    public async Task What_needs_nobody_runs_at_once_and_the_audit_names_the_duty()
    {
        var outcome = await Get<Runner>().Run(new PolishThing(await Lamp()), dunning, null, Cancel);
        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Equal(["done OpsBot opsbot:dunning"], await Audit());
    }

    [Fact]
    public async Task What_needs_approval_waits_for_anybody_entitled_and_is_told_where_the_team_reads()
    {
        await Execute("insert into channels (purpose, platform, channel_id) values ('ops', 'slack', 'C0OPS')");
        Assert.Equal(OutcomeKind.Waiting,
            (await Get<Runner>().Run(new ShipThing(await Lamp()), dunning, "unpaid for 60 days", Cancel)).Kind);
        Assert.Contains("OpsBot asks (dunning): “unpaid for 60 days”", (await Said(await KeyOf(1))).Text, StringComparison.Ordinal);
        Assert.Equal(["channel:C0APPROVALS", "channel:C0OPS"], await Places(await KeyOf(1)));
        Assert.Contains("OpsBot", (await Run(Bea, "/approval list")).Text, StringComparison.Ordinal);

        Assert.Equal(OutcomeKind.Done, (await Run(Adam, "/approval approve 1")).Kind);
        Assert.Equal("approved", await StateOf(1));
        await NoButtonsLeft(1);
        var key = (await Find<string>("select message_key from jobs"))!;
        Assert.Equal(["channel:C0OPS"], await Places(key));
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        Assert.Contains("Asked by OpsBot (dunning), approved by Adam: “unpaid for 60 days”", (await Said(key)).Text,
            StringComparison.Ordinal);
        Assert.Equal(
            ["requested OpsBot opsbot:dunning", "approved Adam slack:UADAM", "started OpsBot opsbot:dunning", "done OpsBot opsbot:dunning"],
            await Audit());
    }

    [Fact]
    public async Task Asking_for_the_same_again_is_one_request()
    {
        for (var times = 0; times < 3; times++)
            Assert.Equal(OutcomeKind.Waiting, (await Get<Runner>().Run(new ShipThing(await Lamp()), dunning, "unpaid", Cancel)).Kind);
        Assert.Equal(1, await Find<long>("select count(*) from approvals"));
    }

    [Fact]
    public async Task It_can_be_denied_and_expires_like_any_other()
    {
        await Get<Runner>().Run(new ShipThing(await Lamp()), dunning, "unpaid", Cancel);
        await Run(Adam, "/approval deny 1 they have paid");
        Assert.Equal("denied", await StateOf(1));
        await Get<Runner>().Run(new ShipThing(await Lamp()), dunning, "unpaid", Cancel);
        Clock.Advance(TimeSpan.FromMinutes(40));
        await Get<OpsBot.Core.Approvals.ApprovalClock>().Tick(Cancel);
        Clock.Advance(TimeSpan.FromHours(2));
        await Get<OpsBot.Core.Approvals.ApprovalClock>().Tick(Cancel);
        Assert.Equal("expired", await StateOf(2));
    }

    [Fact]
    public async Task Without_its_reason_it_is_refused_and_rights_are_not_its_to_give()
    {
        Assert.Equal(OutcomeKind.Refused, (await Get<Runner>().Run(new ShipThing(await Lamp()), dunning, null, Cancel)).Kind);
        var outcome = await Get<Runner>().Run(new OpsBot.Core.Access.DeactivateOperator(Adam.Id), dunning, "not seen for long", Cancel);
        Assert.Contains("OpsBot gives nobody rights and takes none", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_who_types_passes_for_it()
    {
        var outcome = await Get<Runner>().Run(RequestOf(new ChatAccount("opsbot", "dunning"), "/thing polish lamp"), Cancel);
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
    }

    async Task<ThingId> Lamp() => new(await Find<Guid>("select id from things where name = 'lamp'"));

    Task<IReadOnlyList<string>> Audit() => List<string>(
        """
        select outcome || ' ' || coalesce(body::jsonb ->> 'operator', 'nobody') || ' ' || coalesce(body::jsonb ->> 'account', '')
        from   audit
        where  operation like 'thing %'
        order by seq
        """);
}
