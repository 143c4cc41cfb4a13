using System.Globalization;

namespace OpsBot.Core.Values;

/// <summary>A share of an amount, in millionths of it: 19 % is 190,000, and 9.975 % is exact.</summary>
public readonly record struct Rate(int Millionths)
{
    public const int Whole = 1_000_000;

    public static Rate OfPercent(int percent) => new(percent * (Whole / 100));

    public bool IsNothing => Millionths == 0;

    /// <summary>"19 %", "5.5 %".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Millionths / 10_000m:0.####} %");
}
