using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Alerts;

public sealed class SnoozingAlerts(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    Task Round() => desk.Get<AlertClock>().Round(Cancel);

    Task<Outcome> Snooze(Alert alert, string length = "2h") =>
        desk.Ask("olivia", $"/alert snooze {alert.Number} for:{length}", "the provider works on it");

    [Fact]
    public async Task It_takes_a_reason_and_a_time_and_stands_on_the_card_and_in_the_audit()
    {
        var alert = await desk.Alert();
        Assert.Equal(OutcomeKind.Asked, (await desk.Ask("olivia", $"/alert snooze {alert.Number}")).Kind);
        Assert.Null((await desk.Now(alert)).SnoozedUntil);
        Assert.Equal(OutcomeKind.Done, (await Snooze(alert)).Kind);
        Assert.Equal(desk.Clock.GetUtcNow().AddHours(2), (await desk.Now(alert)).SnoozedUntil);
        var card = await desk.Card(alert);
        Assert.Contains("by Olivia: “the provider works on it”", card.Text, StringComparison.Ordinal);
        Assert.Contains(card.Buttons, button => button.Command == $"/alert unsnooze {alert.Number}");
        Assert.Equal(["alert snooze done"], await desk.AuditOf(alert.Target.Label));
    }

    [Theory]
    [InlineData("9h")]
    [InlineData("0m")]
    [InlineData("30s")]
    public async Task Neither_longer_than_eight_hours_nor_for_no_time_at_all(string length)
    {
        var alert = await desk.Alert();
        Assert.Contains("1 min to 8 h", (await Snooze(alert, length)).Text, StringComparison.Ordinal);
        Assert.Null((await desk.Now(alert)).SnoozedUntil);
    }

    [Fact]
    public async Task Its_end_is_told_once_to_who_asked_for_it_and_the_card_is_awake()
    {
        var alert = await desk.Alert();
        await Snooze(alert);
        desk.Clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromMinutes(1));
        await Round();
        Assert.NotNull((await desk.Now(alert)).SnoozedUntil);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await Round();
        await Round();
        Assert.Null((await desk.Now(alert)).SnoozedUntil);
        var told = Assert.Single(await desk.At("channel:CALERTS"), one => one.Heading == $"#{alert.Number} is awake again, and still fails");
        Assert.Contains(told.Parts.OfType<Paragraph>().Single().Text.Spans, span => span is Someone { Name: "Olivia" });
        Assert.Contains("The snooze is over", (await desk.Card(alert)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_over_ends_it_and_what_comes_back_is_awake()
    {
        var cause = $"provider:{Guid.CreateVersion7():n}";
        var alert = await desk.Alert(cause: cause);
        await Snooze(alert);
        Assert.Null((await desk.Over(alert)).SnoozedUntil);
        Assert.Null((await desk.Alert(cause: cause)).SnoozedUntil);
    }

    [Fact]
    public async Task It_can_be_ended_and_ended_once()
    {
        var alert = await desk.Alert();
        await Snooze(alert);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("omar", $"/alert unsnooze {alert.Number}")).Kind);
        Assert.Contains("Omar ended the snooze.", (await desk.Card(alert)).Text, StringComparison.Ordinal);
        Assert.Contains("is not snoozed", (await desk.Ask("omar", $"/alert unsnooze {alert.Number}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_says_where_it_goes_ends_by_itself_and_one_is_enough_at_a_time()
    {
        var asked = await desk.Ask("olivia", "/alert test");
        Assert.Equal(OutcomeKind.Done, asked.Kind);
        Assert.Contains("Slack's channel for alerts", asked.Text, StringComparison.Ordinal);
        Assert.Contains("still open", (await desk.Ask("omar", "/alert test")).Text, StringComparison.Ordinal);
        var number = await desk.One<long>("select max(number) from alerts", null);
        await desk.Execute("update deliveries set sent_version = 1 where message_id in (select id from messages where key like 'alert:%')", new { });
        desk.Clock.Advance(TimeSpan.FromMinutes(10));
        await Round();
        var shown = (await desk.Ask("olivia", $"/alert show {number}")).Text;
        Assert.Contains("It arrived in Slack's channel for alerts.", shown, StringComparison.Ordinal);

        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", "/alert test")).Kind);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", $"/alert resolve {number + 1}")).Kind);
        Assert.Contains("has not got it yet", (await desk.Ask("olivia", $"/alert show {number + 1}")).Text, StringComparison.Ordinal);
    }
}
