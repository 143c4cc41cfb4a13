using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>A change of plan to which nothing is in the way, with all that it costs.</summary>
sealed record PlanChoice(Subscription Ours, BillingPlan Plan, PlanPrice Price, ChangeWhen When, TaxOf Tax)
{
    /// <summary>What is invoiced, line by line; none where nothing is.</summary>
    public IReadOnlyList<SwitchLine> Lines { get; init; } = [];

    /// <summary>What is given back by credit notes.</summary>
    public UnusedDays? GivesBack { get; init; }

    /// <summary>It stays with what it has: what waited is called off.</summary>
    public bool IsBack { get; init; }

    public IReadOnlyList<Change> Changes { get; init; } = [];

    public Money Net => Lines.Aggregate(new Money(0, Price.Price.Currency), (sum, line) => sum + line.Net);

    public Money Total => Net + Net.Percent(Tax.Rate);

    /// <summary>What is given back, or charged where nothing is.</summary>
    public Money? Amount => GivesBack?.Gross ?? (Lines.Count > 0 ? Total : null);

    public bool IsDearer => PlanSwitch.Compare(Price.Price, Price.Length, Ours.Price, Ours.Length) > 0;
}

/// <summary>Whether a subscription may change its plan, and what that comes to: the same when it is planned and when it is done.</summary>
sealed class PlanChoices(TheirSubscription theirs, Seller seller)
{
    public async Task<Result<PlanChoice>> Of(ChangePlan command, Work work, CancellationToken cancel)
    {
        var ours = await Subscription.One(work, command.Subscription, cancel);
        var plan = await BillingPlan.One(work, command.Plan, cancel);
        if ((await PriceOf(command, ours, plan, work, cancel)).Failed(out var price, out var refusal)) return refusal;
        var waiting = await PlanChanges.Of(work, ours.Id, cancel);
        var isBack = price.Id == ours.PriceId && waiting is { InvoiceId: null };
        if (await MayNot(ours, plan, price, isBack, work, cancel) is { } no) return no;
        var when = command.When ?? (PlanSwitch.Compare(price.Price, price.Length, ours.Price, ours.Length) < 0
            ? ChangeWhen.Renewal : ChangeWhen.Now);
        var tax = await seller.TaxFor(work, ours.OrganizationId, seller.Today, cancel);
        var choice = new PlanChoice(ours, plan, price, when, tax) { IsBack = isBack };
        if (!isBack && when == ChangeWhen.Now && ours.State != SubscriptionState.Trialing
            && (await Reckon(choice, work, cancel)).Failed(out choice, out refusal)) return refusal;
        return choice with { Changes = [.. Shown(choice, waiting), .. await After(choice, work, cancel)] };
    }

    static async Task<Result<PlanPrice>> PriceOf(
        ChangePlan command, Subscription ours, BillingPlan plan, Work work, CancellationToken cancel)
    {
        var length = command.Period ?? ours.Length;
        if (plan.IsArchived && plan.Id != ours.PlanId) return plan.NothingNew;
        return await PlanPrice.Now(work, plan.Id, length, ours.Currency, cancel) is { } price ? price
            : new Refusal($"{plan.Name} is not sold by the {length.Words()} in {ours.Currency}.")
            {
                WaysOn = [new("Plan", $"/plan show {plan.Slug}")],
            };
    }

    async Task<Refusal?> MayNot(
        Subscription ours, BillingPlan plan, PlanPrice price, bool isBack, Work work, CancellationToken cancel)
    {
        if (ours.State is SubscriptionState.Cancelling or SubscriptionState.Cancelled or SubscriptionState.Expired
            or SubscriptionState.Paused or SubscriptionState.Pending) return ours.Cannot("change its plan");
        if (price.Id == ours.PriceId && !isBack) return ours.NotNow($"is that already, for {ours.PriceInWords}.");
        if (theirs.RenewedThere(ours, "change its plan") is { } there) return there;
        if (await PlanChanges.Unpaid(work, ours, cancel) is { } waits) return waits;
        if (await Unpaid(ours, work, cancel) is { } unpaid)
            return new Refusal($"{ours.Organization} has not paid {unpaid} yet. Its plan can be changed once that is settled.")
            {
                WaysOn = [new("Invoices", $"/invoice list {ours.Organization}")],
            };
        return ours.NotInvoiced(seller.Today) ?? await Entitlements.TooMany(work, ours.OrganizationId, plan, cancel);
    }

    static Task<string?> Unpaid(Subscription ours, Work work, CancellationToken cancel) => work.Find<string>(
        """
        select string_agg(coalesce(number, 'a draft'), ', ' order by period_start, number)
        from   invoices
        where  organization_id = @OrganizationId
        and    (state in ('open', 'overdue') or (state = 'draft' and subscription_id = @Id))
        """, new { ours.OrganizationId, ours.Id }, cancel);

    async Task<Result<PlanChoice>> Reckon(PlanChoice choice, Work work, CancellationToken cancel)
    {
        var (ours, day) = (choice.Ours, seller.Today);
        if (ours.Current is not { } whole)
            return ours.NotNow($"was paused in the period that it is in. Change it with when:renewal, on {ours.NextStart.InWords()}.");
        if ((await Unused.Of(work, ours, day, null, cancel)).Failed(out var back, out var refusal)) return refusal;
        var change = PlanSwitch.Of(ours, whole, back.Net, choice.Price, choice.Plan.Name, day);
        if ((change.Net.Minor > 0 || ours.Length != choice.Price.Length) && await CannotInvoice(ours, day, work, cancel) is { } cannot)
            return cannot;
        if (change.Net.Minor > 0)
        {
            return choice with { Lines = change.GivenBack.Net.Minor == 0 ? [change.Charged] : [change.GivenBack, change.Charged] };
        }
        // All of the old one becomes credit, and from that the first period of the new one is paid.
        if (ours.Length != choice.Price.Length) return choice with { GivesBack = back, Lines = [change.Charged] };
        if (change.Net.Minor == 0) return choice;
        return (await Unused.Of(work, ours, day, -change.Net, cancel)).Failed(out var less, out refusal) ? refusal
            : choice with { GivesBack = less };
    }

    async Task<Refusal?> CannotInvoice(Subscription ours, DateOnly day, Work work, CancellationToken cancel) =>
        seller.Options.NotSet ?? (await work.Find<string>(
            "select number from invoices where subscription_id = @Id and period_start = @day and reason = 'change'",
            new { ours.Id, day }, cancel) is { } number
            ? ours.NotNow($"was changed today already, with {number}. Change it again tomorrow, or with when:renewal.") : null);

    static IEnumerable<Change> Shown(PlanChoice choice, PlanChanges.Waiting? waiting)
    {
        var (ours, price) = (choice.Ours, choice.Price);
        if (choice.IsBack) return [new("Then", waiting!.InWords, $"{ours.PlanName}, {ours.PriceInWords}, as now")];
        return
        [
            new("Plan", $"{ours.PlanName}, {ours.PriceInWords}", $"{choice.Plan.Name}, {price.InWords} (version {price.Version})"),
            .. new Change("A month", $"{ours.Price.Part(1, ours.Length.Months)}", $"{price.Price.Part(1, price.Length.Months)}")
                .If(ours.Length != price.Length),
            new("Begins", "not yet", choice.When == ChangeWhen.Renewal ? ours.PaidUntil.InWords()
                : choice.Lines.Count > 0 ? "once it is paid" : "now"),
            .. choice.Lines.Select(line => new Change(
                line.Text, "none", $"{line.Net} for {line.Period.InWords()}, {line.Period.Days} days")),
            .. choice.Lines.Count == 0 ? [] : (Change[])
            [
                new("Tax", "none", $"{choice.Net.Percent(choice.Tax.Rate)}, {choice.Tax.InWords}"),
                new("Invoice", "none", $"{choice.Total}"),
            ],
            .. (choice.GivesBack?.Parts ?? []).Select(part => part.Change),
            .. new Change("Comes with it", ours.Entitlements ?? "nothing", choice.Plan.Entitlements ?? "nothing")
                .If(ours.Entitlements != choice.Plan.Entitlements),
        ];
    }

    static async Task<IEnumerable<Change>> After(PlanChoice choice, Work work, CancellationToken cancel)
    {
        if (choice.Amount is null) return [];
        var free = await Credits.Credits.Free(work, choice.Ours.OrganizationId, choice.Price.Price.Currency, cancel);
        var there = choice.GivesBack is { } back ? free + back.Gross : free;
        var used = there < choice.Total ? there : choice.Total;
        return
        [
            .. new Change($"Credit of {choice.Ours.Organization}", $"{free}", $"{there - used}").If(free != there - used),
            .. new Change("To be paid", "nothing", $"{choice.Total - used}").If(choice.Lines.Count > 0),
        ];
    }
}
