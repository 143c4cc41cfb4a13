using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals.Limits;

/// <summary>
/// What a rule with a window adds to an amount: what the asker has moved within it, or what the organization has got, whichever is more.
/// So an amount that is asked for in parts is judged as one.
/// </summary>
static class MovedLately
{
    sealed record Sum(string Operation, long ByAsker, long ToOrganization);

    /// <summary>For each place in the policy whose rule has a window and speaks of this.</summary>
    public static async Task<IReadOnlyDictionary<int, Money>> Of(
        Work work, Policy policy, string operation, Plan plan, CancellationToken cancel)
    {
        var found = new Dictionary<int, Money>();
        if (plan.Amount is not { } amount) return found;
        var rules = policy.Rules.Index()
            .Where(rule => rule.Item.Window is not null && Rule.Matches(rule.Item.Operation, operation)).ToList();
        if (rules.Count == 0) return found;
        await Turn(work, plan, cancel);
        foreach (var window in rules.Select(rule => rule.Item.Window!.Value).Distinct())
        {
            var sums = await Within(work, amount.Currency, plan.Target.Organization, work.Now - window, cancel);
            foreach (var (at, rule) in rules.Where(rule => rule.Item.Window == window))
            {
                var counted = sums.Where(sum => Rule.Matches(rule.Operation, sum.Operation)).ToList();
                found[at] = new(Math.Max(counted.Sum(sum => sum.ByAsker), counted.Sum(sum => sum.ToOrganization)), amount.Currency);
            }
        }
        return found;
    }

    /// <summary>Who asks for several at the same moment is judged one after the other, and so is what one customer gets.</summary>
    public static async Task Turn(Work work, Plan plan, CancellationToken cancel)
    {
        if (work.AskerId is { } asker) await work.Lock(new("moved_by", asker.Value, ""), cancel);
        if (plan.Target.Organization is { } organization) await work.Lock(new("moved_to", organization, ""), cancel);
    }

    // The row with which it began or was done has its plan; what failed, or was stopped, moved nothing.
    static Task<IReadOnlyList<Sum>> Within(
        Work work, Currency currency, Guid? organization, DateTimeOffset since, CancellationToken cancel) => work.List<Sum>(
        """
        select   m.operation, coalesce(sum(m.minor) filter (where m.operator_id = @Asker), 0)::bigint as by_asker,
                 coalesce(sum(m.minor) filter (where m.organization_id = @organization), 0)::bigint as to_organization
        from     (select a.operation, a.operator_id, a.organization_id, (a.body::jsonb #>> '{plan,amount,minor}')::bigint as minor
                  from   audit a
                  where  a.at > @since and a.outcome in ('started', 'done') and a.trail <> @Trail
                  and    (a.operator_id = @Asker::uuid or a.organization_id = @organization::uuid)
                  and    a.body::jsonb #>> '{plan,amount,currency}' = @Code
                  and    not exists (
                         select from audit e where e.trail = a.trail and e.seq > a.seq and e.outcome in ('failed', 'cancelled'))) m
        group by m.operation
        """, new { Asker = work.AskerId?.Value, organization, since, work.Trail, currency.Code }, cancel);
}
