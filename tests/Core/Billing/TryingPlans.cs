using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class TryingPlans(Postgres postgres) : Invoicing(postgres)
{
    int made;

    async Task<string> Organization(string? owner = null, string? address = null)
    {
        var (slug, id) = ($"trier-{++made}", Guid.CreateVersion7());
        await Execute(
            """
            insert into organizations (id, slug, name, tier, state, created_at) values (@id, @slug, @slug, 'growth', 'active', @Now);
            insert into customers (id, organization_id, email, name, created_at)
            select gen_random_uuid(), @id, @owner, 'Jo', @Now where @owner::text is not null;
            insert into billing_profiles (organization_id, name, address, country, changed_at)
            select @id, @slug, @address, 'DE', @Now where @address::text is not null
            """, new { id, slug, owner, address, Now = Clock.GetUtcNow() });
        return slug;
    }

    Task<string?> Trial(string slug) => Find<string>(
        """
        select concat_ws(' ', s.state, s.trial_ends_on, s.anchor, s.next_start)
        from   subscriptions s
        join   organizations o on o.id = s.organization_id
        where  o.slug = @slug
        """, new { slug });

    [Fact]
    public async Task A_trial_is_given_and_extended_with_a_reason_and_both_days_are_shown()
    {
        var slug = await Organization();
        Assert.Contains("needs an admin", (await Ask(Olivia, $"/subscription grant-trial {slug} growth")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/subscription grant-trial {slug} growth")).Kind);
        Assert.Equal("trialing 2026-03-16 2026-03-16 2026-03-16", await Trial(slug));
        Assert.Contains("needs an admin", (await Ask(Olivia, $"/subscription extend-trial {slug} 7")).Text, StringComparison.Ordinal);
        var planned = (await Run(Adam, $"/subscription extend-trial {slug} 7 --dry-run")).Text;
        Assert.Contains("Trial ends: 16 Mar 2026 → 23 Mar 2026", planned, StringComparison.Ordinal);
        Assert.Contains("Running it needs a reason.", (await Run(Adam, $"/subscription extend-trial {slug} 7 --dry-run"))
            .Reply!.Parts.OfType<OpsBot.Core.Replies.Small>().Single().Text.Text, StringComparison.Ordinal);
        var extended = await Ask(Adam, $"/subscription extend-trial {slug} 7");
        Assert.Contains("ends on 23 Mar 2026", extended.Text, StringComparison.Ordinal);
        Assert.Contains("It was to end on 16 Mar 2026.", extended.Text, StringComparison.Ordinal);
        Assert.Equal("trialing 2026-03-23 2026-03-23 2026-03-23", await Trial(slug));
        Clock.Advance(TimeSpan.FromDays(21));
        await Run();
        Assert.Equal([$"{slug} 2026-03-23 2026-04-23 draft 6000 1140"], await Invoices());
        Assert.Contains("is active, and no trial", (await Ask(Adam, $"/subscription extend-trial {slug} 7")).Text,
            StringComparison.Ordinal);
        Assert.Contains("has Growth already (active)", (await Ask(Adam, $"/subscription grant-trial {slug} starter")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_had_one_before_gets_another_only_where_somebody_agrees()
    {
        var slug = await Organization("jo@shop.example", "Hauptstr. 1, Berlin");
        await Ask(Adam, $"/subscription grant-trial {slug} growth");
        await Ask(Adam, $"/subscription cancel {slug}");
        Clock.Advance(TimeSpan.FromDays(15));
        await Get<SubscriptionClock>().Round(Cancel);
        Assert.StartsWith("cancelled", await Trial(slug), StringComparison.Ordinal);
        await Refused(slug, "It had a trial of Growth before.");
        await Refused(await Organization("Jo+again@shop.example"), $"{slug}, which has the same e-mail address of a customer");
        await Refused(await Organization("eve@other.example", "HAUPTSTR 1 -- Berlin"), $"{slug}, which has the same billing address");
        Assert.Equal(OutcomeKind.Done,
            (await Ask(Adam, $"/subscription grant-trial {await Organization("new@other.example", "Hauptstr. 2, Berlin")} growth")).Kind);
        var again = await Organization("jo+3@shop.example");
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/subscription start {again} growth trial:3")).Kind);
        Assert.Null(await Trial(again));
        var agreed = await Ask(Bea, $"/approval approve {await Find<long>("select max(number) from approvals")}");
        Assert.Equal(OutcomeKind.Done, agreed.Kind);
        Assert.StartsWith("trialing 2026-03-20", await Trial(again), StringComparison.Ordinal);

        async Task Refused(string whose, string why)
        {
            var planned = await Run(Adam, $"/subscription grant-trial {whose} growth --dry-run");
            Assert.Contains(why, planned.Text, StringComparison.Ordinal);
            Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/subscription grant-trial {whose} growth")).Kind);
        }
    }

    [Fact]
    public async Task One_that_waits_to_begin_is_let_go_after_a_week()
    {
        var slug = await Subscribed("2026-03-10", state: "pending");
        Clock.Advance(TimeSpan.FromDays(6));
        await Get<SubscriptionClock>().Round(Cancel);
        Assert.StartsWith("pending", await Trial(slug), StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromDays(1));
        await Get<SubscriptionClock>().Round(Cancel);
        await Get<SubscriptionClock>().Round(Cancel);
        Assert.StartsWith("expired", await Trial(slug), StringComparison.Ordinal);
        Assert.Equal("It never began, and nobody waits for it any more.",
            await Find<string>("select body::jsonb ->> 'detail' from audit where operation = 'subscription cancel'"));
    }
}
