using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public sealed record GrantTrial(
    [Arg("for which organization")] OrganizationId Org,
    [Arg("of which plan")] PlanId Plan,
    [Arg("how many days it costs nothing", Named = true, Min = 1, Max = 90)] int Days = 14,
    [Arg("how often it is paid after", Named = true)] PeriodLength Period = PeriodLength.Month)
    : ICommand<GrantTrial, SubscriptionStarted>
{
    public static Spec Spec { get; } = new("subscription grant-trial", "Let an organization try a plan before it pays, once")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Verb = "Grant",
        Examples = ["/subscription grant-trial acme growth reason:\"asked at the fair\"", "/subscription grant-trial acme growth days:30"],
    };

    internal StartSubscription AsStart => new(Org, Plan, Period, Days);
}

/// <summary>A subscription that begins with a trial, however it is asked for.</summary>
sealed class GrantTrialHandler(IHandle<StartSubscription, SubscriptionStarted> start) : IHandle<GrantTrial, SubscriptionStarted>
{
    public async Task<Result<Plan>> Plan(GrantTrial command, Work work, CancellationToken cancel) =>
        (await start.Plan(command.AsStart, work, cancel)).Failed(out var plan, out var refusal) ? refusal
            : plan with { Effect = plan.Effect.Replace("Start ", "Grant a trial of ", StringComparison.Ordinal) };

    public Task<Result<SubscriptionStarted>> Handle(GrantTrial command, Work work, CancellationToken cancel) =>
        start.Handle(command.AsStart, work, cancel);
}
