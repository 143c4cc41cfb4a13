using FsCheck;
using FsCheck.Fluent;
using OpsBot.Core.Billing.CreditNotes;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

/// <summary>However an invoice is taken off in parts, they add up to it.</summary>
public sealed class PartingInvoices
{
    sealed record Lined(string Tax, long Minor);

    static readonly Gen<long> Minors = Gen.OneOf(Gen.Choose(1, 100_000).Select(one => (long)one),
        Gen.Choose(1, int.MaxValue).Select(one => one * 100L), Gen.Choose(-500, 0).Select(one => (long)one));

    static readonly Gen<NoteParts> Invoices =
        from currency in Gen.Elements(Currency.Known.ToArray())
        from lines in Gen.Elements("DE VAT 19 %", "FI VAT 25.5 %", "")
            .Zip(Minors, (tax, minor) => new Lined(tax, minor)).NonEmptyListOf()
        select Of(currency, lines);

    static NoteParts Of(Currency currency, IEnumerable<Lined> lines)
    {
        // Every line of a rate may give back, as long as all of them together do not.
        var kept = lines.Take(8).GroupBy(line => line.Tax).Where(rate => rate.Sum(line => line.Minor) > 0)
            .SelectMany(rate => rate).ToList();
        return new(currency, [.. kept.Select((line, i) => new NoteLine((short)(i + 1), line.Tax, new(line.Minor, currency)))],
        [
            .. kept.GroupBy(line => line.Tax).Select(rate => (rate.Key, Rate: rate.Key switch
            {
                "" => new Rate(0), "DE VAT 19 %" => new(190_000), _ => new Rate(255_000),
            }, Net: new Money(rate.Sum(line => line.Minor), currency)))
            .Select(rate => new NoteTax(rate.Key, rate.Rate.Millionths, rate.Net, rate.Net.Percent(rate.Rate))),
        ]);
    }

    static NoteParts Less(NoteParts left, NoteParts taken) => left with
    {
        Lines = [.. left.Lines.Select(line => line with
            {
                Net = line.Net - (taken.Lines.SingleOrDefault(one => one.Position == line.Position)?.Net ?? new(0, left.Currency)),
            }).Where(line => line.Net.Minor != 0)],
        Taxes = [.. left.Taxes.Select(tax => taken.Taxes.SingleOrDefault(one => one.Tax == tax.Tax) is { } one
                ? tax with { Net = tax.Net - one.Net, Amount = tax.Amount - one.Amount } : tax)
            .Where(tax => tax.Net.Minor != 0 || tax.Amount.Minor != 0)],
    };

    [Fact]
    public void Any_split_into_notes_adds_up_in_each_tax() => Prop.ForAll(Invoices.ToArbitrary(),
        Gen.Choose(1, 1000).ListOf().ToArbitrary(), (invoice, shares) =>
    {
        var left = invoice;
        foreach (var share in shares.Take(12))
        {
            if (left.Gross.Minor < 1) break;
            var gross = left.Gross.Part(share, 1000);
            if (gross.Minor < 1) gross = new(1, invoice.Currency);
            var note = left.Of(gross);
            Assert.Equal(gross, note.Gross);
            Assert.Equal(note.Net, note.Lines.Aggregate(new Money(0, invoice.Currency), (sum, line) => sum + line.Net));
            foreach (var tax in note.Taxes.Where(_ => gross != left.Gross))
            {
                Assert.InRange(tax.Amount.Minor, 0, left.Taxes.Single(one => one.Tax == tax.Tax).Amount.Minor);
                Assert.InRange(tax.Net.Minor, 0, left.Taxes.Single(one => one.Tax == tax.Tax).Net.Minor);
            }
            left = Less(left, note);
        }
        if (left.Gross.Minor > 0) left = Less(left, left.Of(left.Gross));
        Assert.Equal((0, 0, 0), (left.Net.Minor, left.Tax.Minor, left.Taxes.Count));
        Assert.Empty(left.Lines);
    }).Check(Often.Times(1000));

    [Fact]
    public void Line_by_line_adds_up_too_whatever_amounts_went_before() => Prop.ForAll(Invoices.ToArbitrary(),
        Gen.Choose(1, 999).ToArbitrary(), (invoice, share) =>
    {
        var first = invoice.Gross.Part(share, 1000);
        var left = first.Minor > 0 && first < invoice.Gross ? Less(invoice, invoice.Of(first)) : invoice;
        while (left.Lines.Count > 0) left = Less(left, left.Of(new HashSet<int> { left.Lines[0].Position }));
        Assert.DoesNotContain(left.Taxes, tax => tax.Net.Minor != 0);
        Assert.Equal(0, left.Gross.Minor);
    }).Check(Often.Times(1000));

    [Fact]
    public void The_tax_of_a_part_is_that_on_its_net()
    {
        var note = Of(Currency.Eur, [new("DE VAT 19 %", 6000)]).Of(new Money(2000, Currency.Eur));
        Assert.Equal((1681, 319), (note.Net.Minor, note.Tax.Minor));
        Assert.Equal((1, 0), Of(Currency.Jpy, [new("DE VAT 19 %", 3)]).Of(new Money(1, Currency.Jpy)) is var yen
            ? (yen.Net.Minor, yen.Tax.Minor) : default);
        Assert.Throws<ArgumentOutOfRangeException>(() => note.Of(new Money(0, Currency.Eur)));
        Assert.Throws<ArgumentOutOfRangeException>(() => note.Of(new Money(2001, Currency.Eur)));
    }
}
