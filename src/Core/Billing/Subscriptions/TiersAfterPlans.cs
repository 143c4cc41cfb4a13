using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Tiers;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>
/// Who has another plan gets the tier that it sells, and their server the type of that: asked for once for each change, as a person would
/// ask. What stands in the way is said in #billing.
/// </summary>
public sealed class TiersAfterPlans(NpgsqlDataSource source, Transactions transactions, Runner runner)
{
    const int AtOnce = 20;

    static readonly Actor me = Actor.OpsBot(SubscriptionClock.Duty);

    sealed record Behind(
        Guid Change, OrganizationId Organization, string Slug, TierId Tier, string TierSlug, string TierName, bool Follows);

    public async Task Round(CancellationToken cancel)
    {
        foreach (var one in await All(cancel))
        {
            // Twice is once: who is on it already, or under way to it, is refused.
            var refused = one.Follows && await runner.Run(new ChangeTier(one.Organization, one.Tier), me, "Its plan was changed.", cancel)
                is { Kind: OutcomeKind.Refused, Reply: { } reply } ? reply : null;
            await transactions.As(me, async work =>
            {
                await work.Execute("update plan_changes set tier_asked_at = @Now where id = @Change", new { one.Change, work.Now }, cancel);
                if (refused is not null)
                    await work.Say($"plan-change:{one.Change:n}:tier", new To.Channel(Purpose.Billing), Said(one, refused), cancel);
                return true;
            }, cancel);
        }
    }

    async Task<IReadOnlyList<Behind>> All(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<Behind>(
            """
            select   c.id as change, o.id as organization, o.slug, t.id as tier, t.slug as tier_slug, t.name as tier_name,
                     o.tier <> t.slug and s.price_id = c.to_price_id and o.state <> 'deleted' as follows
            from     plan_changes c
            join     subscriptions s on s.id = c.subscription_id
            join     organizations o on o.id = s.organization_id
            join     plan_prices k on k.id = c.to_price_id
            join     plans p on p.id = k.plan_id
            join     tiers t on t.slug = p.tier
            where    c.state = 'done' and c.tier_asked_at is null
            -- Whose doors are closed follows once they are open.
            and      (o.state in ('active', 'cancelled', 'deleted') or s.ended_at is not null)
            order by c.ended_at, c.id
            limit    @AtOnce
            """, new { AtOnce }, cancel);
    }

    static Reply Said(Behind one, Reply refused) => new($"{one.Slug} pays for {one.TierName} and does not run on it yet")
    {
        Tone = Tone.Warning, Parts = [new Paragraph(refused.Summary), .. refused.Parts],
        Buttons =
        [
            new Button("Change the tier", $"/org change-tier {one.Slug} {one.TierSlug}"),
            new Button("Organization", $"/org show {one.Slug}"),
        ],
    };
}
