using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Alerts;

public sealed class TakingAlerts(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task One_click_says_who_is_on_it_and_a_second_person_reads_who_has_it()
    {
        var alert = await desk.Alert();
        var took = await desk.Ask("olivia", $"/alert ack {alert.Number}");
        Assert.Equal(OutcomeKind.Done, took.Kind);
        Assert.Contains("You are on it", took.Text, StringComparison.Ordinal);
        var card = await desk.Card(alert);
        Assert.Contains("On it: Olivia since", card.Text, StringComparison.Ordinal);
        Assert.Contains("Olivia is on it.", card.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(card.Buttons, button => button.Command.StartsWith("/alert ack", StringComparison.Ordinal));

        var late = await desk.Ask("omar", $"/alert ack {alert.Number}");
        Assert.Equal(OutcomeKind.Refused, late.Kind);
        Assert.Contains("Olivia is on it since", late.Text, StringComparison.Ordinal);
        Assert.Contains("You are on it yourself", (await desk.Ask("olivia", $"/alert ack {alert.Number}")).Text, StringComparison.Ordinal);
        Assert.Equal(AlertState.Acknowledged, (await desk.Now(alert)).State);
    }

    [Fact]
    public async Task Asked_why_it_says_what_is_wrong_who_is_on_it_and_how_it_ended()
    {
        var alert = await desk.Alert();
        await desk.Ask("olivia", $"/alert ack {alert.Number}");
        var why = await desk.Ask("omar", $"/why {alert.Id}");
        Assert.Equal($"Why #{alert.Number} is acknowledged", why.Reply!.Heading);
        Assert.Contains("acme-web is unreachable. No service answers.", why.Text, StringComparison.Ordinal);
        Assert.Contains("On it: Olivia", why.Text, StringComparison.Ordinal);
        await desk.Over(alert);
        Assert.Contains("It answers again.", (await desk.Ask("omar", $"/why {alert.Id}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_click_at_the_same_moment_are_one_who_has_it_and_one_who_reads_so()
    {
        var alert = await desk.Alert();
        var both = await Task.WhenAll(desk.Ask("olivia", $"/alert ack {alert.Number}"), desk.Ask("omar", $"/alert ack {alert.Number}"));
        Assert.Single(both, one => one.Kind == OutcomeKind.Done);
        var name = both[0].Kind == OutcomeKind.Done ? "Olivia" : "Omar";
        Assert.Contains($"{name} is on it since", both.Single(one => one.Kind == OutcomeKind.Refused).Text, StringComparison.Ordinal);
        Assert.Contains($"On it: {name}", (await desk.Card(alert)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gives_it_back_is_not_on_it_and_it_is_told_to_whom_somebody_else_released_it()
    {
        var alert = await desk.Alert();
        Assert.Contains("Nobody is on", (await desk.Ask("olivia", $"/alert release {alert.Number}")).Text, StringComparison.Ordinal);
        await desk.Ask("olivia", $"/alert ack {alert.Number}");
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", $"/alert release {alert.Number}")).Kind);
        Assert.Contains("nobody yet", (await desk.Card(alert)).Text, StringComparison.Ordinal);

        await desk.Ask("olivia", $"/alert ack {alert.Number}");
        Assert.Equal(OutcomeKind.Asked, (await desk.Ask("omar", $"/alert release {alert.Number}")).Kind);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("omar", $"/alert release {alert.Number}", "Olivia has gone home")).Kind);
        Assert.Contains(await desk.At("person:UOLIVIA"), told =>
            told.Heading == $"Omar released #{alert.Number}, which you were on" && told.Text.Contains("gone home", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_note_stands_in_the_timeline_with_its_writer_also_after_the_end()
    {
        var alert = await desk.Alert();
        await desk.Ask("olivia", $"/alert note {alert.Number} the disk is full");
        Assert.Contains("“the disk is full” (Olivia)", (await desk.Card(alert)).Text, StringComparison.Ordinal);
        await desk.Over(alert);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("omar", $"/alert note {alert.Number} it was a log")).Kind);
        Assert.Contains("“it was a log” (Omar)", (await desk.Ask("omar", $"/alert show {alert.Number}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_by_hand_takes_a_reason_and_says_that_it_still_fails_and_the_next_look_opens_it_again()
    {
        var cause = $"provider:{Guid.CreateVersion7():n}";
        var alert = await desk.Alert(cause: cause);
        Assert.Equal(OutcomeKind.Asked, (await desk.Ask("olivia", $"/alert resolve {alert.Number}")).Kind);
        Assert.True((await desk.Now(alert)).IsOpen);
        var closed = await desk.Ask("olivia", $"/alert resolve {alert.Number}", "the customer switched it off");
        Assert.Contains("it still fails", closed.Text, StringComparison.Ordinal);
        var card = (await desk.Card(alert)).Text;
        Assert.Contains("Closed by Olivia while it still failed: “the customer switched it off”", card, StringComparison.Ordinal);
        Assert.Contains("is over already", (await desk.Ask("omar", $"/alert resolve {alert.Number}", "the customer switched it off")).Text,
            StringComparison.Ordinal);

        var again = await desk.Alert(cause: cause);
        Assert.Equal((alert.Id, AlertState.Open), (again.Id, again.State));
        Assert.Contains("came back once", (await desk.Card(alert)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_over_is_neither_taken_nor_snoozed()
    {
        var alert = await desk.Over(await desk.Alert());
        foreach (var line in new[] { $"/alert ack {alert.Number}", $"/alert release {alert.Number}", $"/alert unsnooze {alert.Number}",
            $"/alert snooze {alert.Number} for:1h reason:\"some quiet\"" })
        {
            var late = await desk.Ask("olivia", line);
            Assert.Equal(OutcomeKind.Refused, late.Kind);
            Assert.Contains("is over already", late.Text, StringComparison.Ordinal);
        }
    }

    // Whichever comes first, the card says what is so after both.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Taken_snoozed_and_over_in_the_same_second_leave_a_true_card(int first)
    {
        for (var round = 0; round < 4; round++)
        {
            var alert = await desk.Alert();
            Func<Task>[] all =
            [
                () => desk.Ask("olivia", $"/alert ack {alert.Number}"),
                () => desk.Ask("omar", $"/alert snooze {alert.Number} for:1h reason:\"some quiet\""),
                () => desk.Over(alert),
            ];
            await Task.WhenAll(all.Skip(first).Concat(all.Take(first)).Select(one => one()));
            var (now, card) = (await desk.Now(alert), await desk.Card(alert));
            Assert.Equal((false, null), (now.IsOpen, now.SnoozedUntil));
            Assert.Equal((Tone.Good, $"#{alert.Number} is over: acme-web is unreachable"), (card.Tone, card.Heading));
            Assert.Equal(now.AcknowledgedBy is not null, card.Text.Contains("On it: Olivia", StringComparison.Ordinal));
            Assert.DoesNotContain("Snoozed:", card.Text, StringComparison.Ordinal);
            Assert.Equal([$"/alert show {alert.Number}"], card.Buttons.Select(button => button.Command));
        }
    }
}
