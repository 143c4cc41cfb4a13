using Npgsql;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>What a job has to set at the payment provider, of a subscription that is renewed there.</summary>
sealed record TheirsMemo
{
    /// <summary>There is something to set there; else the job only waits for its time.</summary>
    public bool IsThere { get; init; }

    /// <summary>The day by which it was reckoned, and what was agreed to be given back.</summary>
    public DateOnly? Day { get; init; }

    public long Gross { get; init; }

    /// <summary>The provider's name of it.</summary>
    public string Id { get; init; } = "";

    /// <summary>What it was when it was asked for, and when its trial ends if one does.</summary>
    public long Version { get; init; }

    public DateOnly? TrialEndsOn { get; init; }

    /// <summary>The provider's reference of the call.</summary>
    public string? Reference { get; init; }

    /// <summary>Counts up with each try after one of which nothing was found.</summary>
    public int Number { get; init; } = 1;
}

/// <summary>
/// Subscriptions that the payment provider renews: the first step holds theirs against ours and stops where they differ, the second sets
/// there what was agreed to here, and only then it is so here.
/// </summary>
sealed class TheirSubscription(IGateway gateway, NpgsqlDataSource source, Seller seller)
{
    const string There = "At the payment provider";

    /// <summary>Shown on the plan where there is something to set; by it the job knows.</summary>
    public static IEnumerable<Change> Changes(Subscription ours, string before, string after) =>
        ours.ProviderId is null ? [] : [new(There, before, after)];

    public static bool IsIn(Plan plan) => plan.Changes.Any(change => change.What == There);

    public static TheirsMemo Remember(Plan plan) => new() { Version = plan.TargetVersion, IsThere = IsIn(plan) };

    /// <summary>Why nothing is set up through which it could be changed there.</summary>
    public Refusal? CannotReach(Subscription ours) => ours.ProviderId is null || gateway.IsSetUp ? null
        : ours.NotNow($"is renewed by {gateway.Called}, and no key to that is set. Set one first: doctor says how.");

    /// <summary>What can be done here to those that are renewed here alone.</summary>
    public Refusal? RenewedThere(Subscription ours, string by) => ours.ProviderId is null ? null
        : ours.NotNow($"is renewed by {gateway.Called} itself, so it can't {by} here. Do it there; OpsBot follows.");

    public IReadOnlyList<Step<TCommand, TheirsMemo>> Steps<TCommand>(
        Func<TCommand, TheirsMemo, Posting, CancellationToken, Task<Result<Posted<GatewaySubscription>, GatewayFault>>> set) =>
    [
        new("Compare with the payment provider", async (_, run, cancel) =>
        {
            if (!run.Memo.IsThere) return StepResult.Next;
            var ours = await Ours(run.Target.Id, cancel);
            if (ours.Version != run.Memo.Version)
                return new StepResult.Failed("It changed meanwhile, so nothing was done. Look at it again, and ask anew.");
            if ((await gateway.Subscription(ours.ProviderId, cancel)).Failed(out var theirs, out var fault)) return Of(fault);
            if (Difference(ours, theirs) is { } difference) return new StepResult.Failed(difference);
            run.Memo = run.Memo with { Id = theirs.Id, TrialEndsOn = ours.TrialEndsOn };
            return StepResult.Next;
        }) { OnlyLooks = true },
        new("Set it at the payment provider", async (command, run, cancel) =>
        {
            if (!run.Memo.IsThere) return StepResult.Next;
            if ((await set(command, run.Memo, PostingOf(run), cancel)).Failed(out var posted, out var fault)) return Of(fault);
            run.Memo = run.Memo with { Reference = posted.Reference };
            return StepResult.Next;
        })
        {
            LookUp = async (_, run, cancel) =>
            {
                if (!run.Memo.IsThere) return StepResult.Next;
                if ((await gateway.Subscription(run.Memo.Id, cancel)).Failed(out var theirs, out var fault)) return Of(fault);
                if (theirs.Mark == PostingOf(run).Mark) return StepResult.Next;
                run.Memo = run.Memo with { Number = run.Memo.Number + 1 };
                return null;
            },
        },
    ];

    static Posting PostingOf(JobRun<TheirsMemo> run) => new(run.Trail, "subscription", run.Memo.Number);

    sealed record Kept(string ProviderId, long Version, SubscriptionState State, SubscriptionState? StateBefore, DateOnly? TrialEndsOn);

    async Task<Kept> Ours(Guid id, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Get<Kept>(
            "select provider_id, version, state, state_before, trial_ends_on from subscriptions where id = @id", new { id }, cancel);
    }

    string? Difference(Kept ours, GatewaySubscription theirs)
    {
        var live = ours.StateBefore ?? ours.State;
        var same = theirs.State switch
        {
            GatewaySubscriptionState.Trialing => live == SubscriptionState.Trialing,
            GatewaySubscriptionState.Active => live == SubscriptionState.Active,
            GatewaySubscriptionState.PastDue or GatewaySubscriptionState.Unpaid => live == SubscriptionState.PastDue,
            GatewaySubscriptionState.Paused => live == SubscriptionState.Paused,
            GatewaySubscriptionState.Incomplete => live == SubscriptionState.Pending,
            GatewaySubscriptionState.Cancelled or GatewaySubscriptionState.Expired or GatewaySubscriptionState.Unknown => false,
        };
        if (!same) return Differ($"it is {theirs.State.Words()}", $"it is {live.Words()}");
        if (theirs.EndsWithPeriod != (ours.State == SubscriptionState.Cancelling))
            return theirs.EndsWithPeriod ? Differ("it ends with its period", "it goes on") : Differ("it goes on", "it is cancelled");
        var (there, here) = (live == SubscriptionState.Trialing ? theirs.TrialEnd : null, ours.TrialEndsOn);
        return there is { } end && seller.DayOf(end) != here
            ? Differ($"its trial ends on {seller.DayOf(end).InWords()}", $"it ends on {here?.InWords() ?? "no day"}") : null;
    }

    string Differ(string there, string here) => $"At {gateway.Called} {there}, and here {here}. Nothing was done. "
        + "Find out who changed it there; /billing replay takes what happened there over.";

    internal static StepResult Of(GatewayFault fault) => fault switch
    {
        { MayHaveHappened: true } => new StepResult.Unknown(fault.Sentence),
        { MayPass: true } => new StepResult.TryAgain(fault.Sentence),
        _ => new StepResult.Failed(fault.Sentence),
    };
}
