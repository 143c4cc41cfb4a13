using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

/// <summary>From where on what is wrong is worth an alert; section <c>Alerts</c>.</summary>
public sealed class AlertsOptions : ISettings
{
    public const string Section = "Alerts";

    /// <summary>What nobody uses is told of from that amount a month on; in any currency, or in the one it names: "50", "50 EUR".</summary>
    public string CostAMonth { get; init; } = "50";

    public IEnumerable<string> Problems => Money.TryParse(CostAMonth, Currency.Eur, out var amount) && amount.Minor > 0 ? []
        : [$"{Section}:CostAMonth is “{CostAMonth}”, which is no amount. Set OPSBOT_{Section}__CostAMonth to one, as 50 or 50 EUR."];

    internal bool IsWorthTelling(Money amount) => Money.TryParse(CostAMonth, amount.Currency, out var from)
        && from.Currency == amount.Currency && amount >= from;
}
