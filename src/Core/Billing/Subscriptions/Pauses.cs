namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>What a pause does to periods.</summary>
public static class Pauses
{
    /// <summary>Its next period begins once it has had all the days that it had paid for when the pause began.</summary>
    public static DateOnly NextAfter(DateOnly next, DateOnly pausedOn, DateOnly resumedOn) =>
        resumedOn.AddDays(next.DayNumber - pausedOn.DayNumber);
}
