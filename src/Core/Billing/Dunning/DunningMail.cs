using OpsBot.Core.Billing.Documents;
using OpsBot.Core.Mails;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Dunning;

/// <summary>What a customer reads at each step: number, amount, how to pay, and what comes next.</summary>
public sealed class DunningMail(Seller seller)
{
    internal Mail Of(DunningCase one, Rung rung, BillingContact reader, Uri? payPage) => new(
        $"dunning:{one.Id.Value:n}:{rung.Kind.Snake()}:{rung.Day}", reader.Address,
        $"{Subject(rung.Kind)}: invoice {one.Called} from {seller.Options.Name}",
        $"""
        {(reader.Name is { } name ? $"Dear {name}" : "Hello")},

        invoice {one.Called} was due on {one.DueOn!.Value.InWords()}, and {one.Left} of it is not paid. {Then(rung.Kind)}

        {HowToPay(one, payPage)}

        If you have paid by now, thank you: you need not do anything. If something is wrong with the invoice, answer this mail.

        {seller.Options.Name}
        {seller.Options.Address}
        """)
    {
        ToName = reader.Name, Organization = one.Org, About = one.Target,
    };

    static string Subject(RungKind kind) => kind switch
    {
        RungKind.Reminder => "Reminder",
        RungKind.Warning => "Your service will be paused",
        RungKind.Suspension => "Your service is being paused",
        RungKind.Cancellation => "Your subscription is being cancelled",
        RungKind.WriteOff => "Not paid",
    };

    static string Then(RungKind kind) => kind switch
    {
        RungKind.Reminder => "Please pay it.",
        RungKind.Warning => "Please pay it within the next days, or your service will be paused.",
        RungKind.Suspension => "We are about to pause your service. Nothing is deleted, and it runs again as soon as all that is due is "
            + "paid.",
        RungKind.Cancellation => "We are about to cancel your subscription.",
        RungKind.WriteOff => "It is still owed.",
    };

    string HowToPay(DunningCase one, Uri? payPage) =>
        payPage is not null ? $"Pay it here: {payPage}"
        : seller.Options.HowToPay(one.Currency, one.Called);
}
