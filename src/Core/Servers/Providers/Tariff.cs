using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Providers;

/// <summary>What a provider charges a month, without tax, for what is no server. Prices of a gigabyte are fractions of a cent.</summary>
public sealed class Tariff(Currency currency, decimal pictureGb, decimal volumeGb, IReadOnlyList<AddressPrice> addresses)
{
    public Currency Currency => currency;

    public Money Picture(decimal gigabytes) => Amount(pictureGb * gigabytes);

    public Money Volume(decimal gigabytes) => Amount(volumeGb * gigabytes);

    /// <summary>None where such addresses are not sold there.</summary>
    public Money? Address(CostKind kind, IpFamily family, string region) =>
        addresses.FirstOrDefault(one => one.Kind == kind && one.Family == family && one.Region == region)?.Price;

    /// <summary>Rounded to what can be paid.</summary>
    public Money Amount(decimal price) => Amount(price, currency);

    internal static Money Amount(decimal price, Currency currency) =>
        new((long)decimal.Round(price * currency.Factor, MidpointRounding.AwayFromZero), currency);
}

/// <summary>What an address costs there: one that came with a server, or one that can be moved.</summary>
public sealed record AddressPrice(CostKind Kind, IpFamily Family, string Region, Money Price);
