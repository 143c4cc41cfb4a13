using OpsBot.Core.Billing.CreditNotes;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;
using UglyToad.PdfPig;

namespace OpsBot.Tests.Core.Billing.Documents;

public sealed class PrintingCreditNotes(Postgres postgres) : Invoicing(postgres)
{
    const string Invoice = "INV-202603-0001", Note = "CN-202603-0001";

    [Fact]
    public async Task Says_which_invoice_it_takes_how_much_off_in_each_tax()
    {
        await Written(7140 / 2);
        var shown = await Run(Olivia, $"/invoice pdf {Invoice} note:{Note}");
        Assert.True(shown.Kind == OutcomeKind.Answered, shown.Text);
        var file = Assert.Single(shown.Reply!.Parts.OfType<Attachment>());
        Assert.Equal($"{Note}.pdf", file.FileName);
        using var pdf = PdfDocument.Open(file.Content.ToArray());
        var words = string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
        foreach (var wanted in (string[])
            ["Credit note", Note, $"{Invoice} of 2 Mar 2026", "Nimbus GmbH", "DE123456789", "Plan buyer-1", "DE VAT 19 % on €30.00 €5.70",
             "Total taken off €35.70", $"€35.70 less is to be paid of {Invoice}."])
            Assert.Contains(wanted, words, StringComparison.Ordinal);
        // The invoice itself stays as it was.
        var whole = await Run(Olivia, $"/invoice pdf {Invoice}");
        using var invoice = PdfDocument.Open(Assert.Single(whole.Reply!.Parts.OfType<Attachment>()).Content.ToArray());
        Assert.Contains("€71.40", invoice.GetPage(1).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_another_invoice_is_not_handed_out_for_this_one()
    {
        await Written(100);
        var asked = await Run(Olivia, $"/invoice pdf {Invoice} note:CN-202603-0002");
        Assert.Equal(OutcomeKind.Refused, asked.Kind);
        Assert.Contains($"but {Note}", asked.Text, StringComparison.Ordinal);
    }

    async Task Written(long minor)
    {
        var slug = await Subscribed("2026-03-01");
        await Run();
        var draft = await DraftOf(slug);
        await Ask(Adam, $"/invoice open {draft}");
        await Get<Transactions>().As(Actor.OpsBot("test"), async work =>
        {
            var note = await Get<CreditNotes>().Write(work, draft, new Money(minor, Currency.Eur), "too much", Cancel);
            return Assert.IsType<CreditNote>(note.Value).Number;
        }, Cancel);
    }
}
