using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Payments;

/// <summary>
/// What the payment provider has invoiced of a subscription that it collects: ours has the same lines, total and tax, and a number of our
/// series. Under the subscription's lock, so that there is one however often it is told.
/// </summary>
sealed class ProviderInvoices(Seller seller, OpenInvoices opening)
{
    sealed record Of(Guid Id, OrganizationId OrganizationId, DateOnly NextStart, DateOnly Ends, bool IsNext);

    /// <summary>None where it is of nobody here, or of somebody who has not gone live.</summary>
    public async Task<PaidFor?> Take(GatewayInvoice theirs, IReadOnlyList<GatewayLine> lines, Work work, CancellationToken cancel)
    {
        if (await Known(theirs, work, cancel) is { } known) return known;
        if (theirs.State is GatewayInvoiceState.Draft or GatewayInvoiceState.Unknown || theirs.Subscription is null) return null;
        if (seller.Options.NotSet is not null || await Locked(theirs.Subscription, work, cancel) is not { } of) return null;
        // Whoever came first has made it meanwhile.
        if (await Known(theirs, work, cancel) is { } made) return made;
        var id = InvoiceId.Of(Guid.CreateVersion7(work.Now));
        await Write(id, of, theirs, lines, work, cancel);
        await opening.These(work, [id.Value], cancel);
        return new(id, of.OrganizationId);
    }

    static Task<PaidFor?> Known(GatewayInvoice theirs, Work work, CancellationToken cancel) => work.Find<PaidFor>(
        "select id as invoice, organization_id as whose from invoices where provider_id = @Id", new { theirs.Id }, cancel);

    static Task<Of?> Locked(string subscription, Work work, CancellationToken cancel) => work.Find<Of>(
        """
        select s.id, s.organization_id, s.next_start,
               (s.anchor + make_interval(months => s.months * (s.next_period + 1)))::date as ends,
               not exists (select from invoices i
                           where i.subscription_id = s.id and i.period_start = s.next_start and i.reason = 'period') as is_next
        from   subscriptions s
        where  s.provider_id = @subscription
        and    not exists (select from imported_accounts a where a.organization_id = s.organization_id and a.live_at is null)
        for    update of s
        """, new { subscription }, cancel);

    async Task Write(
        InvoiceId id, Of of, GatewayInvoice theirs, IReadOnlyList<GatewayLine> lines, Work work, CancellationToken cancel)
    {
        var tax = theirs.Tax ?? theirs.Total with { Minor = 0 };
        var net = theirs.Total - tax;
        await work.Execute(
            """
            insert into invoices (id, organization_id, subscription_id, state, reason, collected_by, provider_id, period_start, period_end,
                   currency, net_minor, tax_minor, total_minor, drafted_at, opens_at)
            values (@id, @OrganizationId, @Subscription, 'draft', @Reason, 'stripe', @Provider, @NextStart, @Ends, @Code, @Net, @Tax,
                    @Net + @Tax, @Now, @Now)
            """,
            new
            {
                id, of.OrganizationId, Subscription = of.IsNext ? of.Id : (Guid?)null, Reason = of.IsNext ? "period" : "manual",
                Provider = theirs.Id, of.NextStart, of.Ends, net.Currency.Code, Net = net.Minor, Tax = tax.Minor, work.Now,
            }, cancel);
        var taxed = await seller.TaxFor(work, of.OrganizationId, seller.Today, cancel);
        // As it was charged there: their rate, whatever ours would be.
        var millionths = net.Minor <= 0 ? 0 : (int)Math.Clamp((long)((Int128)tax.Minor * Rate.Whole / net.Minor), 0, Rate.Whole);
        var parts = Parts(net, lines);
        await work.Execute(
            """
            insert into invoice_lines (invoice_id, position, text, quantity, net_minor, period_start, period_end, price_id, tax, place,
                   treatment, millionths)
            select @id, l.position, l.text, 1, l.minor, @NextStart, @Ends, null, @Name, @Place, @Treatment, @millionths
            from   unnest(@Texts, @Minors) with ordinality l (text, minor, position)
            """,
            new
            {
                id, Texts = parts.Select(part => part.Text).ToArray(), Minors = parts.Select(part => part.Minor).ToArray(), of.NextStart,
                of.Ends, Name = tax.Minor == 0 ? "" : taxed.Name, taxed.Place, taxed.Treatment, millionths,
            }, cancel);
        await work.Execute(
            """
            insert into invoice_taxes (invoice_id, tax, millionths, net_minor, tax_minor)
            values (@id, @Name, @millionths, @Net, @Tax)
            """, new { id, Name = tax.Minor == 0 ? "" : taxed.Name, millionths, Net = net.Minor, Tax = tax.Minor }, cancel);
        if (of.IsNext)
            await work.Execute(
                "update subscriptions set next_period = next_period + 1, next_start = @Ends, version = version + 1 where id = @Id", of, cancel);
    }

    sealed record Part(string Text, long Minor);

    /// <summary>Their lines; what those do not come to is a line of its own.</summary>
    static List<Part> Parts(Money net, IReadOnlyList<GatewayLine> lines)
    {
        var parts = lines.Where(line => line.Amount.Minor != 0)
            .Select(line => new Part(line.Text ?? "As charged by the payment provider", line.Amount.Minor)).ToList();
        var rest = net.Minor - parts.Sum(part => part.Minor);
        if (parts.Count == 0 || rest != 0) parts.Add(new(parts.Count == 0 ? "As charged by the payment provider" : "Rounding", rest));
        return parts;
    }
}
