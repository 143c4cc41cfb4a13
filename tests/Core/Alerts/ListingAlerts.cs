using OpsBot.Core.Alerts;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Alerts;

public sealed class ListingAlerts(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await desk.Execute("delete from alerts", new { });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task<IReadOnlyList<string>> Rows(string line, string who = "olivia") =>
        [.. (await desk.Ask(who, line)).Reply!.Parts.OfType<Table>().Single().Rows.Select(row => row[2])];

    [Fact]
    public async Task What_is_open_stands_first_and_filters_are_kept()
    {
        Assert.Contains("Nothing was ever wrong", (await desk.Ask("olivia", "/alert list")).Text, StringComparison.Ordinal);
        var mine = await desk.Alert("one");
        await desk.Over(await desk.Alert("two"));
        await desk.Alert("three", Severity.Warning, AlertKind.Cost, "cost:orphans");
        await desk.Ask("olivia", $"/alert ack {mine.Number}");

        Assert.Equal(["three", "one", "two"], await Rows("/alert list"));
        Assert.Equal(["three"], await Rows("/alert list state:open"));
        Assert.Equal(["one"], await Rows("/alert list state:acked"));
        Assert.Equal(["two"], await Rows("/alert list state:resolved"));
        Assert.Equal(["one", "two"], await Rows("/alert list severity:critical"));
        Assert.Equal(["three"], await Rows("/alert list kind:cost"));
        Assert.Equal(["one"], await Rows("/alert list mine:yes"));
        Assert.Empty(await Rows("/alert list mine:yes", "omar"));
        Assert.Contains("one", (await desk.Ask("olivia", "/alert list csv:yes")).Reply!.Parts.OfType<Attachment>().Single().Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_turned_page_by_page()
    {
        for (var i = 0; i < 12; i++) await desk.Alert($"alert {i}");
        var first = await desk.Ask("olivia", "/alert list severity:critical");
        Assert.Equal(["alert 1", "alert 0"], await Rows(first.Reply!.NextPage!));
    }

    [Fact]
    public async Task The_whole_timeline_is_turned_and_found_by_number_and_words()
    {
        var alert = await desk.Alert("flux-7 is away");
        for (var i = 0; i < 12; i++) await desk.Ask("olivia", $"/alert note {alert.Number} line {i}.");
        var shown = await desk.Ask("olivia", $"/alert show #{alert.Number}");
        Assert.Contains("“line 11.” (Olivia)", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("line 1.”", shown.Text, StringComparison.Ordinal);
        Assert.Contains("line 1.”", (await desk.Ask("olivia", shown.Reply!.NextPage!)).Text, StringComparison.Ordinal);
        Assert.Contains("flux-7 is away", (await desk.Ask("olivia", "/find flux-7")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_shows_what_is_open_with_a_button_to_take_it()
    {
        var alert = await desk.Alert("web-9 is away");
        await desk.Over(await desk.Alert("web-10 is away"));
        var home = (await desk.Ask("olivia", "/ops home")).Reply!;
        Assert.Contains(home.AllButtons, button => button.Command == $"/alert ack {alert.Number}");
        Assert.DoesNotContain("web-10", home.Text, StringComparison.Ordinal);
    }
}
