using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Billing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>An admin whose friend runs a shop with us, and who would like it to cost nothing, without anybody else noticing.</summary>
public sealed class WhoNeverPays(Postgres postgres) : Invoicing(postgres)
{
    int made;

    Task<DateOnly> TrialEnds() => Find<DateOnly>("select trial_ends_on from subscriptions where state = 'trialing'");

    async Task<string> Friend(string? email = null)
    {
        var (slug, id) = ($"friend-{++made}", Guid.CreateVersion7());
        await Execute(
            """
            insert into organizations (id, slug, name, tier, state, created_at) values (@id, @slug, @slug, 'growth', 'active', @Now);
            insert into customers (id, organization_id, email, name, created_at)
            select gen_random_uuid(), @id, @email, 'Fred', @Now where @email::text is not null
            """, new { id, slug, email, Now = Clock.GetUtcNow() });
        return slug;
    }

    async Task<OutcomeKind> Kind(string line) => (await Ask(Adam, line)).Kind;

    [Fact]
    public async Task Cannot_extend_a_trial_day_by_day_past_what_needs_a_second_person()
    {
        var slug = await Friend();
        Assert.Equal(OutcomeKind.Done, await Kind($"/subscription grant-trial {slug} growth"));
        var extended = 0;
        while (await Kind($"/subscription extend-trial {slug} 1") == OutcomeKind.Done) extended++;
        Assert.Equal((16, new DateOnly(2026, 4, 1)), (extended, await TrialEnds()));
        // Days that have passed count as well.
        Clock.Advance(TimeSpan.FromDays(25));
        Assert.Equal(OutcomeKind.Waiting, await Kind($"/subscription extend-trial {slug} 1"));
        await Ask(Adam, $"/approval approve {await Find<long>("select max(number) from approvals")}");
        Assert.Equal(new DateOnly(2026, 4, 1), await TrialEnds());
    }

    [Fact]
    public async Task Cannot_extend_one_for_ever_whoever_agrees()
    {
        var slug = await Friend();
        foreach (var line in new[] { $"/subscription grant-trial {slug} growth days:90", $"/subscription extend-trial {slug} 90" })
        {
            Assert.Equal(OutcomeKind.Waiting, await Kind(line));
            var agreed = await Ask(Bea, $"/approval approve {await Find<long>("select max(number) from approvals")}");
            Assert.Equal(OutcomeKind.Done, agreed.Kind);
        }
        Assert.Contains("lasts 180 days at most", (await Ask(Adam, $"/subscription extend-trial {slug} 1")).Text, StringComparison.Ordinal);
        Assert.Equal(new DateOnly(2026, 8, 29), await TrialEnds());
    }

    [Fact]
    public async Task Cannot_have_one_trial_after_the_other_alone_whatever_the_shop_is_called_then()
    {
        var first = await Friend("fred@mail.example");
        Assert.Equal(OutcomeKind.Done, await Kind($"/subscription grant-trial {first} growth"));
        Assert.Equal(OutcomeKind.Done, await Kind($"/subscription cancel {first}"));
        Clock.Advance(TimeSpan.FromDays(14));
        await Get<SubscriptionClock>().Round(Cancel);
        foreach (var slug in new[] { first, await Friend("Fred+two@mail.example") })
            foreach (var line in new[] { $"grant-trial {slug} starter", $"start {slug} starter trial:1" })
                Assert.Equal(OutcomeKind.Waiting, await Kind($"/subscription {line}"));
        Assert.Null(await Find<DateOnly?>("select trial_ends_on from subscriptions where ended_at is null"));
    }

    // A pause stops what runs: who only wants to skip what is due has nothing of it.
    [Fact]
    public async Task Cannot_pause_alone_or_skip_what_has_begun()
    {
        var slug = await Subscribed("2026-03-02");
        Assert.Contains("is not invoiced yet", (await Ask(Adam, $"/subscription pause {slug} until:2026-04-01")).Text,
            StringComparison.Ordinal);
        await Run();
        Assert.Equal(OutcomeKind.Waiting, await Kind($"/subscription pause {slug} until:2026-04-01"));
        Assert.Equal("active", await Find<string>("select state from subscriptions"));
    }

    [Fact]
    public async Task Cannot_bring_up_more_than_comes_with_the_plan_by_asking_twice_at_once()
    {
        var slug = await Subscribed("2026-03-02");
        await Execute(
            """
            insert into plan_entitlements (plan_id, name, amount) select id, 'instances', 1 from plans where slug = @slug;
            insert into servers (id, name, region, address, created_at, seen_at)
            values (gen_random_uuid(), 'h1', 'nbg1', 'http://h1', @Now, @Now);
            insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, changed_at, created_at)
            select gen_random_uuid(), 'shop-' || n, 'Shop', o.id, s.id, 'production', '17.0', 'https://x', 'stopped', @Now, @Now
            from   organizations o, servers s, generate_series(1, 6) n
            where  o.slug = @slug
            """, new { slug, Now = Clock.GetUtcNow() });
        await Task.WhenAll(Enumerable.Range(1, 6).Select(n => Run(Olivia, $"/instance start shop-{n}")));
        Assert.Equal(["starting 1", "stopped 5"], await List<string>(
            "select state || ' ' || count(*) from instances group by state order by state"));
    }
}
