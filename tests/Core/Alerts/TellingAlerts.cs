using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Alerts;

public sealed class TellingAlerts(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    readonly Guid server = Guid.CreateVersion7();

    NewAlert Unwell => new(AlertKind.Server, $"server:{server:n}", Severity.Critical, "acme-web is unreachable")
    {
        Detail = "No service answers.", About = new Target("server", server, "acme-web"), Command = "/vps show acme-web",
    };

    Task<long> Version(Alert alert) => desk.One<long>("select version from messages where key = @MessageKey", new { alert.MessageKey });

    [Fact]
    public async Task One_message_says_what_since_when_and_who_is_on_it_and_how_it_ended()
    {
        var alert = await desk.Found(Unwell);
        var card = await desk.Card(alert);
        Assert.Equal($"#{alert.Number} acme-web is unreachable", card.Heading);
        Assert.Equal((Tone.Bad, Audience.Room), (card.Tone, card.Audience));
        Assert.Contains("No service answers.", card.Text, StringComparison.Ordinal);
        Assert.Contains("nobody yet", card.Text, StringComparison.Ordinal);
        Assert.Equal(
            [$"/alert ack {alert.Number}", $"/alert snooze {alert.Number}", $"/alert show {alert.Number}"],
            card.Buttons.Select(button => button.Command));

        desk.Clock.Advance(TimeSpan.FromMinutes(42));
        await desk.Over(alert);
        card = await desk.Card(alert);
        Assert.Equal((Tone.Good, $"#{alert.Number} is over: acme-web is unreachable"), (card.Tone, card.Heading));
        Assert.Contains("It lasted 42 min", card.Text, StringComparison.Ordinal);
        Assert.Contains("It answers again.", card.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("No service answers.", card.Text, StringComparison.Ordinal);
        Assert.Equal([$"/alert show {alert.Number}"], card.Buttons.Select(button => button.Command));
        Assert.Equal(1,
            await desk.One<long>("select count(*) from deliveries d join messages m on m.id = d.message_id where m.key = @MessageKey",
            new { alert.MessageKey }));
    }

    [Fact]
    public async Task What_is_found_once_more_as_it_was_is_not_sent_again()
    {
        var alert = await desk.Found(Unwell);
        desk.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(alert.Id, (await desk.Found(Unwell)).Id);
        Assert.Equal(1, await Version(alert));
        await desk.Found(Unwell with { Detail = "Convex alone answers." });
        Assert.Equal(2, await Version(alert));
    }

    [Fact]
    public async Task What_comes_back_within_half_an_hour_is_the_same_alert_and_nobody_has_it_any_more()
    {
        var alert = await desk.Found(Unwell);
        await desk.Execute(
            "update alerts set state = 'acknowledged', acknowledged_at = @Now, acknowledged_by = (select id from operators "
                + "where handle = 'olivia'), calls = 3 where id = @Id", new { alert.Id });
        await desk.Over(alert);
        desk.Clock.Advance(TimeSpan.FromMinutes(29));
        var again = await desk.Found(Unwell);
        // Whoever is on duty is called anew.
        Assert.Equal((alert.Id, AlertState.Open, 1, 1), (again.Id, again.State, again.Reopened, again.Calls));
        Assert.Equal(desk.Clock.GetUtcNow(), again.OpenSince);
        Assert.Contains("it came back once", (await desk.Card(alert)).Text, StringComparison.Ordinal);

        await desk.Over(alert);
        desk.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.NotEqual(alert.Id, (await desk.Found(Unwell)).Id);
    }

    [Fact]
    public async Task Four_hundred_that_fail_at_once_are_ten_names_and_a_number()
    {
        var all = Enumerable.Range(1, 400).Select(i => new Target("server", Guid.CreateVersion7(), $"web-{i:000}")).ToList();
        var alert = await desk.Found(new(AlertKind.Region, $"region:hetzner/{Guid.CreateVersion7():n}", Severity.Critical,
            "400 servers in hel1 fail")
        {
            Members = all,
        });
        var text = (await desk.Card(alert)).Text;
        Assert.Contains("web-010 and 390 more", text, StringComparison.Ordinal);
        Assert.DoesNotContain("web-011", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_card_has_the_last_five_lines_and_what_OpsBot_did_stays_on_it()
    {
        var alert = await desk.Found(Unwell);
        await desk.Tell(async work =>
        {
            await Incidents.Note(work, alert.Id, LineKind.AutoReboot, "rebooted it softly", Cancel);
            for (var i = 1; i <= 6; i++) await Incidents.Note(work, alert.Id, LineKind.Changed, $"line {i}.", Cancel);
            return alert;
        });
        var text = (await desk.Card(alert)).Text;
        Assert.Contains("OpsBot: rebooted it softly.", text, StringComparison.Ordinal);
        Assert.Contains("line 6.", text, StringComparison.Ordinal);
        Assert.Contains("line 2.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("line 1.", text, StringComparison.Ordinal);
    }
}
