namespace OpsBot.Core.Billing.Documents;

/// <summary>Who sells, or who buys, as a document names them.</summary>
sealed record Party(string Name, string? Address, string? Country, string? TaxId);

sealed record Fact(string Name, string Value);

/// <summary>One thing that is charged for, or given back.</summary>
sealed record PaperLine(string Text, int Quantity, string Period, string Tax, string Net);

/// <summary>One row below the lines.</summary>
sealed record PaperSum(string Name, string Amount, bool IsTotal = false);

/// <summary>All that stands on an invoice or a credit note, in words; nothing that can change after it was issued.</summary>
sealed record Paper(string Title, string Number, string Currency, DateTimeOffset IssuedAt, Party Seller, Party Buyer)
{
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    public IReadOnlyList<PaperLine> Lines { get; init; } = [];

    public IReadOnlyList<PaperSum> Sums { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What a phone scans to pay it.</summary>
    public string? Code { get; init; }

    internal IEnumerable<string?> Texts =>
    [
        Number, Seller.Name, Seller.Address, Seller.TaxId, Buyer.Name, Buyer.Address, Buyer.TaxId, .. Facts.Select(fact => fact.Value),
        .. Lines.SelectMany(line => new[] { line.Text, line.Tax, line.Net }), .. Notes,
    ];
}
