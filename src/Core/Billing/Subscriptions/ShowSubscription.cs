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
                .. new Field("Invoiced next", $"{Subscription.Next.InWords()}, {Subscription.Price}").If(Subscription.EndedAt is null),
                new("Since", new At(Subscription.CreatedAt)),
                new("Id", new Code(Subscription.Id.ToString())),
            ]),
        ],
        Buttons =
        [
            new Button("Organization", $"/org show {Subscription.Organization}"),
            new Button("Plan", $"/plan show {Subscription.PlanSlug}"),
        ],
    };
}

sealed class ShowSubscriptionHandler : IAnswerQuestion<ShowSubscription, SubscriptionShown>
{
    public async Task<Result<SubscriptionShown>> Answer(ShowSubscription question, Work work, CancellationToken cancel) =>
        new SubscriptionShown(await Subscription.One(work, question.Subscription, cancel));
}
