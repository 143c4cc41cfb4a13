using OpsBot.Core.Lists;
using OpsBot.Core.Values;
using QRCoder;

namespace OpsBot.Core.Billing.Documents;

/// <summary>What a bank's app reads from the square code: whom, how much, what for.</summary>
static class PaymentCode
{
    const int LongestName = 70;

    /// <summary>None where the currency has no such code, or the seller named no account.</summary>
    public static string? Of(Money amount, string payee, string number, SellerOptions seller) => amount switch
    {
        { Minor: <= 0 } => null,
        { Currency.Code: "EUR" } when seller.Iban.Length > 0 => Transfer(amount, payee, number, seller),
        { Currency.Code: "INR" } when seller.Upi.Length > 0 => Upi(amount, payee, number, seller),
        _ => null,
    };

    // As EPC069-12 of the European Payments Council has it, version 002.
    static string Transfer(Money amount, string payee, string number, SellerOptions seller) => string.Join('\n',
        "BCD", "002", "1", "SCT", seller.Bic, payee.Start(LongestName), seller.Iban, $"EUR{Filter.Bare(amount)}", "", "", number);

    // As NPCI's specification of links to UPI has it.
    static string Upi(Money amount, string payee, string number, SellerOptions seller) =>
        $"upi://pay?pa={Uri.EscapeDataString(seller.Upi)}&pn={Uri.EscapeDataString(payee)}&am={Filter.Bare(amount)}&cu=INR"
        + $"&tn={Uri.EscapeDataString(number)}";

    /// <summary>Row by row, with the quiet border that scanners need.</summary>
    public static IReadOnlyList<bool[]> Squares(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M, forceUtf8: true);
        return [.. code.ModuleMatrix.Select(row => row.Cast<bool>().ToArray())];
    }
}
