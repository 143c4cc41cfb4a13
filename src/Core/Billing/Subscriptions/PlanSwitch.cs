using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>One line of what a change of plan costs: what is given back of the plan in force is below nothing.</summary>
public sealed record SwitchLine(string Text, Money Net, Period Period, Guid PriceId);

/// <summary>
/// A change of plan on a day, reckoned: what is charged for the new one, less what is given back of the old one. Of one length, the
/// period stays and each counts by its days of all days; of another, a whole new period begins that day.
/// </summary>
public sealed record PlanSwitch(SwitchLine GivenBack, SwitchLine Charged)
{
    public Money Net => Charged.Net + GivenBack.Net;

    public Period Period => Charged.Period;

    /// <param name="unused">What of the old one can be given back, without tax.</param>
    internal static PlanSwitch Of(Subscription old, Period whole, Money unused, PlanPrice price, string plan, DateOnly day) => new(
        new($"{old.PlanName}, given back", -unused, new(day, whole.End), old.PriceId), Charge(old.Length, whole, price, plan, day));

    static SwitchLine Charge(PeriodLength was, Period whole, PlanPrice price, string plan, DateOnly day)
    {
        if (was == price.Length) return new(plan, Proration.Rest(price.Price, whole, day), new(day, whole.End), price.Id);
        var first = new Periods(day, price.Length)[0];
        return new(plan, price.Price, first, price.Id);
    }

    /// <summary>Which costs more in the same time: a year of one may be less than twelve months of another.</summary>
    public static int Compare(Money price, PeriodLength length, Money other, PeriodLength otherLength) =>
        ((Int128)price.Minor * otherLength.Months).CompareTo((Int128)other.Minor * length.Months);
}
