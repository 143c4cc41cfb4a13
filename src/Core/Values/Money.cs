using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsBot.Core.Values;

/// <summary>An amount in minor units of one currency; mixing currencies throws, overflow throws.</summary>
public readonly partial record struct Money(long Minor, Currency Currency) : IComparable<Money>
{
    public static Money operator +(Money a, Money b) => new(a.Minor + b.In(a.Currency), a.Currency);
    public static Money operator -(Money a, Money b) => new(a.Minor - b.In(a.Currency), a.Currency);
    public static bool operator <(Money a, Money b) => a.Minor < b.In(a.Currency);
    public static bool operator >(Money a, Money b) => a.Minor > b.In(a.Currency);
    public static bool operator <=(Money a, Money b) => !(a > b);
    public static bool operator >=(Money a, Money b) => !(a < b);

    public int CompareTo(Money other) => Minor.CompareTo(other.In(Currency));

    /// <summary>Parts that differ by one minor unit at most and add up to the whole.</summary>
    public IReadOnlyList<Money> Split(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        var (each, rest) = Math.DivRem(Minor, parts);
        var currency = Currency;
        return [.. Enumerable.Range(0, parts).Select(i => new Money(each + (i < Math.Abs(rest) ? Math.Sign(rest) : 0), currency))];
    }

    /// <summary>
    /// Parts as large as their weights, which add up to the whole: what rounding down leaves over goes to those who lost most by it, and
    /// among equals to the first. An amount below nothing is parted as the same amount above it.
    /// </summary>
    public IReadOnlyList<Money> Allocate(params IReadOnlyList<long> weights)
    {
        if (weights.Count == 0 || weights.Any(weight => weight < 0))
            throw new ArgumentException("Weights are zero or more.", nameof(weights));
        var sum = weights.Aggregate((Int128)0, (sum, weight) => sum + weight);
        if (sum == 0) throw new ArgumentException("Weights that are all nothing part nothing.", nameof(weights));
        var (currency, sign, size) = (Currency, Math.Sign(Minor), Int128.Abs(Minor));
        var parts = weights.Select(weight => Int128.DivRem(size * weight, sum)).ToList();
        var over = (int)(size - parts.Aggregate((Int128)0, (sum, part) => sum + part.Quotient));
        var more = parts.Index().OrderByDescending(part => part.Item.Remainder).Take(over).Select(part => part.Index).ToHashSet();
        return
        [
            .. parts.Index().Select(part => new Money(
                sign * (long)(part.Item.Quotient + (more.Contains(part.Index) ? 1 : 0)), currency)),
        ];
    }

    /// <summary>
    /// That share of it, to the nearest minor unit. The size is rounded, half a unit up, and then gets its sign: what is given back is what
    /// was taken.
    /// </summary>
    public Money Percent(Rate rate) => Part(rate.Millionths, Rate.Whole);

    /// <summary>So many parts of so many, rounded the same way.</summary>
    public Money Part(long parts, long of)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(of, 1);
        var size = Int128.Abs(Minor) * Math.Abs(parts);
        var rounded = (size * 2 + of) / ((Int128)of * 2);
        return new((long)(rounded * Math.Sign(Minor) * Math.Sign(parts)), Currency);
    }

    public static Money operator -(Money a) => new(-a.Minor, a.Currency);

    public static bool TryParse(string text, Currency fallback, out Money money)
    {
        money = default;
        var currency = fallback;
        var number = text.Trim();
        var minus = number.StartsWith('-') && number.Length > 1 && !char.IsAsciiDigit(number[1]);
        if (minus) number = number[1..];
        foreach (var known in Currency.Known)
        {
            if (number.StartsWith(known.Symbol, StringComparison.Ordinal))
                { currency = known; number = number[known.Symbol.Length..]; break; }
            if (number.EndsWith(known.Symbol, StringComparison.Ordinal))
                { currency = known; number = number[..^known.Symbol.Length]; break; }
            if (number.StartsWith(known.Code, StringComparison.OrdinalIgnoreCase)) { currency = known; number = number[3..]; break; }
            if (number.EndsWith(known.Code, StringComparison.OrdinalIgnoreCase)) { currency = known; number = number[..^3]; break; }
        }
        // "49,00" is forty-nine to half of the world and would be read as 4900: a comma only parts thousands here.
        if (!Written.IsMatch(number.Trim()) || !decimal.TryParse(number.Trim(),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture, out var amount) || Math.Abs(amount) > 1_000_000_000_000m)
            return false;
        var minor = amount * currency.Factor;
        if (minor != decimal.Truncate(minor)) return false;
        money = new((long)(minus ? -minor : minor), currency);
        return true;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{(Minor < 0 ? "-" : "")}{Currency.Symbol}{(decimal.Abs(Minor) / Currency.Factor).ToString("N" + Currency.Digits, CultureInfo.InvariantCulture)}");

    [GeneratedRegex("^-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]+)?$")]
    static partial Regex Written { get; }

    long In(Currency currency) => Currency == currency ? Minor
        : throw new InvalidOperationException($"{Currency.Code} and {currency.Code} do not mix.");
}

public readonly record struct Currency(string Code, int Digits, string Symbol)
{
    public static readonly Currency Eur = new("EUR", 2, "€");
    public static readonly Currency Usd = new("USD", 2, "$");
    public static readonly Currency Inr = new("INR", 2, "₹");
    public static readonly Currency Gbp = new("GBP", 2, "£");
    public static readonly Currency Jpy = new("JPY", 0, "¥");

    public static IReadOnlyList<Currency> Known { get; } = [Eur, Usd, Inr, Gbp, Jpy];

    public int Factor => Digits == 0 ? 1 : 100;

    public static Currency Of(string code) => Known.FirstOrDefault(known => known.Code == code) is { Code: not null } found
        ? found : throw new ArgumentException($"Unknown currency {code}.", nameof(code));
}
