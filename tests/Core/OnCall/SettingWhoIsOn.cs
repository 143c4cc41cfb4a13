using OpsBot.Core.OnCall;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.OnCall;

public sealed class SettingWhoIsOn(Postgres postgres) : OnCallTest(postgres)
{
    [Fact]
    public async Task A_rotation_is_shown_with_who_is_on_until_when_and_what_comes()
    {
        var shown = await Run(Olivia, Line(new ShowOnCall()));
        Assert.Equal("Olivia is on duty", shown.Reply!.Heading);
        Assert.Contains("until 2026-03-09 09:00 UTC, then Adam.", shown.Text, StringComparison.Ordinal);
        Assert.Contains("2026-03-09 09:00 | Adam | turn", shown.Text, StringComparison.Ordinal);
        Assert.Contains("In turn: Olivia, Adam. Each has it for 1 week; turns change mon-09:00 by the clock of UTC.", shown.Text,
            StringComparison.Ordinal);
        Assert.Contains("Olivia is on duty until", (await Run(Adam, "/ops home")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/oncall rotation set olivia, adam every:1w at:mon-09:00 zone:UTC", "That is the rotation already")]
    [InlineData("/oncall rotation set olivia, nora every:1w at:mon-09:00 zone:UTC", "Nobody on the team is called “nora”")]
    [InlineData("/oncall rotation set olivia olivia every:1w at:mon-09:00 zone:UTC", "stands in it twice")]
    [InlineData("/oncall rotation set olivia every:1w at:noon zone:UTC", "is no time of a week")]
    [InlineData("/oncall rotation set olivia every:1w at:09:00 zone:UTC", "change on a day of the week")]
    [InlineData("/oncall rotation set olivia every:12h at:09:00 zone:UTC", "whole days")]
    [InlineData("/oncall rotation set olivia every:1w at:mon-09:00 zone:Mars/Base", "There is no zone")]
    public async Task What_makes_no_rotation_is_refused_and_nothing_changes(string line, string why)
    {
        var refused = await Run(Bea, line);
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        Assert.Contains(why, refused.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Find<long>("select count(*) from rotations"));
    }

    [Fact]
    public async Task Only_admins_set_it_and_the_plan_shows_the_next_turns()
    {
        var line = Line(new SetRotation("bea, sam", TimeSpan.FromDays(1), "08:00", "Europe/Berlin"));
        Assert.Equal(OutcomeKind.Refused, (await Run(Olivia, line)).Kind);
        var plan = await Run(Adam, line + " --dry-run");
        Assert.Contains("On duty now", Parts(plan), StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Run(Adam, line)).Kind);
        Assert.Equal(1, await Find<long>("select count(*) from rotations where ended_at is null"));
        Assert.Contains("Bea", (await Run(Olivia, "/oncall show")).Reply!.Heading, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_override_lies_over_the_turn_both_are_told_and_cancelled_it_is_as_before()
    {
        var line = Line(new OverrideDuty(Bea.Id, new(2026, 3, 3, 0, 0, 0, default), new(2026, 3, 4, 0, 0, 0, default)));
        Assert.Equal(OutcomeKind.Done, (await Run(Adam, line)).Kind);
        Assert.Equal(["person:UBEA"], await Places($"override:1:{Bea.Id.Value:n}"));
        Assert.Equal(["person:UOLIVIA"], await Places($"override:1:{Olivia.Id.Value:n}"));
        Assert.Contains("is on duty then anyway", (await Run(Adam, line)).Text, StringComparison.Ordinal);
        Clock.AdvanceTo(new(2026, 3, 3, 1, 0, 0, default));
        var shown = await Run(Olivia, "/oncall show");
        Assert.Contains("Bea is called first until 2026-03-04 00:00 UTC, then Olivia.", shown.Text, StringComparison.Ordinal);
        Assert.Contains("#1 Bea instead of Olivia", shown.Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Run(Olivia, "/oncall cancel 1")).Kind);
        Assert.Contains("is cancelled", (await Said($"override:1:{Bea.Id.Value:n}"))!.Heading, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, (await Run(Olivia, "/oncall cancel 1")).Kind);
        Assert.Equal("Olivia is on duty", (await Run(Olivia, "/oncall show")).Reply!.Heading);
    }

    [Theory]
    [InlineData("2026-03-03T00:00 2026-03-02T00:00", "end before it begins")]
    [InlineData("2026-02-01T00:00 2026-02-02T00:00", "was over at")]
    [InlineData("2026-03-03T00:00 2026-05-03T00:00", "31 d at most")]
    [InlineData("2028-03-03T00:00 2028-03-04T00:00", "more than a year away")]
    public async Task An_override_that_makes_no_sense_is_refused(string times, string why) =>
        Assert.Contains(why, (await Run(Olivia, $"/oncall override bea {times}")).Text, StringComparison.Ordinal);

    [Fact]
    public async Task A_swap_puts_each_in_the_others_turn_and_the_other_is_told()
    {
        Assert.Contains("That is you", (await Run(Olivia, "/oncall swap olivia")).Text, StringComparison.Ordinal);
        Assert.Contains("You have no turn", (await Run(Sam, Line(new SwapTurns(Adam.Id)))).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Run(Olivia, "/oncall swap adam")).Kind);
        Assert.Equal(["person:UADAM"], await Places("swap:1"));
        Assert.Equal([$"{Adam.Id.Value} {Olivia.Id.Value} 02 09", $"{Olivia.Id.Value} {Adam.Id.Value} 09 16"], await List<string>(
            """
            select   operator_id || ' ' || instead_of
                     || to_char(starts_at at time zone 'UTC', ' DD') || to_char(ends_at at time zone 'UTC', ' DD')
            from     overrides
            order by number
            """));
        Assert.Equal("Adam is on duty", (await Run(Olivia, "/oncall show")).Reply!.Heading);
        Assert.Equal(["refused", "refused", "done"],
            await List<string>("select outcome from audit where operation = 'oncall swap' order by seq"));
        Assert.Equal(OutcomeKind.Done, (await Run(Adam, Line(new CancelOverride(OverrideId.Of(
            await Find<Guid>("select id from overrides where number = 1")))))).Kind);
    }

    [Fact]
    public async Task Each_handover_is_told_once_however_many_look_and_however_long_nobody_did()
    {
        await using var other = Restarted();
        Task Round() => Task.WhenAll(Get<Handovers>().Round(Cancel), other.Get<Handovers>().Round(Cancel), Get<Handovers>().Round(Cancel));
        await Round();
        Assert.Equal("Olivia", Mentioned(await Said("handover:1")));
        Assert.Equal(["channel:C0ALERTS"], await Places("handover:1"));
        Clock.Advance(TimeSpan.FromDays(6));
        await Round();
        Clock.Advance(TimeSpan.FromDays(1));
        await Fails("server:a");
        await Round();
        var handed = (await Said("handover:2"))!;
        Assert.Equal("Adam is on duty", handed.Heading);
        Assert.Contains("server:a is unreachable", handed.Text, StringComparison.Ordinal);
        // Three changes while nobody looked are one, and two are none.
        Clock.Advance(TimeSpan.FromDays(14));
        await Round();
        Clock.Advance(TimeSpan.FromDays(21));
        await Round();
        Assert.Equal([Olivia.Id.Value, Adam.Id.Value, Olivia.Id.Value], await List<Guid>("select operator_id from handovers order by id"));
    }

    [Fact]
    public async Task Who_leaves_the_team_is_skipped_and_it_is_told_who_is_on_instead()
    {
        await Get<Handovers>().Round(Cancel);
        await Execute("update operators set active = false, ended_at = @Now where id = @Id",
            new { Id = Olivia.Id.Value, Now = Clock.GetUtcNow().UtcDateTime });
        await Get<Handovers>().Round(Cancel);
        var told = (await Said("handover:2"))!;
        Assert.Equal("Adam is on duty", told.Heading);
        Assert.Contains("Olivia is skipped", told.Text, StringComparison.Ordinal);
        await Execute("update operators set active = false, ended_at = @Now where id = @Id",
            new { Id = Adam.Id.Value, Now = Clock.GetUtcNow().UtcDateTime });
        await Get<Handovers>().Round(Cancel);
        Assert.Equal("Nobody is on duty", (await Said("handover:3"))!.Heading);
    }

    static string Line<T>(T operation) where T : IOperation => Lines.LineOf(operation);

    static string Parts(Outcome outcome) => Json.Text(outcome.Reply);
}
