using OpsBot.Bot.Discord;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Tests.Bot.Discord;

/// <summary>How replies look to somebody who is tired and on a phone.</summary>
public sealed class ReadingAReply
{
    [Fact]
    public void The_heading_says_at_a_glance_how_it_went()
    {
        var reply = new Reply("acme-prod is stopped") { Tone = Tone.Good, Parts = [new Paragraph("Its data stays.")],
            Buttons = [new("Start", "/instance start acme-prod")] };
        Assert.Equal(["### ✅ acme-prod is stopped", "Its data stays."], Texts(reply));
        Assert.NotNull(DiscordReply.Render(reply).Components[0]!["accent_color"]);
        Assert.Null(DiscordReply.Render(reply with { Tone = Tone.Neutral }).Components[0]!["accent_color"]);
    }

    [Theory]
    [InlineData("*bold* _it_ ~~no~~ ||hidden||", @"\*bold\* \_it\_ \~\~no\~\~ \|\|hidden\|\|")]
    [InlineData("@everyone <@123> <#1> <:skull:1>", @"\@everyone \<\@123> \<#1> \<\:skull\:1>")]
    [InlineData("[click](https://evil.example) :skull:", @"\[click\](https\://evil.example) \:skull\:")]
    [InlineData("# big", @"\# big")]
    [InlineData("a\n-# small\n- list\n> quote\n12. list\n17.0 stays", "a\n\\-# small\n\\- list\n\\> quote\n12\\. list\n17.0 stays")]
    [InlineData(@"C:\temp at 14:02", @"C\:\\temp at 14\:02")]
    public void Text_stays_text(string text, string markdown) =>
        Assert.Equal(markdown, Texts(new Reply("") { Parts = [new Paragraph(text)] }).Single());

    [Theory]
    [InlineData("/instance show acme", "`/instance show acme`")]
    [InlineData("a `b` c", "`` a `b` c ``")]
    [InlineData("``", "`ˋˋ`")]
    public void Code_can_hold_what_would_end_it(string code, string markdown) =>
        Assert.Equal(markdown, Texts(new Reply("") { Parts = [new Paragraph(new Code(code))] }).Single());

    [Fact]
    public void A_log_cannot_end_its_block() =>
        Assert.Equal("```\nbefore\n`\u200B`\u200B`\nafter\n```",
            Texts(new Reply("") { Parts = [new Verbatim("before\n```\nafter")] }).Single());

    [Fact]
    public void Only_who_is_meant_is_mentioned()
    {
        var (here, elsewhere, forged) = (new Someone("Adam", [new ChatAccount("discord", "100000000000000001")]),
            new Someone("Bea", [new ChatAccount("slack", "UBEA")]), new Someone("Cleo", [new ChatAccount("discord", "@everyone")]));
        var rendered =
            DiscordReply.Render(
            new Reply("Decide") { Parts = [new Paragraph(Words.Of(here, new Plain(", "), elsewhere, new Plain(" or "), forged)),
            new Small("<@100000000000000002>")] });
        Assert.Equal(["### Decide", "<@100000000000000001>, Bea or Cleo", @"-# \<\@100000000000000002>"], Shape.Texts(rendered.Components));
        Assert.Equal(["100000000000000001"], rendered.Mentions);
    }

    [Fact]
    public void An_instant_is_shown_in_the_readers_own_time_zone() =>
        Assert.Equal("Until <t:1772366400:f>",
            Texts(new Reply("") { Parts = [new Paragraph((Words)"Until " + new At(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)))] }).Single());

    [Fact]
    public void A_narrow_table_is_aligned_also_where_characters_are_wide() =>
        Assert.Equal("```\nName     Size\nshop-1      3\n日本語     12\n✅ done     7\n```",
            Texts(new Reply("") { Parts = [new Table([new("Name"), new("Size", Right: true)],
            [["shop-1", "3"], ["日本語", "12"], ["✅ done", "7"]])] }).Single());

    [Fact]
    public void A_wide_table_puts_below_what_does_not_fit_beside_and_loses_no_word() => Assert.Equal(
        """
        ```
        Instance   Organization
          Status      Version
        acme-prod  Acme GmbH
          🟢 Running  17.0
        shop-1     –
          🔴 Error    16.0
        ```
        """,
        Texts(new Reply("")
        {
            Parts =
            [
                new Table([new("Instance"), new("Organization"), new("Status"), new("Version")],
                    [["acme-prod", "Acme GmbH", "🟢 Running", "17.0"], ["shop-1", "", "🔴 Error", "16.0"]]),
            ],
        }).Single());

    [Fact]
    public void An_entry_has_its_one_button_beside_it_and_several_below()
    {
        var shape = DiscordReply.Render(new Reply("List") { Parts = [Entry(1, "Show"), Entry(2, "Show", "Stop")] })
            .Components[0]!["components"]!.AsArray();
        Assert.Equal([10, 9, 10, 1], shape.Select(component => (int)component!["type"]!));
    }

    [Fact]
    public void The_buttons_of_a_long_list_fold_into_a_menu_for_each_sort()
    {
        var menus = Menus(new Reply("List") { Parts = [.. Enumerable.Range(1, 12).Select(number => Entry(number, "Logs", "Retry"))] });
        Assert.Equal(["Logs…", "Retry…"], menus.Select(menu => (string)menu["placeholder"]!));
        Assert.Equal("Retry: shop-12", (string)Shape.Options(menus[1]).Last()["label"]!);
        Assert.Equal("is broken", (string)Shape.Options(menus[1]).Last()["description"]!);
    }

    [Fact]
    public void More_buttons_than_anybody_reads_are_in_a_menu()
    {
        var rendered = DiscordReply.Render(
            new Reply("Many") { Buttons = [.. Enumerable.Range(1, 14).Select(number => new Button($"Button {number}", $"/x {number}"))] });
        Assert.Equal(10, Shape.All(rendered.Components).Count(component => (int?)component["type"] == 2));
        var menu = Shape.All(rendered.Components).Single(component => (int?)component["type"] == 3);
        Assert.Equal("More…", (string)menu["placeholder"]!);
        Assert.Equal(["Button 11", "Button 12", "Button 13", "Button 14"], Shape.Options(menu).Select(option => (string)option["label"]!));
    }

    [Fact]
    public void A_menu_stands_below_the_text_and_says_what_is_chosen()
    {
        var reply = new Reply(
            "List") { Parts = [new Pickers([new("Status", [new("Any", "/list"), new("Running", "/list status:running")], "Running"),
            new("Plan", [new("Any", "/list plan:")])]), new Paragraph("Below.")] };
        var shape = DiscordReply.Render(reply).Components[0]!["components"]!.AsArray();
        Assert.Equal([10, 10, 1, 1], shape.Select(component => (int)component!["type"]!));
        Assert.Equal(["Any", "Status: Running"], Shape.Options(Menus(reply)[0]).Select(option => (string)option["label"]!));
        Assert.Equal("Plan", (string)Menus(reply)[1]["placeholder"]!);
    }

    [Fact]
    public void A_menu_of_more_than_25_goes_on_in_another()
    {
        var menus = Menus(
            new Reply("List") { Parts = [new Pickers(
            [new("Version", [.. Enumerable.Range(1, 60).Select(number => new PickerOption($"v{number}", $"/list version:{number}"))])])] });
        Assert.Equal(["Version (1 of 3)", "Version (2 of 3)", "Version (3 of 3)"], menus.Select(menu => (string)menu["placeholder"]!));
        Assert.Equal(60, menus.Sum(menu => Shape.Options(menu).Count()));
    }

    [Fact]
    public void What_does_not_fit_is_said_and_stands_in_a_file()
    {
        var reply = new Reply("Long") { Parts = [.. Enumerable.Range(1, 100)
            .Select(number => new Paragraph($"Line {number} " + new string('x', 60)))], Buttons = [new("Next", "/next")] };
        var rendered = DiscordReply.Render(reply);
        Assert.Contains("-# Cut to fit here. The whole answer is in the file whole-answer.txt.", Shape.Texts(rendered.Components));
        Assert.Contains("Line 100 ", Assert.Single(rendered.Files).Text, StringComparison.Ordinal);
        Assert.Contains(Shape.All(rendered.Components), component => (string?)component["label"] == "Next");
    }

    [Fact]
    public void A_log_that_comes_whole_in_its_file_is_cut_without_a_word()
    {
        var rendered =
            DiscordReply.Render(
            new Reply("Logs") { Parts = [new Verbatim(string.Join('\n', Enumerable.Range(1, 900).Select(number => $"line {number}"))),
            new Attachment("acme.log", "all"), new Attachment("acme.log", "twice"), new Attachment("größe/../x", "")] });
        Assert.Equal(["acme.log", "2-acme.log", "x.txt"], rendered.Files.Select(file => file.FileName));
        Assert.DoesNotContain(Shape.Texts(rendered.Components), text => text.Contains("Cut to fit", StringComparison.Ordinal));
    }

    static Item Entry(int number, params string[] buttons) =>
        new(Words.Of(new Strong($"shop-{number}"), new Plain(", is broken")),
            [.. buttons.Select(label => new Button(label, $"/{label} shop-{number}"))]);

    static IEnumerable<string> Texts(Reply reply) => Shape.Texts(DiscordReply.Render(reply).Components);

    static List<System.Text.Json.Nodes.JsonObject> Menus(Reply reply) =>
        [.. Shape.All(DiscordReply.Render(reply).Components).Where(component => (int?)component["type"] == 3)];
}
