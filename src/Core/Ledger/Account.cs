using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Ledger;

public enum AccountKind { Receivable, Credit, Deferred, Stripe, Bank, Revenue, Tax, Refunds, Goodwill, BadDebt, Rounding }

/// <summary>Where money can stand: with an organization, or with the house. In each currency it is another.</summary>
public sealed record Account
{
    Account(AccountKind kind) => Kind = kind;

    public AccountKind Kind { get; }

    public OrganizationId? Organization { get; private init; }

    public string Detail { get; private init; } = "";

    /// <summary>What it owes us.</summary>
    public static Account Receivable(OrganizationId organization) => new(AccountKind.Receivable) { Organization = organization };

    /// <summary>What we owe it, and what its next invoices are paid from.</summary>
    public static Account CreditOf(OrganizationId organization) => new(AccountKind.Credit) { Organization = organization };

    /// <summary>What it was charged for and has not had yet.</summary>
    public static Account Deferred(OrganizationId organization) => new(AccountKind.Deferred) { Organization = organization };

    /// <summary>With the payment provider.</summary>
    public static Account Stripe { get; } = new(AccountKind.Stripe);

    public static Account Bank { get; } = new(AccountKind.Bank);

    public static Account Revenue { get; } = new(AccountKind.Revenue);

    public static Account Refunds { get; } = new(AccountKind.Refunds);

    /// <summary>What was given for nothing.</summary>
    public static Account Goodwill { get; } = new(AccountKind.Goodwill);

    public static Account BadDebt { get; } = new(AccountKind.BadDebt);

    public static Account Rounding { get; } = new(AccountKind.Rounding);

    /// <summary>Each tax has its own: "DE 19 %".</summary>
    public static Account Tax(string which) => new(AccountKind.Tax) { Detail = which };

    /// <summary>As the ledger finds it: "house:tax:DE 19 %:EUR".</summary>
    internal string NameIn(Currency currency) => $"{Organization?.Value.ToString() ?? "house"}:{Kind.Snake()}:{Detail}:{currency.Code}";

    public override string ToString() => string.Join(' ', ((string?[])[Organization?.ToString(), Kind.Words(), Detail])
        .Where(part => part is { Length: > 0 }));
}
