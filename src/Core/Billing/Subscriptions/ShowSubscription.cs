using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public sealed record ShowSubscription([Arg("whose, or which")] SubscriptionId Subscription)
    : IQuestion<ShowSubscription, SubscriptionShown>
{
    public static Spec Spec { get; } = new("subscription show", "One subscription: plan, price, period, what is invoiced next")
    {
        Examples = ["/subscription show acme"],
    };
}

public sealed record SubscriptionShown(Subscription Subscription) : IAnswer
{
    /// <summary>The plan that it is to get.</summary>
    internal PlanChanges.Waiting? Waiting { get; init; }

    bool IsInvoiced => Subscription is { EndedAt: null, EndsOn: null, State: not SubscriptionState.Paused };

    public Reply Say() => new($"{Subscription.PlanName} of {Subscription.Organization}")
    {
        Parts =
        [
            new Fields(
            [
                new("State", $"{Subscription.State.Mark} {Subscription.State.Words()}"),
                new("Price, without tax", $"{Subscription.PriceInWords} (version {Subscription.PriceVersion})"),
                new("Paid by", Subscription.CollectedBy == CollectedBy.Hand ? "bank transfer, booked by hand" : "the payment provider"),
                .. new Field("Trial until", Subscription.TrialEndsOn?.InWords() ?? "")
                    .If(Subscription.State == SubscriptionState.Trialing),
                .. new Field("Ends", Subscription.EndsOn?.InWords() ?? "").If(Subscription.EndsOn is not null),
                .. new Field("Paused until", Subscription.PausedUntil?.InWords() ?? "").If(Subscription.State == SubscriptionState.Paused),
                .. new Field("Comes with it", Subscription.Entitlements ?? "").If(Subscription.Entitlements is not null),
                .. Waiting.IfAny(waiting => new Field("Then", waiting.InWords)),
                .. new Field("Invoiced next", $"{Subscription.Next.InWords()}, {Subscription.Price}").If(IsInvoiced),
                new("Since", new At(Subscription.CreatedAt)),
                new("Id", new Code(Subscription.Id.ToString())),
            ]),
        ],
        Buttons =
        [
            .. SubscriptionButtons.For(Subscription),
            new Button("Organization", $"/org show {Subscription.Organization}"),
            new Button("Plan", $"/plan show {Subscription.PlanSlug}"),
        ],
    };
}

sealed class ShowSubscriptionHandler : IAnswerQuestion<ShowSubscription, SubscriptionShown>
{
    public async Task<Result<SubscriptionShown>> Answer(ShowSubscription question, Work work, CancellationToken cancel) =>
        new SubscriptionShown(await Subscription.One(work, question.Subscription, cancel))
        {
            Waiting = await PlanChanges.Of(work, question.Subscription, cancel),
        };
}

static class SubscriptionButtons
{
    /// <summary>What is legal now, likeliest first.</summary>
    public static IReadOnlyList<Button> For(Subscription one) =>
    [
        .. DoOn(one, "Keep", "keep").If(one.State == SubscriptionState.Cancelling),
        .. DoOn(one, "Resume", "resume").If(SubscriptionLife.Resume.MayBegin(one.State)),
        .. DoOn(one, "Reactivate", "reactivate").If(one.EndedAt is not null),
        .. DoOn(one, "Extend the trial", "extend-trial").If(one.State == SubscriptionState.Trialing),
        .. DoOn(one, "Pause", "pause").If(SubscriptionLife.Pause.MayBegin(one.State)),
        .. (DoOn(one, "Cancel", "cancel") with { Look = Look.Danger }).If(SubscriptionLife.Cancel.MayBegin(one.State)),
        .. (DoOn(one, "End now", "cancel") with { Command = $"/subscription cancel {one.Id} when:now", Look = Look.Danger })
            .If(one.State == SubscriptionState.Paused),
    ];

    static Button DoOn(Subscription one, string label, string verb) => new(label, $"/subscription {verb} {one.Id}");
}
