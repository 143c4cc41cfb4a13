using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Instances;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>
/// What a plan's entitlements allow: "instances" is how many may be up at the same time. Other names are promises that nothing here
/// counts. Who has no subscription, or a plan that says nothing of it, may have as many as they like.
/// </summary>
static class Entitlements
{
    sealed record Up(long Allowed, long Count, string? First, string Plan, string Slug);

    /// <summary>What those hold who bring an instance of that organization up, until they have.</summary>
    public static Task<Target> Counted(Work work, InstanceId instance, CancellationToken cancel) => work.Get<Target>(
        "select 'what is up' as kind, organization_id as id, '' as label from instances where id = @instance", new { instance }, cancel);

    /// <summary>Why no further instance may come up; none where one may.</summary>
    public static async Task<Refusal?> OneMore(Work work, Instance instance, CancellationToken cancel) =>
        await work.Find<Up>(
            """
            select e.amount as allowed, u.count, u.first, p.name as plan, o.slug
            from   subscriptions s
            join   plan_prices k on k.id = s.price_id
            join   plans p on p.id = k.plan_id
            join   plan_entitlements e on e.plan_id = p.id and e.name = 'instances'
            join   organizations o on o.id = s.organization_id
            cross  join lateral (
                   select count(*) as count, min(i.slug) as first
                   from   instances i
                   where  i.organization_id = o.id and i.id <> @Id
                   and    i.state in ('creating', 'starting', 'running', 'restarting', 'maintenance')) u
            where  s.organization_id = @Organization and s.state not in ('cancelled', 'expired') and u.count >= e.amount
            """, new { instance.Organization, instance.Id }, cancel) is not { } up ? null
            : new Refusal($"{up.Slug} has {up.Plan}, with which {Several.Of(up.Allowed, "instance comes", "instances come")}, and "
                + $"{(up.Count == 1 ? $"{up.First} is" : $"{up.Count} are")} up already. Stop one, or give it a plan with more.")
            {
                WaysOn =
                [
                    new("Change the plan", $"/subscription change-plan {up.Slug}"),
                    .. up.First.IfAny(first => new WayOn($"Stop {first}", $"/instance stop {first}")),
                ],
            };

    /// <summary>Why an organization can't get that plan: more is up than would come with it.</summary>
    public static async Task<Refusal?> TooMany(Work work, OrganizationId organization, BillingPlan plan, CancellationToken cancel) =>
        await work.Find<Up>(
            """
            select e.amount as allowed, u.count, u.first, @Name as plan, o.slug
            from   plan_entitlements e
            join   organizations o on o.id = @organization
            cross  join lateral (
                   select count(*) as count, min(i.slug) as first
                   from   instances i
                   where  i.organization_id = o.id and i.state in ('creating', 'starting', 'running', 'restarting', 'maintenance')) u
            where  e.plan_id = @Id and e.name = 'instances' and u.count > e.amount
            """, new { organization, plan.Id, plan.Name }, cancel) is not { } up ? null
            : new Refusal($"{up.Slug} has {Several.Of(up.Count, "instance", "instances")} up, and {up.Plan} comes with {up.Allowed}. "
                + $"Stop {up.Count - up.Allowed} first, or choose a plan with more.")
            {
                WaysOn = [new("Instances", $"/instance list organization:{up.Slug}"), new("Plans", "/plan list")],
            };
}
