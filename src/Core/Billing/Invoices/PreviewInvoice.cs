using Microsoft.Extensions.Options;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record PreviewInvoice([Arg("of which organization")] OrganizationId Org) : IQuestion<PreviewInvoice, InvoicePreviewed>
{
    public static Spec Spec { get; } = new("invoice preview", "The next invoice of an organization, to the cent; nothing is written")
    {
        Examples = ["/invoice preview acme"],
    };
}

public sealed record InvoicePreviewed(
    Subscription Subscription, Invoice Invoice, IReadOnlyList<InvoiceLine> Lines, IReadOnlyList<InvoiceTax> Taxes, Money Credit) : IAnswer
{
    public Reply Say() => new($"The next invoice of {Invoice.Organization}")
    {
        Parts =
        [
            new Paragraph($"Drafted on {Invoice.PeriodStart.InWords()}, for {Invoice.Period.InWords()}. Nothing was written."),
            .. InvoiceParts.Of(Invoice, Lines, Taxes),
            new Fields(
            [
                .. new Field("From its credit", $"-{Credit}").If(Credit.Minor > 0),
                new("Left to pay", (Invoice.Total - Credit).ToString()),
            ]),
        ],
        Buttons =
        [
            new Button("Subscription", $"/subscription show {Subscription.Id}"),
            new Button("Its invoices", $"/invoice list {Invoice.Organization}"),
        ],
    };
}

/// <summary>
/// Drafts it and takes that back again: the preview is what the run would make, reckoned by the same statement.
/// </summary>
sealed class PreviewInvoiceHandler(Seller seller, IOptions<BillingOptions> options) : IAnswerQuestion<PreviewInvoice, InvoicePreviewed>
{
    public async Task<Result<InvoicePreviewed>> Answer(PreviewInvoice question, Work work, CancellationToken cancel)
    {
        if (await Subscription.Of(work, question.Org, cancel) is not { } id)
            return new Refusal(
                $"{(await Organization.Get(work.Db, question.Org, cancel)).Slug} has no subscription, so no invoice is to come.");
        var subscription = await Subscription.One(work, id, cancel);
        if (NoneToCome(subscription) is { } none) return none;
        if (await PlanChanges.Of(work, id, cancel) is { InvoiceId: not null } waiting)
            return subscription.NotNow($"gets {waiting.InWords}. The next invoice follows from that.");
        await work.Execute("savepoint preview", null, cancel);
        var previewed = await Drafted(work, subscription, cancel);
        await work.Execute("rollback to savepoint preview", null, cancel);
        return previewed is { } one ? one
            : subscription.NotNow("has no invoice to come: it costs nothing, or is being drafted right now.");
    }

    static Refusal? NoneToCome(Subscription one) => one.State switch
    {
        SubscriptionState.Paused => one.NotNow($"is paused until {one.PausedUntil!.Value.InWords()}; nothing is invoiced until then."),
        SubscriptionState.Pending => one.NotNow("has not begun."),
        SubscriptionState.Cancelling when one.EndsOn <= one.NextStart => one.NotNow("ends before another period begins."),
        SubscriptionState.Cancelled or SubscriptionState.Expired => one.NotNow("has ended."),
        SubscriptionState.Trialing or SubscriptionState.Active or SubscriptionState.PastDue or SubscriptionState.Cancelling => null,
    };

    async Task<InvoicePreviewed?> Drafted(Work work, Subscription subscription, CancellationToken cancel)
    {
        // As it will be by that day; what the payment provider collects is reckoned the same way.
        await PlanChanges.BeginDue(work, subscription.NextStart, 1, subscription.Id, cancel);
        await work.Execute(
            """
            update subscriptions
            set    state = case state when 'trialing' then 'active' else state end, collected_by = 'hand'
            where  id = @Id
            """, new { subscription.Id }, cancel);
        var due = await Subscription.One(work, subscription.Id, cancel);
        if ((await DraftInvoices.NextOf(work, seller, due, options.Value.DraftsStand, cancel)).Count == 0) return null;
        var id = await work.Get<InvoiceId>(
            "select id from invoices where subscription_id = @Id and period_start = @NextStart and reason = 'period'",
            new { due.Id, due.NextStart }, cancel);
        var invoice = await Invoice.One(work, id, cancel);
        var free = await Credits.Credits.Free(work, due.OrganizationId, invoice.Total.Currency, cancel);
        return new(due, invoice, await InvoiceLine.Of(work, id, cancel), await InvoiceTax.Of(work, id, cancel),
            free.Minor <= 0 ? new(0, free.Currency) : free < invoice.Total ? free : invoice.Total);
    }
}
