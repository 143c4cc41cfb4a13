using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class PreviewingMoney(Postgres postgres) : PayOuts(postgres)
{
    protected override async Task Arrange()
    {
        await base.Arrange();
        await Execute(
            """
            insert into payments (id, organization_id, state, method, currency, amount_minor, paid_at, created_at)
            select gen_random_uuid(), o.id, p.state, 'card', p.currency, p.minor, @Now, @Now
            from   organizations o,
                   (values ('succeeded', 'EUR', 90000), ('disputed', 'EUR', 30000), ('succeeded', 'USD', 777)) p (state, currency, minor)
            where  o.slug = 'acme';
            insert into alerts (id, kind, cause, target_kind, target_id, severity, heading, opened_at, changed_at)
            select gen_random_uuid(), 'server', 'test', 'organization', id, 'warning', 'acme does not answer', @Now, @Now
            from   organizations where slug = 'acme'
            """, new { Now = Clock.GetUtcNow() });
    }

    [Fact]
    public async Task The_form_shows_what_it_is_of_all_they_paid_and_what_is_wrong_there()
    {
        var form = (await Get<Runner>().Run(RequestOf(Olivia.Account, "/money pay-out acme 30") with
        {
            Dialog = new ChatPlace("slack", PlaceKind.Dialog, "1"),
        }, Cancel)).Form!;
        var text = new Reply("") { Parts = form.Parts }.Text;
        Assert.Contains("Of all they ever paid: €30.00 of €1,200.00, 2.5 %", text, StringComparison.Ordinal);
        Assert.Contains("Disputed now: €300.00, 1 payment", text, StringComparison.Ordinal);
        Assert.Contains("Incidents there now: #1 acme does not answer", text, StringComparison.Ordinal);
        Assert.Contains("Last money there: none yet", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_card_shows_the_last_five_and_what_became_of_them()
    {
        for (var nth = 1; nth <= 6; nth++) await Approved($"{nth}0", nth: nth);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Work();
        var number = await Ask("/money pay-out acme 70");
        var id = await Find<Guid>("select id from approvals where number = @number", new { number });
        var card = (await Said($"approval:{new OpsBot.Core.Approvals.ApprovalId(id)}")).Text;
        Assert.Contains("money pay-out €60.00 by Olivia: done", card, StringComparison.Ordinal);
        Assert.Contains("money pay-out €20.00 by Olivia: done", card, StringComparison.Ordinal);
        Assert.DoesNotContain("money pay-out €10.00 by", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happens_there_meanwhile_does_not_undo_the_question()
    {
        var number = await Ask("/money pay-out acme 70");
        await Approved("5", nth: 9);
        await Execute("update alerts set state = 'resolved', resolved_at = @Now", new { Now = Clock.GetUtcNow() });
        Assert.Equal(OutcomeKind.Done, (await Approve(Bea, number)).Kind);
        Assert.Equal("approved", await Find<string>("select state from approvals where number = @number", new { number }));
    }

    [Fact]
    public async Task A_dry_run_shows_it_too()
    {
        var dry = await Run(Olivia, "/money pay-out acme 30 --dry-run");
        Assert.Contains("Of all they ever paid: €30.00 of €1,200.00, 2.5 %", dry.Text, StringComparison.Ordinal);
    }
}
