namespace OpsBot.Core.Values;

/// <summary>In which currency an amount is meant that names none; section <c>Money</c>.</summary>
public sealed class MoneyOptions : ISettings
{
    public string Currency { get; init; } = Values.Currency.Eur.Code;

    public IEnumerable<string> Problems => Values.Currency.Known.Any(known => known.Code == Currency) ? []
        : [$"Money:Currency is “{Currency}”, which OpsBot does not know. Set OPSBOT_Money__Currency to one of "
            + $"{string.Join(", ", Values.Currency.Known.Select(known => known.Code))}, or leave it out for EUR."];

    internal Currency Default => Values.Currency.Of(Currency);
}
