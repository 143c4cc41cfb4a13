using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public sealed record ExtendTrial(
    [Arg("whose, or which")] SubscriptionId Subscription,
    [Arg("by how many days", Min = 1, Max = 90)] int Days) : ICommand<ExtendTrial, TrialExtended>
{
    public static Spec Spec { get; } = new("subscription extend-trial", "Let a trial end later")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Verb = "Extend", Doing = "Extending the trial of",
        Examples = ["/subscription extend-trial acme 7 reason:\"their import took longer\""],
    };
}

public sealed record TrialExtended(Subscription Subscription, DateOnly Before, DateOnly After, string? Error = null) : IAnswer
{
    public Reply Say() => new(Error is null ? $"The trial of {Subscription.Organization} ends on {After.InWords()}"
        : $"The trial of {Subscription.Organization} ends as before, on {Before.InWords()}")
    {
        Tone = Error is null ? Tone.Good : Tone.Bad, Audience = Audience.Room,
        Parts =
        [
            .. Error.IfAny(error => new Notice(Tone.Bad, Sentences.WithInstants(error))),
            .. new Paragraph($"It was to end on {Before.InWords()}. Its first period begins the day it ends.").If(Error is null),
        ],
        Buttons = [new Button("Look at it", $"/subscription show {Subscription.Id}")],
    };
}

sealed class ExtendTrialHandler(Trials trials, TheirSubscription theirs, IGateway gateway, Seller seller)
    : IHandle<ExtendTrial, TrialExtended>, ILongWork<ExtendTrial, TheirsMemo, TrialExtended>
{
    public async Task<Result<Plan>> Plan(ExtendTrial command, Work work, CancellationToken cancel)
    {
        var ours = await Subscription.One(work, command.Subscription, cancel);
        if (ours.State != SubscriptionState.Trialing) return ours.NotNow($"is {ours.State.Words()}, and no trial that could be extended.");
        var (before, after) = (ours.TrialEndsOn!.Value, ours.TrialEndsOn.Value.AddDays(command.Days));
        if (before <= seller.Today) return ours.NotNow("has a trial that ends today. Grant credit instead, or cancel and start it anew.");
        if (theirs.CannotReach(ours) is { } away) return away;
        var days = trials.DaysUntil(ours, after);
        if (Trials.TooLong(days) is { } tooLong) return tooLong;
        return ours.Plan($"Let the trial of {ours.Organization} end on {after.InWords()}") with
        {
            Guard = trials.GuardFor(days, null),
            Changes =
            [
                new("Trial ends", before.InWords(), after.InWords()),
                new("All of it", $"{trials.DaysUntil(ours, before)} days", $"{days} days"),
                new("Invoiced first", $"{before.InWords()}, {ours.PriceInWords}", $"{after.InWords()}, {ours.PriceInWords}"),
                .. TheirSubscription.Changes(ours, before.InWords(), after.InWords()),
            ],
            Affects = new(Impact.Gain, $"{ours.Organization} pays {Several.Of(command.Days, "day", "days")} later."),
            Undo = Undo.Never("A trial that was extended is not made shorter; it can be cancelled."),
        };
    }

    public async Task<Result<TrialExtended>> Handle(ExtendTrial command, Work work, CancellationToken cancel) =>
        TheirSubscription.IsIn(work.Plan!) ? await Extended(command, null, work, cancel) : await Extend(command, work, cancel);

    public bool IsLong(ExtendTrial command, Work work) => TheirSubscription.IsIn(work.Plan!);

    public string? SerialKey(ExtendTrial command, Target target) => target.Key;

    public TheirsMemo Remember(ExtendTrial command, Work work) => TheirSubscription.Remember(work.Plan!);

    public IReadOnlyList<Step<ExtendTrial, TheirsMemo>> Steps => theirs.Steps<ExtendTrial>((command, memo, posting, cancel) =>
        gateway.SetTrialEnd(memo.Id, seller.Begin(memo.TrialEndsOn!.Value.AddDays(command.Days)), posting, cancel));

    public async Task<Result<TrialExtended>> Finish(ExtendTrial command, JobRun<TheirsMemo> run, Work work, CancellationToken cancel)
    {
        var ours = await Subscription.One(work, command.Subscription, cancel);
        // What happened at the provider may have been heard of before.
        var before = run.Memo.TrialEndsOn!.Value;
        return ours.TrialEndsOn == before.AddDays(command.Days) ? new TrialExtended(ours, before, ours.TrialEndsOn.Value)
            : await Extend(command, work, cancel);
    }

    public Task<TrialExtended> GiveUp(
        ExtendTrial command, JobRun<TheirsMemo> run, string error, Work work, CancellationToken cancel) =>
        Extended(command, error, work, cancel);

    static async Task<TrialExtended> Extended(ExtendTrial command, string? error, Work work, CancellationToken cancel)
    {
        var ours = await Subscription.One(work, command.Subscription, cancel);
        var ends = ours.TrialEndsOn!.Value;
        return new(ours, ends, ends.AddDays(command.Days), error);
    }

    static async Task<Result<TrialExtended>> Extend(ExtendTrial command, Work work, CancellationToken cancel)
    {
        var was = await Subscription.One(work, command.Subscription, cancel);
        var extended = await work.Execute(
            """
            update subscriptions
            set    trial_ends_on = trial_ends_on + @Days, anchor = anchor + @Days, next_start = next_start + @Days,
                   version = version + 1, changed_at = @Now
            where  id = @Subscription and state = 'trialing' and version = @Version and next_period = 0
            """, new { command.Subscription, command.Days, was.Version, work.Now }, cancel);
        return extended == 1
            ? new TrialExtended(await Subscription.One(work, command.Subscription, cancel), was.TrialEndsOn!.Value,
                was.TrialEndsOn.Value.AddDays(command.Days))
            : was.Changed;
    }
}
