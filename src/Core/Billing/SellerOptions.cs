using System.Text.RegularExpressions;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing;

/// <summary>Who sells, as invoices have to say it; the section "Seller".</summary>
public sealed partial class SellerOptions : ISettings
{
    public const string Section = "Seller";

    public string Name { get; init; } = "";

    public string Address { get; init; } = "";

    /// <summary>VAT id or GSTIN.</summary>
    public string TaxId { get; init; } = "";

    public string Country { get; init; } = "DE";

    /// <summary>The account that customers transfer to, in one piece.</summary>
    public string Iban { get; init; } = "";

    public string Bic { get; init; } = "";

    /// <summary>Where customers in India pay: name@bank.</summary>
    public string Upi { get; init; } = "";

    /// <summary>What is sold, by India's list of services; invoices of a seller there say so.</summary>
    public string Sac { get; init; } = "";

    /// <summary>Where the seller's days begin, and so periods and months of numbers.</summary>
    public string TimeZone { get; init; } = "Europe/Berlin";

    public IEnumerable<string> Problems
    {
        get
        {
            if (!Code.IsMatch(Country))
                yield return $"Seller:Country is “{Country}”. Set OPSBOT_Seller__Country to two capital letters: DE, IN.";
            if (Iban.Length > 0 && !IsAccount(Iban))
                yield return $"Seller:Iban is “{Iban}”, which is no account number: a digit is wrong. Set OPSBOT_Seller__Iban without spaces.";
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
                yield return $"Seller:TimeZone is “{TimeZone}”, which this machine does not know. Set OPSBOT_Seller__TimeZone to a name "
                    + "like Europe/Berlin or Asia/Kolkata.";
        }
    }

    // Its two check digits: of all of it as a number, letters counted on from 10, the rest after division by 97 is 1.
    static bool IsAccount(string iban) => Account.IsMatch(iban)
        && (iban[4..] + iban.Start(4)).Aggregate(0, (rest, sign) =>
            (rest * (char.IsAsciiDigit(sign) ? 10 : 100) + (char.IsAsciiDigit(sign) ? sign - '0' : sign - 'A' + 10)) % 97) == 1;

    /// <summary>How to pay what the payment provider does not take by itself, as a sentence of a mail.</summary>
    internal string HowToPay(string currency, string called) =>
        currency == "INR" && Upi.Length > 0 ? $"Pay it to {Upi}, naming {called}."
        : Iban.Length > 0 ? $"Transfer it to IBAN {Iban}, naming {called}."
        : $"Please name {called} when you pay.";

    /// <summary>What keeps an invoice from being one: nobody stands on it who sells.</summary>
    internal Refusal? NotSet => Missing.Select(one => $"OPSBOT_Seller__{one}").ToList() is { Count: > 0 } missing
        ? new($"No invoice can be opened before it says who sells. Set {Several.InOneSentence(missing)} of bot and worker.") : null;

    IEnumerable<string> Missing
    {
        get
        {
            if (Name.Length == 0) yield return nameof(Name);
            if (Address.Length == 0) yield return nameof(Address);
            if (TaxId.Length == 0) yield return nameof(TaxId);
        }
    }

    [GeneratedRegex("^[A-Z]{2}$")]
    static partial Regex Code { get; }

    [GeneratedRegex("^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")]
    static partial Regex Account { get; }
}
