using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals.Limits;

/// <summary>
/// Judges what is given away by all that the asker gave, or the organization got, within a day: credit, notes, refunds and losses alike.
/// So it makes no difference over how many of them an amount is spread.
/// </summary>
static class GivenLately
{
    sealed record Sum(long ByAsker, long ToOrganization, bool InOthers);

    /// <summary>None where the plan gives nothing away.</summary>
    public static async Task<Guard?> Guard(Work work, Plan plan, CancellationToken cancel)
    {
        if (plan.Gives is not { } gives) return null;
        await MovedLately.Turn(work, plan, cancel);
        var sum = await work.Get<Sum>(
            """
            select coalesce(sum(g.minor) filter (where g.operator_id = @Asker and g.currency = @Code), 0)::bigint as by_asker,
                   coalesce(sum(g.minor) filter (where g.organization_id = @Organization and g.currency = @Code), 0)::bigint as to_organization,
                   coalesce(bool_or(g.currency <> @Code), false) as in_others
            from   (select a.operator_id, a.organization_id, (a.body::jsonb #>> '{plan,gives,minor}')::bigint as minor,
                           a.body::jsonb #>> '{plan,gives,currency}' as currency
                    from   audit a
                    where  a.at > @Since and a.outcome in ('started', 'done') and a.trail <> @Trail
                    and    (a.operator_id = @Asker::uuid or a.organization_id = @Organization::uuid)
                    and    not exists (
                           select from audit e where e.trail = a.trail and e.seq > a.seq and e.outcome in ('failed', 'cancelled'))) g
            where  g.minor > 0
            """,
            new
            {
                Asker = work.AskerId?.Value, plan.Target.Organization, Since = work.Now.AddDays(-1), work.Trail, gives.Currency.Code,
            }, cancel);
        // What was given in another currency can't be added up, so it counts as too much: the careful side.
        return sum.InOthers ? Operations.Guard.Approval
            : ByAmount.Of(gives + new Money(Math.Max(sum.ByAsker, sum.ToOrganization), gives.Currency));
    }
}
