using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public enum ChangeWhen { Now, Renewal }

public sealed record ChangePlan(
    [Arg("whose, or which")] SubscriptionId Subscription,
    [Arg("the new plan")] PlanId Plan,
    [Arg("how often it is paid; as now, unless you say otherwise", Named = true)] PeriodLength? Period = null,
    [Arg("now, or with the next period; what costs more a month begins now, what costs less then", Named = true)] ChangeWhen? When = null)
    : ICommand<ChangePlan, PlanChanged>
{
    public static Spec Spec { get; } = new("subscription change-plan", "Give a subscription another plan, period or price")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Verb = "Change it",
        Examples =
        [
            "/subscription change-plan acme growth reason:\"they outgrew it\"",
            "/subscription change-plan acme starter when:renewal reason:\"they asked by mail\"",
        ],
    };
}

public sealed record PlanChanged(
    Subscription Subscription, string Plan, string Price, DateOnly? From, Invoice? Invoice, IReadOnlyList<string> Notes) : IAnswer
{
    bool Waits => Invoice is { State: not InvoiceState.Paid };

    public Reply Say() => new(Heading)
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts =
        [
            .. Invoice.IfAny(invoice => new Paragraph(Waits
                ? $"{invoice.Number} over {invoice.Total} is open, {invoice.Left} of it to be paid. "
                    + $"Until then it keeps {Subscription.PlanName}."
                : $"{invoice.Number} over {invoice.Total} is paid from credit.")),
            .. Notes.Select(note => new Paragraph(note)),
            .. new Paragraph($"Its server follows to the tier of {Plan} by itself.").If(From is null && !Waits),
        ],
        Buttons =
        [
            .. Invoice.IfAny(invoice => new Button("The invoice", $"/invoice show {invoice.Id}")),
            new Button("Look at it", $"/subscription show {Subscription.Id}"),
        ],
    };

    string Heading => From is { } day ? $"{Subscription.Organization} gets {Plan} for {Price} on {day.InWords()}"
        : Waits ? $"{Subscription.Organization} gets {Plan} for {Price} once that is paid"
        : $"{Subscription.Organization} has {Plan} for {Price}";
}

sealed class ChangePlanHandler(PlanChoices choices, PlanChangeInvoices invoices, Unused unused, Seller seller, TimeProvider time)
    : IHandle<ChangePlan, PlanChanged>
{
    public Task<IReadOnlyList<Target>> Locks(ChangePlan command, Work work, CancellationToken cancel) =>
        Subscription.LockedWith(work, command.Subscription, cancel);

    public async Task<Result<Plan>> Plan(ChangePlan command, Work work, CancellationToken cancel)
    {
        if ((await choices.Of(command, work, cancel)).Failed(out var choice, out var refusal)) return refusal;
        var ours = choice.Ours;
        return ours.Plan($"Put {ours.Organization} on {choice.Plan.Name}") with
        {
            Tier = choice.Plan.Tier, Amount = choice.Amount, Gives = choice.GivesBack?.Gross, Changes = choice.Changes,
            Affects = choice.IsDearer ? new(Impact.Loss, $"{ours.Organization} pays more a month.")
                : new(Impact.Gain, $"{ours.Organization} pays less a month, or as much."),
            Undo = choice.When == ChangeWhen.Renewal ? Undo.ByHand("Until then, change it to the plan that it has now.")
                : Undo.Never("It can be changed back the same way, at the prices of that day. What was invoiced keeps its number."),
        };
    }

    public async Task<Result<PlanChanged>> Handle(ChangePlan command, Work work, CancellationToken cancel)
    {
        if ((await choices.Of(command, work, cancel)).Failed(out var choice, out var refusal)) return refusal;
        var ours = choice.Ours;
        // The preview is the charge.
        if (!choice.Changes.SequenceEqual(work.Plan!.Changes)) return ours.Changed;
        await PlanChanges.CallOff(work, ours.Id, cancel);
        if (choice.IsBack)
            return new PlanChanged(ours, ours.PlanName, ours.PriceInWords, null, null, ["The change that waited is called off."]);
        if (choice.When == ChangeWhen.Renewal) return await Later(choice, work, cancel);
        var (invoice, notes) = ((Invoice?)null, (IReadOnlyList<string>)[]);
        if (choice.GivesBack is { } back
            && (await unused.GiveBack(work, back, $"Changed to {choice.Plan.Name}", cancel)).Failed(out notes, out refusal)) return refusal;
        if (choice.Lines.Count > 0) invoice = await invoices.Write(work, ours, choice.Lines, choice.Tax, cancel);
        var change = await PlanChanges.Add(work, ours, choice.Price.Id, seller.Today, invoice?.Id, time, cancel);
        if (invoice is null or { State: InvoiceState.Paid }) await PlanChanges.Begin(work, [change], cancel);
        return new PlanChanged(await Subscription.One(work, ours.Id, cancel), choice.Plan.Name, choice.Price.InWords, null, invoice, notes);
    }

    async Task<Result<PlanChanged>> Later(PlanChoice choice, Work work, CancellationToken cancel)
    {
        var ours = choice.Ours;
        await PlanChanges.Add(work, ours, choice.Price.Id, ours.PaidUntil, null, time, cancel);
        return new PlanChanged(ours, choice.Plan.Name, choice.Price.InWords, ours.PaidUntil, null, []);
    }
}
