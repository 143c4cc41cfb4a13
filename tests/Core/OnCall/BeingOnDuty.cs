using FsCheck;
using FsCheck.Fluent;
using OpsBot.Core.Access;
using OpsBot.Core.OnCall;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.OnCall;

/// <summary>The rota alone: rotation, overrides, who can be called, and the clock on the wall.</summary>
public sealed class BeingOnDuty
{
    static readonly OperatorId anna = OperatorId.Of(new("00000000-0000-0000-0000-00000000000a")),
        ben = OperatorId.Of(new("00000000-0000-0000-0000-00000000000b")),
        cleo = OperatorId.Of(new("00000000-0000-0000-0000-00000000000c"));

    static readonly OperatorId[] all = [anna, ben, cleo];

    static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);

    static Rotation Of(string zone, int days, string at, string moment, params OperatorId[] people) => Rotation.From(
        people.Length == 0 ? all : people, days, Handover.Parse(at).Value, TimeZoneInfo.FindSystemTimeZoneById(zone), Utc(moment));

    static Rota With(Rotation? rotation, params Override[] overrides) => new(rotation, overrides, all.ToHashSet());

    [Theory]
    // Summer time begins on 29 March at 02:00 and ends on 25 October at 03:00.
    [InlineData("Europe/Berlin", "09:00", "2026-03-28T12:00", "2026-03-28T08:00", "2026-03-29T07:00", "2026-03-30T07:00")]
    [InlineData("Europe/Berlin", "02:30", "2026-03-28T12:00", "2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30")]
    [InlineData("Europe/Berlin", "02:30", "2026-10-24T12:00", "2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30")]
    [InlineData("America/New_York", "02:30", "2026-03-07T12:00", "2026-03-07T07:30", "2026-03-08T07:00", "2026-03-09T06:30")]
    [InlineData("America/New_York", "01:30", "2026-10-31T12:00", "2026-10-31T05:30", "2026-11-01T05:30", "2026-11-02T06:30")]
    [InlineData("Asia/Kolkata", "09:00", "2026-03-28T12:00", "2026-03-28T03:30", "2026-03-29T03:30", "2026-03-30T03:30")]
    [InlineData("UTC", "00:00", "2026-03-28T12:00", "2026-03-28T00:00", "2026-03-29T00:00", "2026-03-30T00:00")]
    // Half an hour: it begins on 4 October at 02:00, and ends on 5 April at 02:00.
    [InlineData("Australia/Lord_Howe", "02:15", "2026-10-03T00:00", "2026-10-02T15:45", "2026-10-03T15:30", "2026-10-04T15:15")]
    [InlineData("Australia/Lord_Howe", "01:45", "2026-04-04T00:00", "2026-04-03T14:45", "2026-04-04T14:45", "2026-04-05T15:15")]
    public void Turns_change_when_the_wall_shows_it_first(string zone, string at, string moment, string first, string second, string third)
    {
        var rotation = Of(zone, 1, at, moment);
        var turn = rotation.At(Utc(moment))!.Value;
        Assert.Equal((Utc(first), Utc(second)), (turn.From, turn.Until));
        Assert.Equal((Utc(second), Utc(third)), (rotation.At(turn.Until)!.Value.From, rotation.At(turn.Until)!.Value.Until));
        Assert.Equal(Utc(first), rotation.StartsAt);
        Assert.Equal(turn, Rotation.From(all, 1, rotation.Handover, rotation.Zone, rotation.StartsAt).At(Utc(moment)));
    }

    [Fact]
    public void A_week_over_the_change_of_the_clocks_is_an_hour_shorter_and_ends_at_nine_all_the_same()
    {
        var rota = With(Of("Europe/Berlin", 7, "mon-09:00", "2026-03-25T10:00"));
        Assert.Equal([(anna, Utc("2026-03-30T07:00")), (ben, Utc("2026-04-06T07:00")), (cleo, Utc("2026-04-13T07:00"))],
            rota.From(Utc("2026-03-25T10:00")).Take(3).Select(one => (one.Who!.Value, one.Until!.Value)));
        Assert.Equal(TimeSpan.FromDays(7) - TimeSpan.FromHours(1),
            Utc("2026-03-30T07:00") - rota.At(Utc("2026-03-25T10:00")).From);
    }

    [Fact]
    public void Of_two_overrides_the_newer_counts_and_what_is_below_comes_back()
    {
        var rota = With(Of("UTC", 7, "mon-09:00", "2026-03-02T10:00"),
            new Override(1, ben, anna, Utc("2026-03-03T00:00"), Utc("2026-03-05T00:00")),
            new Override(2, cleo, null, Utc("2026-03-04T00:00"), Utc("2026-03-04T12:00")));
        Assert.Equal(
            [(anna, "03-03 00"), (ben, "03-04 00"), (cleo, "03-04 12"), (ben, "03-05 00"), (anna, "03-09 09"), (ben, "03-16 09")],
            rota.From(Utc("2026-03-02T10:00")).Take(6).Select(one => (one.Who!.Value, $"{one.Until:MM-dd HH}")));
        Assert.Equal((Utc("2026-03-03T00:00"), ben), (rota.Until(Utc("2026-03-02T10:00")), rota.Next(Utc("2026-03-02T10:00"))));
    }

    [Fact]
    public void Who_cannot_be_called_is_skipped_and_named()
    {
        var rotation = Of("UTC", 7, "mon-09:00", "2026-03-02T10:00");
        Override[] one = [new(1, anna, null, Utc("2026-03-09T09:00"), Utc("2026-03-10T09:00"))];
        var rota = new Rota(rotation, one, new HashSet<OperatorId> { ben });
        var now = rota.At(Utc("2026-03-02T10:00"));
        Assert.Equal((ben, anna), (now.Who, Assert.Single(now.Skipped)));
        // Hers alone were it not for that: the turn below it counts.
        var later = rota.At(Utc("2026-03-09T10:00"));
        Assert.Equal((ben, anna), (later.Who, Assert.Single(later.Skipped)));
        // It is always him, so there is no end of it and nobody next.
        Assert.Null(rota.Until(Utc("2026-03-02T10:00")));
        Assert.Null(rota.Next(Utc("2026-03-02T10:00")));
        var empty = new Rota(rotation, one, new HashSet<OperatorId>()).At(Utc("2026-03-02T10:00"));
        Assert.Null(empty.Who);
        Assert.Equal(all, empty.Skipped);
    }

    [Fact]
    public void Without_a_rotation_there_is_whoever_an_override_names_and_nobody_around_it()
    {
        var rota = With(null, new Override(1, ben, null, Utc("2026-03-03T00:00"), Utc("2026-03-05T00:00")));
        Assert.Equal([null, ben, null], rota.From(Utc("2026-03-02T00:00")).Select(one => one.Who));
        Assert.Equal((Utc("2026-03-03T00:00"), ben), (rota.Until(Utc("2026-03-02T00:00")), rota.Next(Utc("2026-03-02T00:00"))));
        Assert.Null(With(null).At(Utc("2026-03-02T00:00")).Until);
        Assert.Null(With(Of("UTC", 7, "mon-09:00", "2026-03-02T10:00")).At(Utc("2026-02-02T00:00")).Who);
    }

    [Fact]
    public void Turns_tile_all_of_time_and_each_begins_when_the_wall_shows_the_handover() =>
        Prop.ForAll(Rotations(), Moments(), (rotation, moment) =>
        {
            var at = rotation.StartsAt + moment;
            var turn = rotation.At(at)!.Value;
            Assert.True(turn.From <= at && at < turn.Until);
            Assert.Equal(turn.Number + 1, rotation.At(turn.Until)!.Value.Number);
            Assert.Equal(turn.Until, rotation.At(turn.Until)!.Value.From);
            Assert.Equal(turn, rotation.At(turn.Until.AddTicks(-1)));
            var wall = TimeZoneInfo.ConvertTime(turn.From, rotation.Zone);
            var before = TimeZoneInfo.ConvertTime(turn.From.AddTicks(-1), rotation.Zone);
            Assert.True(wall.TimeOfDay >= rotation.Handover.At.ToTimeSpan() && before.TimeOfDay < rotation.Handover.At.ToTimeSpan()
                || before.Date < wall.Date, $"{before} {wall}");
            if (rotation.Handover.Day is { } day) Assert.Equal(day, wall.DayOfWeek);
        }).Check(Often.Times(400));

    [Fact]
    public void There_is_always_exactly_one_or_nobody_and_never_one_who_cannot_be_called() =>
        Prop.ForAll(Rotas(), Moments(), (made, moment) =>
        {
            var (rotation, overrides, callable) = made;
            var rota = new Rota(rotation, overrides, callable);
            var shifts = rota.From(rotation.StartsAt + moment).Take(40).ToList();
            foreach (var (one, next) in shifts.Zip(shifts.Skip(1))) Assert.Equal(one.Until, next.From);
            foreach (var shift in shifts)
            {
                Assert.True(shift.From < shift.Until);
                Assert.True(shift.Who is { } who ? callable.Contains(who) : !rotation.People.Any(callable.Contains));
                foreach (var inside in new[] { shift.From, shift.From + (shift.Until - shift.From) / 2, shift.Until.Value.AddTicks(-1) })
                    Assert.Equal(shift.Who, rota.At(inside!.Value).Who);
                // The newest of those who can be called, wherever one lies over the turn.
                var over = overrides.Where(one => one.StartsAt <= shift.From && shift.From < one.EndsAt && callable.Contains(one.Who))
                    .MaxBy(one => one.Number);
                Assert.Equal(over, shift.By);
                if (over is not null) Assert.Equal(over.Who, shift.Who);
            }
        }).Check(Often.Times(200));

    static Arbitrary<TimeSpan> Moments() => Gen.Choose(0, 400 * 24 * 60).Select(minutes => TimeSpan.FromMinutes(minutes)).ToArbitrary();

    static Arbitrary<Rotation> Rotations() => AnyRotation.ToArbitrary();

    static Gen<Rotation> AnyRotation =>
        from zone in Gen.Elements("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", "Africa/Casablanca")
        from weeks in Gen.Elements(true, false)
        from count in Gen.Choose(1, 3)
        from minute in Gen.Choose(0, 24 * 60 - 1)
        from day in Gen.Elements(Enum.GetValues<DayOfWeek>())
        from people in Gen.Choose(1, 3)
        from start in Gen.Choose(0, 365 * 24)
        let at = new Handover(weeks ? day : null, TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(minute)))
        select Rotation.From(all[..people], weeks ? 7 * count : count, at, TimeZoneInfo.FindSystemTimeZoneById(zone),
            Utc("2026-01-01T00:00").AddHours(start));

    static Arbitrary<(Rotation, Override[], HashSet<OperatorId>)> Rotas() => (
        from rotation in AnyRotation
        from overrides in (
            from who in Gen.Elements(all)
            from begin in Gen.Choose(0, 60 * 24)
            from hours in Gen.Choose(1, 100)
            select (who, begin, hours)).ListOf()
        from callable in Gen.SubListOf(all)
        select (rotation, overrides.Select((one, n) => new Override(n, one.who, null, rotation.StartsAt.AddHours(one.begin),
            rotation.StartsAt.AddHours(one.begin + one.hours))).ToArray(), callable.ToHashSet())).ToArbitrary();
}
