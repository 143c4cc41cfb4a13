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

    /// <summary>Where the seller's days begin, and so periods and months of numbers.</summary>
    public string TimeZone { get; init; } = "Europe/Berlin";

    public IEnumerable<string> Problems
    {
        get
        {
            if (!Code.IsMatch(Country))
                yield return $"Seller:Country is “{Country}”. Set OPSBOT_Seller__Country to two capital letters: DE, IN.";
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
                yield return $"Seller:TimeZone is “{TimeZone}”, which this machine does not know. Set OPSBOT_Seller__TimeZone to a name "
                    + "like Europe/Berlin or Asia/Kolkata.";
        }
    }

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
}
