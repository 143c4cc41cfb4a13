using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using OpsBot.Core.Billing;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class CountingPeriods
{
    static readonly Gen<DateOnly> Days =
        Gen.Choose(new DateOnly(1996, 1, 1).DayNumber, new DateOnly(2104, 12, 31).DayNumber).Select(DateOnly.FromDayNumber);

    static readonly Gen<Periods> Any =
        from anchor in Days
        from length in Gen.Elements(Enum.GetValues<PeriodLength>())
        select new Periods(anchor, length);

    static readonly Gen<Money> Prices =
        from minor in Gen.OneOf(
            Gen.Choose(-500_000, 500_000).Select(one => (long)one), Gen.Choose(0, int.MaxValue).Select(one => one * 1000L))
        from currency in Gen.Elements(Currency.Known.ToArray())
        select new Money(minor, currency);

    [Fact]
    public void They_tile_time_and_each_day_is_in_one() => Prop.ForAll(Any.ToArbitrary(), Days.ToArbitrary(), (periods, day) =>
    {
        var number = periods.NumberAt(day);
        Assert.True(periods[number].Contains(day), $"{day:O} is not in {periods[number]}");
        Assert.Equal(periods[number].End, periods[number + 1].Start);
        Assert.Equal(periods[number].Start, periods[number - 1].End);
        Assert.InRange(periods[number].Days, 28, 366);
    }).Check(Often.Times(3000));

    [Theory]
    [InlineData("2026-01-31", PeriodLength.Month, "2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31")]
    [InlineData("2028-01-31", PeriodLength.Month, "2028-01-31 2028-02-29 2028-03-31")]
    [InlineData("2025-11-30", PeriodLength.Quarter, "2025-11-30 2026-02-28 2026-05-30 2026-08-30")]
    [InlineData("2025-08-31", PeriodLength.HalfYear, "2025-08-31 2026-02-28 2026-08-31")]
    [InlineData("2024-02-29", PeriodLength.Year, "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29")]
    [InlineData("2026-12-31", PeriodLength.Month, "2026-12-31 2027-01-31 2027-02-28")]
    public void They_begin_on_the_day_of_their_anchor_wherever_there_is_one(string anchor, PeriodLength length, string begins)
    {
        var periods = new Periods(DateOnly.Parse(anchor, CultureInfo.InvariantCulture), length);
        Assert.Equal(begins, string.Join(' ', Enumerable.Range(0, begins.Split(' ').Length)
            .Select(number => periods[number].Start.ToString("O", CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void However_a_period_is_cut_up_its_parts_add_up_to_its_price() => Prop.ForAll(Any.ToArbitrary(), Prices.ToArbitrary(),
        Gen.Choose(0, 366).ListOf().ToArbitrary(), (periods, price, cuts) =>
    {
        var whole = periods[0];
        var days = cuts.Select(cut => whole.Start.AddDays(cut % whole.Days)).Append(whole.Start).Append(whole.End).Order().ToList();
        var parts = days.Zip(days.Skip(1), (from, to) => Proration.Of(price, whole, from, to)).ToList();
        Assert.Equal(price, parts.Aggregate((a, b) => a + b));
        Assert.All(parts, part => Assert.True(part.Minor == 0 || Math.Sign(part.Minor) == Math.Sign(price.Minor)));
    }).Check(Often.Times(2000));

    [Fact]
    public void A_change_up_and_the_same_one_back_down_cost_nothing() => Prop.ForAll(Any.ToArbitrary(), Prices.ToArbitrary(),
        Gen.Choose(0, 365).ToArbitrary(), (periods, price, after) =>
    {
        var whole = periods[7];
        var day = whole.Start.AddDays(after % whole.Days);
        var other = new Money(price.Minor / 3 + 4_999, price.Currency);
        var up = Proration.Rest(other, whole, day) - Proration.Rest(price, whole, day);
        var down = Proration.Rest(price, whole, day) - Proration.Rest(other, whole, day);
        Assert.Equal(0, (up + down).Minor);
        Assert.Equal(-Proration.Rest(price, whole, day), Proration.Rest(-price, whole, day));
    }).Check(Often.Times(2000));

    // The whole period counts, however little of it is left: 10 of 31 days, not 10 of 10.
    [Fact]
    public void A_part_costs_its_days_of_all_days()
    {
        var march = new Periods(new(2026, 1, 31), PeriodLength.Month)[1];
        Assert.Equal(new Period(new(2026, 2, 28), new(2026, 3, 31)), march);
        Assert.Equal(new Money(1000, Currency.Eur), Proration.Rest(new(3100, Currency.Eur), march, new(2026, 3, 21)));
        Assert.Equal(new Money(32, Currency.Jpy), Proration.Rest(new(1000, Currency.Jpy), march, new(2026, 3, 30)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Proration.Rest(new(3100, Currency.Eur), march, new(2026, 2, 27)));
    }

    [Theory]
    [InlineData("Asia/Kolkata", "2026-03-31T18:29:59Z", "2026-03-31")]
    [InlineData("Asia/Kolkata", "2026-03-31T18:30:00Z", "2026-04-01")]
    [InlineData("Europe/Berlin", "2026-12-31T23:00:00Z", "2027-01-01")]
    [InlineData("America/New_York", "2027-01-01T04:59:59Z", "2026-12-31")]
    public void A_day_is_one_where_the_seller_is(string zone, string moment, string day) => Assert.Equal(
        DateOnly.Parse(day, CultureInfo.InvariantCulture),
        new SellerTime(TimeZoneInfo.FindSystemTimeZoneById(zone)).DayOf(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture)));

    // In Beirut clocks go forward at midnight, in Havana they go back at one: such a day has one beginning all the same.
    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Asia/Beirut")]
    [InlineData("America/Havana")]
    [InlineData("America/Sao_Paulo")]
    public void Days_tile_time_whatever_the_clocks_do(string name)
    {
        var seller = new SellerTime(TimeZoneInfo.FindSystemTimeZoneById(name));
        for (var day = new DateOnly(2016, 1, 1); day < new DateOnly(2028, 1, 1); day = day.AddDays(1))
        {
            Assert.Equal(day, seller.DayOf(seller.Begin(day)));
            Assert.Equal(day.AddDays(-1), seller.DayOf(seller.Begin(day).AddTicks(-1)));
        }
    }
}
