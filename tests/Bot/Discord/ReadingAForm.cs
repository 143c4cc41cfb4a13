using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Bot.Discord;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Tests.Bot.Discord;

public sealed class ReadingAForm
{
    static readonly Dictionary<string, string> none = [];
    static readonly Dictionary<string, IReadOnlyList<Found>> nothing = [];

    static readonly Input reason = new("reason", "Reason", ParameterKind.Text) { Hint = "Why this is done.", MinLength = 4,
        MaxLength = 1000, ManyLines = true };

    [Fact]
    public void The_plan_stands_above_the_question()
    {
        var form = new Form("Stop acme-prod", "Stop",
            "/instance stop acme-prod") { Parts = [new Fields([new("State", "running → stopped")])], Inputs = [reason] };
        var modal = DiscordForm.Modal(form, new("d1", 0), none, none, nothing);
        Assert.Equal("form:d1:0", (string)modal["custom_id"]!);
        Assert.Equal("Stop acme-prod", (string)modal["title"]!);
        Assert.Equal(["**State**  running → stopped"], Shape.Texts(modal["components"]));
        var label = modal["components"]![1]!;
        Assert.Equal("Why this is done.", (string)label["description"]!);
        Assert.Equal(2, (int)label["component"]!["style"]!);
        Assert.True((bool)label["component"]!["required"]!);
    }

    [Fact]
    public void A_title_too_long_for_the_bar_stands_whole_below_it()
    {
        var form = new Form("Delete acme-prod-frankfurt-2 and its data, for good", "Ask for approval", "/x") { Inputs = [reason] };
        var modal = DiscordForm.Modal(form, new("d", 0), none, none, nothing);
        Assert.Equal("Ask for approval", (string)modal["title"]!);
        Assert.Equal(["### Delete acme-prod-frankfurt-2 and its data, for good"], Shape.Texts(modal["components"]));
    }

    // A first answer to an interaction carries no file.
    [Fact]
    public void However_much_was_typed_it_is_given_back_in_one_message_without_a_file()
    {
        var typed = Enumerable.Range(0, 5).ToDictionary(i => $"question{i}", i => new string((char)('a' + i), 4000) + "`*<@1>");
        var given = DiscordReply.Render(FormSubmission.GivenBack(new Reply("That could not be recorded, please try again"), typed));
        Assert.Empty(given.Files);
        Assert.Contains("question0: aaaa", given.Components.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_questions_take_several_pages()
    {
        var form = new Form("Set a rule", "Set", "/policy set") { Parts = [new Paragraph("Rules say what is needed.")],
            Inputs = [.. Enumerable.Range(1, 11).Select(number => new Input($"i{number}", $"Question {number}", ParameterKind.Text))] };
        Assert.Equal([4, 5, 2], DiscordForm.Pages(form).Select(page => page.Count));
        Assert.Equal("Set a rule (2/3)", (string)DiscordForm.Modal(form, new("d", 1), none, none, nothing)["title"]!);
        Assert.Equal("Go on (2 of 3)", Label(DiscordForm.Asking(form, new("d", 1), 3, none)));
        Assert.Equal("Open the form", Label(DiscordForm.Asking(form, new("d", 0), 3, none)));
    }

    [Fact]
    public void A_slip_is_said_first_and_what_was_typed_is_kept()
    {
        var form = new Form("Stop acme-prod", "Stop", "/x") { Inputs = [reason with { Initial = "old", Problem = "old news" }] };
        var (answers, problems) = (new Dictionary<string, string> { ["reason"] = "x" },
            new Dictionary<string, string> { ["reason"] = "A few more words." });
        var label = DiscordForm.Modal(form, new("d", 0), answers, problems, nothing)["components"]![0]!;
        Assert.Equal("⚠️ A few more words. Why this is done.", (string)label["description"]!);
        // Discord does not open a modal with less in it than it asks for.
        Assert.Equal(("x", 1), ((string)label["component"]!["value"]!, (int)label["component"]!["min_length"]!));
        var asking = DiscordForm.Asking(form, new("d", 0), 1, problems, "Not sent yet.");
        Assert.Equal("### Stop acme-prod\n> Not sent yet.\n> ⚠️ **Reason**: A few more words.", Shape.Texts(asking.Components).Single());
        Assert.Equal("Correct it", Label(asking));
    }

    [Fact]
    public void Each_kind_of_question_has_what_suits_it()
    {
        static Input Of(ParameterKind kind) => new("name", "Name", kind) { Required = false };
        Assert.Equal(23, Type(Of(ParameterKind.Flag)));
        Assert.Equal(4, Type(Of(ParameterKind.Number)));
        Assert.Equal(4, Type(Of(ParameterKind.Reference)));
        Assert.Equal(4, Type(Of(ParameterKind.Choice)
            with { Choices = [.. Enumerable.Range(0, 26).Select(number => new InputChoice($"{number}", "x"))] }));
        var menu = Element(Of(ParameterKind.Choice) with { Choices = [new("up", "Up"), new("down", "Down")], Initial = "down" }, nothing);
        Assert.Equal((3, false, 0), ((int)menu["type"]!, (bool)menu["required"]!, (int)menu["min_values"]!));
        Assert.True((bool)menu["options"]![1]!["default"]!);
        var things = Element(Of(ParameterKind.Reference) with { Initial = "other" },
            new() { ["name"] = [new(Guid.Empty, "acme", "Acme") { Detail = "running" }] });
        Assert.Equal(["other", "Acme (running)"], Shape.Options(things.AsObject()).Select(option => (string)option["label"]!));
    }

    [Fact]
    public void A_click_that_asks_first_runs_at_once_when_it_is_meant()
    {
        var question = DiscordForm.Confirming(
            new("/instance delete acme", InPlace: true) { Confirm = "Its data is gone then.", Label = "Delete", IsDanger = true });
        Assert.Equal("### Are you sure?\nIts data is gone then.", Shape.Texts(question.Components).Single());
        var buttons = Shape.All(question.Components).Where(component => (int?)component["type"] == 2).ToList();
        Assert.Equal(["Delete", "Cancel"], buttons.Select(button => (string)button["label"]!));
        Assert.Equal(new Clicked.Now(new("/instance delete acme", InPlace: true) { IsSure = true }),
            Clickable.Read((string)buttons[0]["custom_id"]!, null));
        Assert.Equal((4, DiscordForm.Dismiss), ((int)buttons[0]["style"]!, (string)buttons[1]["custom_id"]!));
    }

    [Theory]
    [InlineData("""[{"type":18,"id":1,"component":{"type":4,"id":2,"custom_id":"name","value":" acme\u0007 \n"}}]""", "acme")]
    [InlineData("""[{"type":1,"components":[{"type":4,"custom_id":"name","value":"old shape"}]}]""", "old shape")]
    [InlineData("""[{"type":10,"id":1},{"type":18,"component":{"type":3,"custom_id":"name","values":["acme"]}}]""", "acme")]
    [InlineData("""[{"type":18,"component":{"type":23,"custom_id":"name","value":true}}]""", "yes")]
    [InlineData("""[{"type":18,"component":{"type":23,"custom_id":"name","value":false}}]""", null)]
    [InlineData("""[{"type":18,"component":{"type":21,"custom_id":"name","value":"b"}}]""", "b")]
    [InlineData("""[{"type":18,"component":{"type":21,"custom_id":"name","value":null}}]""", null)]
    [InlineData("""[{"type":18,"component":{"type":3,"custom_id":"name","values":[]}}]""", null)]
    [InlineData("""[{"type":18,"component":{"type":3,"custom_id":"name","values":[7,"\ud800"]}}]""", null)]
    [InlineData("""[{"type":18,"component":{"type":4,"custom_id":"name","value":"   "}}]""", null)]
    [InlineData("""[{"type":18,"component":"what"},7,null,{"components":[null,"x",{}]}]""", null)]
    [InlineData("""{"type":18}""", null)]
    public void What_comes_back_is_read_by_name(string components, string? value)
    {
        var answers = FormSubmission.Read(JsonDocument.Parse(components).RootElement);
        if (value is null) Assert.Empty(answers);
        else Assert.Equal(value, Assert.Single(answers).Value);
    }

    static int Type(Input input) => (int)Element(input, nothing)["type"]!;

    static JsonNode Element(Input input, Dictionary<string, IReadOnlyList<Found>> offered) =>
        DiscordForm.Modal(new("Form", "Send", "/x") { Inputs = [input] }, new("d", 0), none, none,
            offered)["components"]![0]!["component"]!;

    static string Label(Rendered rendered) =>
        (string)Shape.All(rendered.Components).Single(component => (int?)component["type"] == 2)["label"]!;
}
