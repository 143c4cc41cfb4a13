using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.CreditNotes;

/// <summary>What of one line of an invoice: by its place on the invoice.</summary>
public sealed record NoteLine(short Position, string Tax, Money Net);

/// <summary>What of one tax, and of what it was taken.</summary>
public sealed record NoteTax(string Tax, int Millionths, Money Net, Money Amount)
{
    public Money Gross => Net + Amount;
}

/// <summary>
/// What a note takes off an invoice, or what notes have left of it. The tax is taken once for each rate, on the sum of its lines, and the
/// last note takes what is left: however an invoice is taken off in parts, they add up to it in each tax.
/// </summary>
public sealed record NoteParts(Currency Currency, IReadOnlyList<NoteLine> Lines, IReadOnlyList<NoteTax> Taxes)
{
    Money Nothing => new(0, Currency);

    public Money Net => Taxes.Aggregate(Nothing, (sum, tax) => sum + tax.Net);

    public Money Tax => Taxes.Aggregate(Nothing, (sum, tax) => sum + tax.Amount);

    public Money Gross => Net + Tax;

    /// <summary>So much of it, with tax: from each rate by what is left of it, from its lines the same way.</summary>
    public NoteParts Of(Money gross)
    {
        if (gross < new Money(1, Currency) || gross > Gross)
            throw new ArgumentOutOfRangeException(nameof(gross), $"{gross} is no part of {Gross}.");
        if (gross == Gross) return this;
        var parts = gross.Allocate([.. Taxes.Select(tax => Math.Max(0, tax.Gross.Minor))]);
        return Of([.. Taxes.Zip(parts, Of)]);
    }

    /// <summary>Those lines of it, with the tax on what is left of them.</summary>
    public NoteParts Of(IReadOnlySet<int> positions)
    {
        var lines = Lines.Where(line => positions.Contains(line.Position)).ToList();
        var taxes = Taxes.Select(tax =>
        {
            var net = lines.Where(line => line.Tax == tax.Tax).Aggregate(Nothing, (sum, line) => sum + line.Net);
            var all = Lines.All(line => line.Tax != tax.Tax || positions.Contains(line.Position));
            return tax with { Net = net, Amount = all ? tax.Amount : Within(net.Percent(new(tax.Millionths)), tax.Amount) };
        });
        return new(Currency, lines, [.. taxes.Where(tax => tax.Net.Minor != 0 || tax.Amount.Minor != 0)]);
    }

    NoteParts Of(IReadOnlyList<NoteTax> taxes) =>
        new(Currency, [.. taxes.SelectMany(LinesOf).OrderBy(line => line.Position)], [.. taxes.Where(tax => tax.Gross.Minor != 0)]);

    // The tax in an amount that has it in already; what is over goes to the net, as long as that is there.
    static NoteTax Of(NoteTax left, Money gross)
    {
        var tax = Within(gross.Part(left.Millionths, Rate.Whole + left.Millionths), left.Amount);
        if (gross - tax > left.Net) tax = gross - left.Net;
        return left with { Net = gross - tax, Amount = tax };
    }

    IEnumerable<NoteLine> LinesOf(NoteTax taken)
    {
        var lines = Lines.Where(line => line.Tax == taken.Tax).ToList();
        if (taken.Net == lines.Aggregate(Nothing, (sum, line) => sum + line.Net)) return lines;
        // Of what was given back on it, only the last takes.
        return taken.Net.Minor <= 0 ? []
            : taken.Net.Allocate([.. lines.Select(line => Math.Max(0, line.Net.Minor))])
                .Zip(lines, (part, line) => line with { Net = part }).Where(line => line.Net.Minor != 0);
    }

    static Money Within(Money tax, Money left) =>
        left.Minor >= 0 ? tax > left ? left : tax.Minor < 0 ? tax with { Minor = 0 } : tax
        : tax < left ? left : tax.Minor > 0 ? tax with { Minor = 0 } : tax;
}
