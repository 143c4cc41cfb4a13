using OpsBot.Core.Values;

namespace OpsBot.Core.Ledger;

/// <summary>What a move of money is: by it books are read.</summary>
public enum TransferCode
{
    Invoice, Tax, Payment, Overpaid, Credit, CreditUsed, CreditExpired, CreditNote, Refund, WriteOff, Void, Earned, Rounding,
}

/// <summary>
/// Money moves from the account that is credited to the one that is debited. Under one key it does so once, however often that is asked.
/// </summary>
public sealed record Transfer(string Key, Account Debit, Account Credit, Money Amount, TransferCode Code);

/// <summary>What an account came to, and what is on its way.</summary>
public sealed record Balance(Money Debited, Money Credited, Money PendingDebit, Money PendingCredit)
{
    /// <summary>Of what somebody owes, or where money is.</summary>
    public Money Owed => Debited - Credited;

    /// <summary>Of what we owe.</summary>
    public Money Owing => Credited - Debited;

    /// <summary>What of it nothing was promised from yet; what is only on its way in is not there.</summary>
    public Money Free => Owing - PendingDebit;
}
