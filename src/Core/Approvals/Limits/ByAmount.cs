using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals.Limits;

/// <summary>
/// What stands before money that moves, as long as no rule of the policy says otherwise: approval from an amount on, a reason below it.
/// In a currency that has no such amount, approval.
/// </summary>
static class ByAmount
{
    static readonly IReadOnlyList<Money> from =
        [new(50_00, Currency.Eur), new(50_00, Currency.Usd), new(4_000_00, Currency.Inr)];

    public static Guard Of(Money amount) =>
        from.Any(limit => limit.Currency == amount.Currency && amount < limit) ? Guard.Reason : Guard.Approval;
}
