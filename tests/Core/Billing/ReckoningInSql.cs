using FsCheck.Fluent;
using OpsBot.Core.Billing;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

/// <summary>What a run reckons for thousands in one statement is what a preview reckons for one.</summary>
public sealed class ReckoningInSql(Postgres postgres) : OperationTest(postgres)
{
    [Fact]
    public async Task A_share_is_the_same_in_both()
    {
        var some = (from minor in Gen.OneOf(Gen.Choose(-100_000, 100_000).Select(one => (long)one),
                        Gen.Choose(int.MinValue, int.MaxValue).Select(one => one * 40_000_000L))
                    from millionths in Gen.Choose(0, 1_000_000)
                    select (minor, millionths)).Sample(60, Often.Seed, 500);
        var reckoned = await List<long>(
            """
            select   share_of(minor, millionths)
            from     unnest(@Minor, @Millionths) with ordinality as given (minor, millionths, nth)
            order by nth
            """,
            new { Minor = some.Select(one => one.minor).ToArray(), Millionths = some.Select(one => one.millionths).ToArray() });
        Assert.Equal(some.Select(one => new Money(one.minor, Currency.Eur).Percent(new Rate(one.millionths)).Minor), reckoned);
    }

    [Fact]
    public async Task Periods_begin_on_the_same_days_in_both()
    {
        var some = (from day in Gen.Choose(new DateOnly(2020, 1, 1).DayNumber, new DateOnly(2032, 12, 31).DayNumber)
                    from length in Gen.Elements(Enum.GetValues<PeriodLength>())
                    from number in Gen.Choose(0, 60)
                    select (Day: DateOnly.FromDayNumber(day), length, number)).Sample(60, Often.Seed, 500);
        var begun = await List<DateOnly>(
            """
            select (anchor + make_interval(months => months * number))::date
            from   unnest(@Anchors, @Months, @Numbers) with ordinality as given (anchor, months, number, nth)
            order by nth
            """,
            new
            {
                Anchors = some.Select(one => one.Day).ToArray(), Months = some.Select(one => one.length.Months).ToArray(),
                Numbers = some.Select(one => one.number).ToArray(),
            });
        Assert.Equal(some.Select(one => new Periods(one.Day, one.length)[one.number].Start), begun);
    }

    [Theory]
    [InlineData("DE", null, null, "2026-01-01", "domestic DE DE VAT 19 % 190000")]
    [InlineData("DE", "DE", "DE123456789", "2026-01-01", "domestic DE DE VAT 19 % 190000")]
    [InlineData("DE", "FR", null, "2026-01-01", "destination FR FR VAT 20 % 200000")]
    [InlineData("DE", "FR", "FR12345678901", "2026-01-01", "reverse_charge FR  0")]
    [InlineData("DE", "FI", null, "2026-01-01", "destination FI FI VAT 25.5 % 255000")]
    [InlineData("DE", "RO", null, "2025-07-31", "destination RO RO VAT 19 % 190000")]
    [InlineData("DE", "RO", null, "2025-08-01", "destination RO RO VAT 21 % 210000")]
    [InlineData("DE", "US", null, "2026-01-01", "export US  0")]
    [InlineData("DE", "IN", "INXYZ", "2026-01-01", "export IN  0")]
    [InlineData("IN", "IN", null, "2026-01-01", "domestic IN IN GST 18 % 180000")]
    [InlineData("IN", "DE", "DE123456789", "2026-01-01", "export DE  0")]
    [InlineData("US", "US", null, "2026-01-01", "domestic US  0")]
    public async Task Tax_follows_from_seller_buyer_and_day(string seller, string? buyer, string? vatId, string day, string tax) =>
        Assert.Equal(tax, await Find<string>(
            """
            select concat_ws(' ', treatment, place, name, millionths)
            from   tax_for(@buyer, @vatId, @seller, @day::date)
            """, new { seller, buyer, vatId, day }));
}
