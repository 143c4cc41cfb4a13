using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals.Limits;

/// <summary>What somebody may let go, and what of it is used.</summary>
static class ApproverLimits
{
    extension(Teammate one)
    {
        /// <summary>Why it is too much for them, as a part of a sentence.</summary>
        public string WhyTooMuch(Money amount) =>
            one.HasNone ? $"no limit in {amount.Currency.Code}, so no money of it"
            : one.PerApproval is { } most && amount.Minor > most ? $"{new Money(most, amount.Currency)} an approval"
            : one.PerDay is { } day ? $"{new Money(day, amount.Currency)} a day, {new Money(one.Used, amount.Currency)} of it used"
            : "within the limit";
    }

    /// <summary>Who may let go only so much, or nothing, does not get past that alone.</summary>
    public static async Task<Refusal?> NotAlone(Work work, Plan plan, CancellationToken cancel) =>
        plan.Amount is not null && await work.Get<bool>(
            """
            select exists (select from approval_limits l where l.operator_id = @Me and l.lifted_at is null)
                   or (exists (select from approval_limits)
                       and not exists (select from operators o where o.id = @Me and o.role = 'super_admin'))
            """, new { Me = work.AskerId }, cancel)
            ? new Refusal("Once there are limits, who has one, or may let nothing go, runs no money alone. "
                + "Without break-glass, this asks for approval.")
            : null;

    /// <summary>Two requests that one person approves at once: the second counts the first.</summary>
    public static Task<IReadOnlyList<Target>> Turn(Work work) => Task.FromResult<IReadOnlyList<Target>>(
        work.AskerId is { } me ? [new("approver", me.Value, work.Operator.Name)] : []);
}
