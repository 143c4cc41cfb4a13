using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Tests.Core.Alerts;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody on the team who broke something and would rather that nobody heard of it, or whose words are to ring.</summary>
public sealed class WhoSilencesAlarms(Desk desk) : IClassFixture<Desk>
{
    Task<Outcome> Snooze(Alert alert, string length = "8h") =>
        desk.Ask("omar", $"/alert snooze {alert.Number} for:{length}", "nothing to see here");

    [Fact]
    public async Task Snoozes_nothing_without_their_name_and_their_words_on_the_card_and_in_the_audit()
    {
        var alert = await desk.Alert();
        Assert.NotEqual(OutcomeKind.Done, (await desk.Ask("omar", $"/alert snooze {alert.Number} for:8h reason:\"x\"")).Kind);
        await Snooze(alert);
        var card = await desk.Card(alert);
        Assert.Contains("by Omar: “nothing to see here”", card.Text, StringComparison.Ordinal);
        Assert.Equal("Omar nothing to see here", await desk.One<string>(
            "select body::jsonb ->> 'operator' || ' ' || (body::jsonb ->> 'reason') from audit where target_id = @Id and operation = 'alert snooze' and outcome = 'done'",
            new { Id = alert.Id.Value }));
        await desk.Ask("omar", $"/alert unsnooze {alert.Number}");
        Assert.Contains("nothing to see here", (await desk.Ask("olivia", $"/alert show {alert.Number}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_no_alarm_quiet_for_longer_than_eight_hours_without_being_asked_again()
    {
        var alert = await desk.Alert();
        Assert.Equal(OutcomeKind.Refused, (await Snooze(alert, "8h1m")).Kind);
        await Snooze(alert);
        desk.Clock.Advance(TimeSpan.FromHours(8));
        await desk.Get<AlertClock>().Round(TestContext.Current.CancellationToken);
        Assert.Null((await desk.Now(alert)).SnoozedUntil);
        Assert.Contains(await desk.At("channel:CALERTS"), told => told.Heading == $"#{alert.Number} is awake again, and still fails");
    }

    [Fact]
    public async Task Ends_no_alarm_by_closing_it_while_it_fails()
    {
        var cause = $"provider:{Guid.CreateVersion7():n}";
        var alert = await desk.Alert(cause: cause);
        await desk.Ask("omar", $"/alert resolve {alert.Number}", "nothing to see here");
        Assert.True((await desk.Alert(cause: cause)).IsOpen);
        Assert.Contains("Closed by Omar while it still failed", (await desk.Ask("olivia", $"/alert show {alert.Number}")).Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ack {0}")]
    [InlineData("release {0}")]
    [InlineData("snooze {0} for:1h reason:\"some quiet\"")]
    [InlineData("unsnooze {0}")]
    [InlineData("resolve {0} reason:\"some quiet\"")]
    [InlineData("note {0} hello")]
    [InlineData("list")]
    [InlineData("show {0}")]
    [InlineData("test")]
    public async Task Does_nothing_and_reads_nothing_as_a_stranger(string line)
    {
        var alert = await desk.Alert();
        var refused = await desk.Ask("mallory", $"/alert {line.Replace("{0}", $"{alert.Number}", StringComparison.Ordinal)}");
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        Assert.DoesNotContain("unreachable", refused.Text, StringComparison.Ordinal);
        Assert.Equal(alert.Version, (await desk.Now(alert)).Version);
    }

    [Fact]
    public async Task Rings_for_nobody_by_what_things_are_called_or_what_they_write()
    {
        var alert = await desk.Found(new(AlertKind.Provider, "provider:loud", Severity.Critical, "<!channel> @everyone <@UADAM> fails")
        {
            Detail = "@here <!here> [free](https://evil.example) <https://evil.example|free>",
            Members = [new Target("server", Guid.CreateVersion7(), "<@UADAM>"), new Target("server", Guid.CreateVersion7(), "@everyone")],
        });
        await desk.Ask("omar", $"/alert note {alert.Number} @everyone <!channel> <@UADAM>");
        await desk.Ask("omar", $"/alert snooze {alert.Number} for:1h reason:\"<!everyone> @here\"");
        foreach (var reply in new[] { await desk.Card(alert), (await desk.Ask("olivia", $"/alert show {alert.Number}")).Reply! })
        {
            Assert.DoesNotContain("\"someone\"", Json.Text(reply), StringComparison.Ordinal);
        }
    }
}
