using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record CreateInvoice(
    [Arg("to which organization")] OrganizationId Org,
    [Arg("what for, without tax: Setup 250.00; 2 x Training 80.00", Rest = true, MaxLength = 2000)] string Lines)
    : ICommand<CreateInvoice, InvoiceCreated>
{
    public static Spec Spec { get; } = new("invoice create", "Draft an invoice by hand, for what no subscription charges")
    {
        Needs = Role.Admin, Guard = Guard.Reason,
        Examples = ["/invoice create acme Setup 250.00", "/invoice create acme \"Setup 250.00; 2 x Training 80.00\""],
    };
}

public sealed record InvoiceCreated(Invoice Invoice) : IAnswer
{
    public Reply Say() => new($"An invoice to {Invoice.Organization} is drafted, {Invoice.Total}")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts = [new Paragraph((Words)"It is opened at " + new At(Invoice.OpensAt) + " unless somebody holds it.")],
        Buttons =
        [
            new Button("Show", $"/invoice show {Invoice.Id}"), new Button("Open it now", $"/invoice open {Invoice.Id}"),
            new Button("Hold", $"/invoice hold {Invoice.Id}"),
        ],
    };
}

sealed class CreateInvoiceHandler(Seller seller, IOptions<BillingOptions> options) : IHandle<CreateInvoice, InvoiceCreated>
{
    public async Task<Result<Plan>> Plan(CreateInvoice command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        if (organization.State is OrganizationState.Deleting or OrganizationState.Deleted)
            return new Refusal($"{organization.Slug} is {organization.State.Words()}, so it can be asked for nothing.");
        if (ManualLine.Read(command.Lines, Currency.Of(organization.Currency)).Failed(out var lines, out var refusal)) return refusal;
        var tax = await seller.TaxFor(work, command.Org, seller.Today, cancel);
        var net = lines.Aggregate(new Money(0, lines[0].Net.Currency), (sum, line) => sum + line.Net);
        var total = net + net.Percent(tax.Rate);
        if (total.Minor < 1) return new Refusal($"It would come to {total}. Ask for something.");
        return organization.Plan($"Draft an invoice to {organization.Slug} of {total}") with
        {
            Amount = total,
            Changes =
            [
                .. lines.Select((line, i) => new Change($"Line {i + 1}", "none", $"{line.InWords}, {line.Net}")),
                new("Tax", "none", $"{net.Percent(tax.Rate)} ({tax.InWords})"), new("Total", "none", total.ToString()),
            ],
            Affects = new(Impact.Told, $"{organization.Slug} is asked for it when the draft is opened."),
            Undo = Undo.ByHand("Hold it before it is opened."),
        };
    }

    public async Task<Result<InvoiceCreated>> Handle(CreateInvoice command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        if (ManualLine.Read(command.Lines, Currency.Of(organization.Currency)).Failed(out var lines, out var refusal)) return refusal;
        var tax = await seller.TaxFor(work, command.Org, seller.Today, cancel);
        var id = await work.Get<InvoiceId>(
            """
            with drafted as (
                insert into invoices (id, organization_id, state, reason, collected_by, period_start, period_end, currency, net_minor,
                       tax_minor, total_minor, drafted_at, opens_at)
                select id_at(@Now), @Org, 'draft', 'manual', 'hand', @Today, @Today + 1, @Currency, s.net, share_of(s.net, @Millionths),
                       s.net + share_of(s.net, @Millionths), @Now, @Now::timestamptz + @DraftsStand
                from   (select sum(n)::bigint as net from unnest(@Nets) n) s
                returning id, net_minor, tax_minor),
            lined as (
                insert into invoice_lines (invoice_id, position, text, quantity, net_minor, period_start, period_end, tax, place, treatment,
                       millionths)
                select d.id, l.nth, l.text, l.quantity, l.net, @Today, @Today + 1, @Name, @Place, @Treatment, @Millionths
                from   drafted d
                cross  join unnest(@Texts, @Quantities, @Nets) with ordinality l (text, quantity, net, nth)),
            taxed as (
                insert into invoice_taxes (invoice_id, tax, millionths, net_minor, tax_minor)
                select id, @Name, @Millionths, net_minor, tax_minor
                from   drafted)
            select id
            from   drafted
            """,
            new
            {
                command.Org, seller.Today, Currency = lines[0].Net.Currency.Code, options.Value.DraftsStand, tax.Name, tax.Place,
                tax.Treatment, tax.Millionths, work.Now, Texts = lines.Select(line => line.Text).ToArray(),
                Quantities = lines.Select(line => line.Quantity).ToArray(), Nets = lines.Select(line => line.Net.Minor).ToArray(),
            }, cancel);
        return new InvoiceCreated(await Invoice.One(work, id, cancel));
    }
}

/// <summary>One line as somebody writes it: "2 x Training 80.00".</summary>
sealed partial record ManualLine(string Text, int Quantity, Money Each)
{
    const int MostLines = 20;
    const int MostOfOne = 10_000;

    // As a plan costs, so that sums stay far from what a number holds.
    const long Most = 100_000_000_000;

    public Money Net => new(Each.Minor * Quantity, Each.Currency);

    public string InWords => Quantity == 1 ? Text : string.Create(CultureInfo.InvariantCulture, $"{Quantity} x {Text}");

    public static Result<IReadOnlyList<ManualLine>> Read(string text, Currency currency)
    {
        var lines = new List<ManualLine>();
        foreach (var one in text.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Written.Match(one) is not { Success: true } match || !Money.TryParse(match.Groups["each"].Value, currency, out var each))
                return new Refusal($"“{Excerpt.Of(one)}” is no line. Write what it is for and what that costs: Setup 250.00; "
                    + "2 x Training 80.00");
            var quantity = match.Groups["times"] is { Success: true, Value: var times }
                ? int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0 : 1;
            if (quantity is < 1 or > MostOfOne)
                return new Refusal($"“{Excerpt.Of(one)}” is of none or of too many: 1 to {Paging.Written(MostOfOne)}.");
            if (each.Minor == 0 || Math.Abs(each.Minor) > Most / quantity)
                return new Refusal($"“{Excerpt.Of(one)}” is of nothing or of too much: a line is at most "
                    + $"{new Money(Most, each.Currency)}.");
            lines.Add(new(match.Groups["text"].Value, quantity, each));
        }
        if (lines.Count is 0 or > MostLines) return new Refusal($"An invoice has 1 to {MostLines} lines, parted by `;`.");
        return lines.Any(line => line.Each.Currency != lines[0].Each.Currency) ? new Refusal("An invoice is in one currency.")
            : Result<IReadOnlyList<ManualLine>>.Of(lines);
    }

    [GeneratedRegex("^((?<times>[0-9]{1,9}) *[x×] +)?(?<text>.{1,200}?) +(?<each>[^ ]+( [A-Za-z]{3})?)$", RegexOptions.ExplicitCapture)]
    static partial Regex Written { get; }
}
