using FsCheck;
using FsCheck.Fluent;
using OpsBot.Core.Billing;
using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class ReckoningChanges
{
    // From leap days, 31sts and the turn of a year as often as from any other day.
    static readonly Gen<DateOnly> Days = Gen.OneOf(
        Gen.Choose(new DateOnly(1996, 1, 1).DayNumber, new DateOnly(2104, 12, 31).DayNumber).Select(DateOnly.FromDayNumber),
        Gen.Elements<DateOnly>(new(2024, 2, 29), new(2028, 2, 29), new(2026, 1, 31), new(2025, 12, 31), new(2026, 3, 29), new(2026, 10, 25),
            new(2026, 8, 31), new(2027, 1, 1)));

    static readonly Gen<PeriodLength> Lengths = Gen.Elements(Enum.GetValues<PeriodLength>());

    static readonly Gen<long> Minors = Gen.Choose(0, int.MaxValue).Select(one => (long)one);

    sealed record Case(DateOnly Anchor, int Nth, int Day, PeriodLength Length, long One, long Other, Currency Currency)
    {
        public Period Whole => new Periods(Anchor, Length)[Nth];

        public DateOnly On => Whole.Start.AddDays(Day % Whole.Days);

        public Money Of(long minor) => new(minor, Currency);
    }

    static readonly Gen<Case> Cases =
        from anchor in Days
        from nth in Gen.Choose(0, 40)
        from day in Gen.Choose(0, 365)
        from length in Lengths
        from one in Minors
        from other in Minors
        from currency in Gen.Elements(Currency.Known.ToArray())
        select new Case(anchor, nth, day, length, one, other, currency);

    static Subscription Has(Case of, long minor) => new(
        new(Guid.CreateVersion7()), new OrganizationId(Guid.CreateVersion7()), "acme", "old", "Old", 1, of.Length, minor, of.Currency.Code,
        SubscriptionState.Active, CollectedBy.Hand, of.Anchor, of.Nth + 1, of.Whole.End, null, null, 1, default, null, null, null,
        null, null, new PlanId(Guid.CreateVersion7()), Guid.CreateVersion7(), null, null);

    static PlanPrice Price(Case of, long minor, PeriodLength? length = null) => new(
        Guid.CreateVersion7(), new PlanId(Guid.CreateVersion7()), length ?? of.Length, of.Currency.Code, 1, minor, default, null, 0);

    static PlanSwitch Change(Case of, long from, long to) => PlanSwitch.Of(
        Has(of, from), of.Whole, Proration.Rest(of.Of(from), of.Whole, of.On), Price(of, to), "New", of.On);

    [Fact]
    public void Up_and_down_again_on_one_day_cost_nothing() => Prop.ForAll(Cases.ToArbitrary(), one =>
    {
        var (up, down) = (Change(one, one.One, one.Other), Change(one, one.Other, one.One));
        Assert.Equal(0, (up.Net + down.Net).Minor);
        Assert.Equal(up.Net, up.Charged.Net + up.GivenBack.Net);
        Assert.Equal(0, Change(one, one.One, one.One).Net.Minor);
    }).Check(Often.Times(2000));

    [Fact]
    public void What_was_had_and_what_is_charged_come_to_no_more_than_either_price() => Prop.ForAll(Cases.ToArbitrary(), one =>
    {
        var (had, change) = (Proration.Of(one.Of(one.One), one.Whole, one.Whole.Start, one.On), Change(one, one.One, one.Other));
        var all = had + change.Charged.Net;
        Assert.InRange(all.Minor, Math.Min(one.One, one.Other), Math.Max(one.One, one.Other));
        Assert.Equal(one.One, (had - change.GivenBack.Net).Minor);
        Assert.Equal((one.On, one.Whole.End), (change.Period.Start, change.Period.End));
    }).Check(Often.Times(2000));

    [Fact]
    public void Another_length_begins_a_whole_period_that_day() => Prop.ForAll(Cases.ToArbitrary(), Lengths.ToArbitrary(), (one, length) =>
    {
        if (length == one.Length) return;
        var change = PlanSwitch.Of(Has(one, one.One), one.Whole, one.Of(0), Price(one, one.Other, length), "New", one.On);
        Assert.Equal((one.Of(one.Other), new Periods(one.On, length)[0]), (change.Charged.Net, change.Period));
    }).Check(Often.Times(1000));

    [Fact]
    public void Dearer_is_what_costs_more_in_the_same_time() => Prop.ForAll(Cases.ToArbitrary(), Lengths.ToArbitrary(), (one, length) =>
    {
        var there = PlanSwitch.Compare(one.Of(one.One), one.Length, one.Of(one.Other), length);
        Assert.Equal(-there, PlanSwitch.Compare(one.Of(one.Other), length, one.Of(one.One), one.Length));
        Assert.Equal(Math.Sign((decimal)one.One / one.Length.Months - (decimal)one.Other / length.Months), Math.Sign(there));
    }).Check(Often.Times(1000));

    // Ten months' price for a year is less a month; so is nothing of it because the sum is larger.
    [Fact]
    public void A_year_for_ten_months_is_cheaper_than_its_month() => Assert.True(
        PlanSwitch.Compare(new(60000, Currency.Eur), PeriodLength.Year, new(6000, Currency.Eur), PeriodLength.Month) < 0);

    [Fact]
    public void However_often_it_pauses_it_has_all_the_days_that_it_paid_for() => Prop.ForAll(
        Cases.ToArbitrary(), Gen.Choose(0, 40).ListOf().ToArbitrary(), (one, steps) =>
    {
        var (next, today, had) = (one.Whole.End, one.Whole.Start, 0);
        foreach (var (nth, days) in steps.Index())
        {
            // By turns it runs and stands still, and never stands still once its time is over.
            if (nth % 2 == 0)
            {
                var runs = Math.Min(days, next.DayNumber - today.DayNumber - 1);
                (today, had) = (today.AddDays(runs), had + runs);
            }
            else
                (next, today) = (Pauses.NextAfter(next, today, today.AddDays(days)), today.AddDays(days));
        }
        Assert.Equal(one.Whole.Days, had + next.DayNumber - today.DayNumber);
    }).Check(Often.Times(2000));
}
