using FsCheck;
using FsCheck.Fluent;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Values;

public sealed class PartingMoney
{
    static readonly Gen<Money> Amounts =
        from minor in Gen.OneOf(
            Gen.Choose(-100_000, 100_000).Select(one => (long)one),
            Gen.Choose(int.MinValue, int.MaxValue).Select(one => one * 4_000_000_000L))
        from currency in Gen.Elements(Currency.Known.ToArray())
        select new Money(minor, currency);

    static readonly Gen<long[]> Weights =
        from first in Gen.Choose(1, 10_000)
        from others in Gen.Choose(0, 10_000).ListOf()
        select (long[])[first, .. others.Select(one => (long)one)];

    [Fact]
    public void Parts_by_weight_add_up_and_none_is_a_whole_unit_off() =>
        Prop.ForAll(Amounts.ToArbitrary(), Weights.ToArbitrary(), (amount, weights) =>
    {
        var parts = amount.Allocate(weights);
        Assert.Equal(weights.Length, parts.Count);
        Assert.Equal(amount, parts.Aggregate((a, b) => a + b));
        var sum = weights.Sum();
        foreach (var (part, weight) in parts.Zip(weights))
        {
            Assert.True(weight > 0 || part.Minor == 0);
            Assert.True(Int128.Abs((Int128)part.Minor * sum - (Int128)amount.Minor * weight) < sum);
        }
        Assert.Equal(parts.Select(part => -part), (-amount).Allocate(weights));
    }).Check(Often.Times(2000));

    [Fact]
    public void What_is_left_over_goes_to_who_lost_most_by_rounding()
    {
        Assert.Equal([334, 333, 333], Minor(new Money(1000, Currency.Eur).Allocate(1, 1, 1)));
        Assert.Equal([14, 29, 57], Minor(new Money(100, Currency.Usd).Allocate(1, 2, 4)));
        Assert.Equal([0, 0, 1], Minor(new Money(1, Currency.Jpy).Allocate(1, 1, 2)));
        Assert.Equal([0, -1], Minor(new Money(-1, Currency.Inr).Allocate(1, 2)));
        Assert.Equal([long.MaxValue - 1, 1], Minor(new Money(long.MaxValue, Currency.Eur).Allocate(long.MaxValue - 1, 1)));
        Assert.Throws<ArgumentException>(() => new Money(1, Currency.Eur).Allocate());
        Assert.Throws<ArgumentException>(() => new Money(1, Currency.Eur).Allocate(0, 0));
        Assert.Throws<ArgumentException>(() => new Money(1, Currency.Eur).Allocate(2, -1));
    }

    [Fact]
    public void A_share_is_the_nearest_and_that_of_a_note_mirrors_its_invoice() =>
        Prop.ForAll(Amounts.ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), (amount, millionths) =>
    {
        var share = amount.Percent(new Rate(millionths));
        Assert.Equal(-share, (-amount).Percent(new Rate(millionths)));
        Assert.True(Int128.Abs((Int128)share.Minor * Rate.Whole - (Int128)amount.Minor * millionths) * 2 <= Rate.Whole);
    }).Check(Often.Times(2000));

    [Theory]
    [InlineData(250, 10_000, 3)]
    [InlineData(-250, 10_000, -3)]
    [InlineData(99_999, 180_000, 18_000)]
    [InlineData(10_005, 180_000, 1_801)]
    [InlineData(10_005, 90_000, 900)]
    [InlineData(10_000, 99_750, 998)]
    [InlineData(0, 190_000, 0)]
    public void Half_a_unit_is_rounded_away_from_nothing(long minor, int millionths, long share) =>
        Assert.Equal(share, new Money(minor, Currency.Inr).Percent(new Rate(millionths)).Minor);

    [Fact]
    public void A_rate_is_written_as_people_say_it()
    {
        Assert.Equal("19 %", Rate.OfPercent(19).ToString());
        Assert.Equal("9.975 %", new Rate(99_750).ToString());
        Assert.Equal("0 %", new Rate(0).ToString());
    }

    static IEnumerable<long> Minor(IReadOnlyList<Money> parts) => parts.Select(part => part.Minor);
}
