using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record WhyInvoice([Arg("number, or whose")] InvoiceId Invoice) : IQuestion<WhyInvoice, InvoiceExplained>
{
    public static Spec Spec { get; } = new("invoice why", "Walk each amount of an invoice back to the price, the days and the tax")
    {
        Examples = ["/invoice why INV-202611-0001"],
    };
}

public sealed record InvoiceExplained(Invoice Invoice, IReadOnlyList<InvoiceLine> Lines, IReadOnlyList<InvoiceTax> Taxes) : IAnswer
{
    public Reply Say() => new($"Why {Invoice.Called} is {Invoice.Total}")
    {
        Parts = [.. Lines.Select(line => new Item(Words.Of(new Strong($"{line.Net}  "), new Plain(OfLine(line))), [])),
            .. Taxes.Select(tax => new Item(Words.Of(new Strong($"{tax.Amount}  "), new Plain(OfTax(tax))), [])),
            new Item(Words.Of(new Strong($"{Invoice.Total}  "), new Plain($"is {Invoice.Net} and {Invoice.Tax} of tax.")), [])],
        Buttons = [new Button("Show", $"/invoice show {Invoice.Id}")],
    };

    static string OfLine(InvoiceLine line)
    {
        var price = line.Price is { } of
            ? $"is version {line.PriceVersion} of the price of {line.Plan}, {of} {line.Length!.Value.Each}, sold since "
                + $"{new At(line.PriceSince!.Value).Text}"
            : $"is {line.Text}";
        return $"{price}. Charged for {line.Period.InWords()}, {line.Period.Days} days"
            + (line.Price == line.Net ? ", the whole period." : $", {line.Net} of it.");
    }

    string OfTax(InvoiceTax tax)
    {
        var line = Lines.First(line => line.Tax == tax.Tax && line.Millionths == tax.Millionths);
        var rule = line.Treatment switch
        {
            TaxTreatment.Domestic => $"buyer and seller are in {line.Place}",
            TaxTreatment.Destination => $"the buyer is in {line.Place} and has no VAT id, so its rate holds",
            TaxTreatment.ReverseCharge => $"the buyer is in {line.Place} with a VAT id and pays the tax there (reverse charge)",
            TaxTreatment.Export => $"the buyer is in {line.Place}, where it is taxed",
        };
        return tax.Millionths == 0 ? $"of tax on {tax.Net}: {rule}."
            : $"is {new Rate(tax.Millionths)} of {tax.Net}, once on the sum, half a cent rounded up: {rule}.";
    }
}

sealed class WhyInvoiceHandler : IAnswerQuestion<WhyInvoice, InvoiceExplained>
{
    public async Task<Result<InvoiceExplained>> Answer(WhyInvoice question, Work work, CancellationToken cancel) => new InvoiceExplained(
        await Invoice.One(work, question.Invoice, cancel), await InvoiceLine.Of(work, question.Invoice, cancel),
        await InvoiceTax.Of(work, question.Invoice, cancel));
}
