using OpsBot.Bot.Discord;
using OpsBot.Bot.Slack;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Bot.Parity;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Chat;

/// <summary>A file rings in the direct messages, so it comes only to whoever asks for it.</summary>
public sealed class ShowingAll(Desk desk) : IClassFixture<Desk>
{
    static readonly Reply longCell = new("Audit")
    {
        Parts = [new Table([new("Row"), new("What came of it")], [["1", new string('x', 500)]])], ShowAll = "/audit show 1 --show-all",
    };

    [Fact]
    public void A_shortened_cell_brings_a_button_and_no_file()
    {
        var slack = SlackReply.Render(longCell, Surface.Message);
        Assert.Empty(slack.Files);
        Assert.Contains("/audit show 1 --show-all", slack.Blocks.ToJsonString(), StringComparison.Ordinal);
        var discord = DiscordReply.Render(longCell);
        Assert.Empty(discord.Files);
        Assert.Contains("/audit show 1 --show-all", discord.Components.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Asked_for_nothing_is_shortened_that_fits()
    {
        var whole = longCell with { ShowAll = null, IsWhole = true };
        Assert.Empty(SlackReply.Render(whole, Surface.Message).Files);
        Assert.Contains(new string('x', 500), SlackReply.Render(whole, Surface.Message).Blocks.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(DiscordReply.Render(whole).Files);
        Assert.Contains(new string('x', 500), DiscordReply.Render(whole).Components.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Asked_for_what_fits_nowhere_comes_as_a_file()
    {
        var rows = Enumerable.Range(0, 90).Select(number => (IReadOnlyList<string>)[new string('x', 300)]);
        var whole = new Reply("Long") { Parts = [new Table([new("x")], [.. rows])], IsWhole = true };
        Assert.Equal("whole-answer.txt", Assert.Single(SlackReply.Render(whole, Surface.Message).Files).FileName);
        Assert.Equal("whole-answer.txt", Assert.Single(DiscordReply.Render(whole).Files).FileName);
    }

    [Fact]
    public async Task The_button_asks_the_same_question_again_with_the_askers_own_rights()
    {
        var reply = (await desk.Ask("olivia", "/instance list plan:growth")).Reply!;
        Assert.Equal("/instance list plan:growth --show-all", reply.ShowAll);
        var whole = await desk.Ask("olivia", reply.ShowAll!);
        Assert.Equal(OutcomeKind.Answered, whole.Kind);
        Assert.True(whole.Reply!.IsWhole);
        Assert.Null(whole.Reply.ShowAll);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("nora", reply.ShowAll!)).Kind);
    }

    [Fact]
    public void No_two_buttons_of_a_list_sound_the_same()
    {
        var reply = new Reply("Failed")
        {
            Parts =
            [
                FellOver("acme-prod"),
                FellOver("beta-prod"),
            ],
        };
        var spoken = SlackReply.Render(reply, Surface.Message).Blocks
            .SelectMany(block => block!["elements"] as System.Text.Json.Nodes.JsonArray ?? [])
            .Select(element => (string?)element!["accessibility_label"]).OfType<string>().ToList();
        Assert.Equal(["Logs of acme-prod", "Retry: acme-prod", "Logs of beta-prod", "Retry: beta-prod"], spoken);
    }

    [Fact]
    public void A_wide_table_shows_name_and_state_first_and_what_turns_the_page_under_its_rows()
    {
        var table = new Table([new("Instance"), new("Status"), new("Organization"), new("Plan")],
            [["acme-prod", "🟢 Running", "Acme Germany GmbH", "Growth"], ["a-much-longer-name", "🔴 Error", "Beta", "Enterprise"]]);
        var pager = new Pager("1–2 of 30 instances", [new("Next ▶", "/instance list page:2") { InPlace = true }]);
        var reply = new Reply("Instances") { Parts = [table, pager], Buttons = [new("Failed", "/instance failed")] };
        foreach (var seen in new[] { SlackSeen.Message(reply), DiscordSeen.Message(reply) })
        {
            var shown = seen.Words.Replace("\u00a0", " ", StringComparison.Ordinal);
            Assert.Contains("acme-prod           🟢 Running\n  Acme Germany GmbH  Growth\n", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("·", shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_number_that_begins_a_row_does_not_look_like_a_line_of_the_row_above()
    {
        var table = new Table([new("Row", Right: true), new("Outcome"), new("What came of it")],
            [["9", "Done", "acme-prod is stopped, and so it stays"], ["1,012", "Refused", "not open"]]);
        var reply = new Reply("Audit") { Parts = [table], Buttons = [new("Export CSV", "/audit export")] };
        foreach (var seen in new[] { SlackSeen.Message(reply), DiscordSeen.Message(reply) })
        {
            var shown = seen.Words.Replace("\u00a0", " ", StringComparison.Ordinal);
            Assert.Contains("Row    Outcome\n  What came of it\n9      Done\n", shown, StringComparison.Ordinal);
        }
    }

    static Item FellOver(string slug) => new(Words.Of(new Strong(slug), new Plain(" fell over")),
        [new("Logs", $"/instance logs {slug}") { Spoken = $"Logs of {slug}" }, new("Retry", $"/instance retry {slug}")]);
}
