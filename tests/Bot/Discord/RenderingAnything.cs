using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Discord;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Bot.Chat;
using OpsBot.Tests.Testing;
using ComponentCheck = OpsBot.Sandbox.Discord.ComponentCheck;
using FormProblem = OpsBot.Sandbox.Discord.FormProblem;

namespace OpsBot.Tests.Bot.Discord;

public sealed class RenderingAnything
{
    [Fact]
    public void Discord_takes_every_reply_as_a_message() => Prop.ForAll(AnyReply.Replies, reply =>
    {
        Fits(DiscordReply.Render(reply));
        Fits(DiscordReply.Render(reply, "It was meant for #ops."));
        Fits(DiscordReply.Render(reply, pictures: true));
        Fits(DiscordReply.Plainly(reply));
    }).Check(Often.Times(150));

    [Fact]
    public void No_text_is_ever_read_as_markup() => Prop.ForAll(AnyReply.Replies, reply =>
    {
        var rendered = DiscordReply.Render(reply);
        foreach (var text in Shape.Texts(rendered.Components))
            Assert.Empty(MarkdownReader.Unmeant(text));
        var meant = reply.Mentioned.Select(someone => someone.On("discord")).ToHashSet();
        Assert.All(rendered.Mentions, id => Assert.Contains(id, meant));
    }).Check(Often.Times(150));

    [Fact]
    public void Every_text_is_shown_as_it_was_written() => Prop.ForAll(AnyReply.Texts, text =>
    {
        // A long one is cut; what is left of it is another test's.
        if (text.Length > 1_000) text = text[..1_000];
        foreach (var part in new Part[] { new Paragraph(text), new Paragraph(new Strong(text)), new Paragraph(new Code(text)),
            new Notice(Tone.Neutral, text), new Small(text), new Verbatim(text), new Item(text, []) })
            Assert.Equal(Squeezed("Read this: " + ChatText.Clean(text)), Squeezed(string.Join('\n',
                Shape.Texts(DiscordReply.Render(new Reply("Read this:") { Parts = [part] }).Components).Select(MarkdownReader.Shown))));
    }).Check(Often.Times(150));

    // Where it breaks is the reader's screen's business; a backtick that would end its code is another sign that looks like one.
    static string Squeezed(string text) =>
        string.Join(' ', text.Replace('ˋ', '`').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("*it*")]
    [InlineData("__under__")]
    [InlineData("~~gone~~")]
    [InlineData("||hidden||")]
    [InlineData("`code")]
    [InlineData("**bold")]
    [InlineData("```js\nx")]
    [InlineData(":skull:")]
    [InlineData("<@1>")]
    [InlineData("<#1>")]
    [InlineData("</ops help:1>")]
    [InlineData("<t:1:R>")]
    [InlineData("@everyone")]
    [InlineData("[a](b)")]
    [InlineData("https://evil.example")]
    [InlineData("text\n- list")]
    [InlineData("text\n 12. list")]
    [InlineData("### # big")]
    [InlineData("text\n>>> quote")]
    public void The_reader_sees_markup_where_there_is_some(string markdown) => Assert.NotEmpty(MarkdownReader.Unmeant(markdown));

    [Theory]
    [InlineData("\\`\\`\\``` code ``\n```\n*in a block*\n```")]
    [InlineData("\\*it\\* `*code*` **meant**")]
    public void The_reader_sees_none_where_it_was_escaped(string markdown) => Assert.Empty(MarkdownReader.Unmeant(markdown));

    [Theory]
    [InlineData("acme.log", "acme.log")]
    [InlineData("größe.csv", "gr__e.csv")]
    [InlineData("../../etc/passwd", "passwd.txt")]
    [InlineData("9.-", "9.txt")]
    [InlineData("a.b.-c.json", "a_b_-c.json")]
    [InlineData("…", "file.txt")]
    public void A_file_has_a_name_that_a_component_can_refer_to(string name, string shown)
    {
        var rendered = DiscordReply.Render(new Reply("Here") { Parts = [new Attachment(name, "text")] });
        Fits(rendered);
        Assert.Equal([shown], rendered.Files.Select(file => file.FileName));
    }

    [Fact]
    public void A_file_that_Discord_would_not_take_is_named_instead_of_lost()
    {
        var large = new Attachment("audit.json", new string('x', 11 * 1024 * 1024));
        var rendered = DiscordReply.Render(new Reply("Audit export") { Parts = [large, new Attachment("small.json", "{}")] });
        Assert.Equal(["small.json"], rendered.Files.Select(file => file.FileName));
        Assert.Contains("> ⚠️ audit.json is 11 MB, more than Discord takes here. Ask for less at a time.",
            Shape.Texts(rendered.Components));
        Assert.Contains(Shape.Texts(DiscordReply.Plainly(new Reply("Audit export") { Parts = [large] }).Components),
            text => text.Contains("did not take the file", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_button_gives_back_its_whole_command_line() => Prop.ForAll(AnyReply.Replies, reply =>
    {
        var rendered = DiscordReply.Render(reply);
        var offered = Lines(reply).ToHashSet();
        var clicks = Clicks(rendered).ToList();
        foreach (var click in clicks)
            Assert.Contains((click.Line, click.InPlace, click.Confirm), offered);
        if (rendered.Files.All(file => file.FileName != "whole-answer.txt"))
            Assert.Empty(offered.Except(clicks.Select(click => (click.Line, click.InPlace, click.Confirm))));
    }).Check(Often.Times(150));

    [Fact]
    public void Discord_takes_every_form_page_by_page() => Prop.ForAll(AnyReply.Forms, form =>
    {
        var pages = DiscordForm.Pages(form);
        Assert.Equal(form.Inputs.Select(input => input.Name).Distinct(), pages.SelectMany(page => page).Select(input => input.Name));
        var offered = form.Inputs.Where(input => input.Kind is ParameterKind.Reference).Select(input => input.Name).Distinct()
            .ToDictionary(name => name, name => (IReadOnlyList<Found>)[new(Guid.Empty, "acme-prod", form.Title),
                new(Guid.Empty, "acme-prod", "twice"), new(Guid.Empty, "shop", "Shop") { Detail = form.Submit }]);
        var answers = form.Inputs.DistinctBy(input => input.Name).Where(input => input.Required)
            .ToDictionary(input => input.Name, input => input.Hint!);
        for (var number = 0; number < pages.Count; number++)
        {
            Modal(DiscordForm.Modal(form, new("draft", number), new Dictionary<string, string>(), new Dictionary<string, string>(),
                new Dictionary<string, IReadOnlyList<Found>>()), pages[number]);
            Modal(DiscordForm.Modal(form, new("draft", number), answers, answers, offered), pages[number]);
            Fits(DiscordForm.Asking(form, new("draft", number), pages.Count, new Dictionary<string, string>(), form.Title));
            Fits(DiscordForm.Asking(form, new("draft", number), pages.Count, answers));
        }
    }).Check(Often.Times(150));

    [Fact]
    public void Discord_takes_every_question_before_a_click() => Prop.ForAll(AnyReply.Replies, reply =>
    {
        foreach (var kept in DiscordReply.Render(reply).Kept.Where(kept => kept.Click.Confirm is not null))
        {
            var question = DiscordForm.Confirming(kept.Click);
            Fits(question);
            // Its answer takes the question's place, wherever the first click's would have stood.
            Assert.Contains(Clicks(question), click => click.Line == kept.Click.Line && click.InPlace && click.Confirm is null);
        }
    }).Check(Often.Times(150));

    static void Fits(Rendered rendered)
    {
        var files = rendered.Files.Select(file => file.FileName).Concat(rendered.Drawings.Select(drawing => drawing.FileName)).ToHashSet();
        Nothing(ComponentCheck.Message(rendered.Components, files: files));
        // Whether Discord counts labels and placeholders is nowhere said; with them it is still within the limit.
        Assert.InRange(Shape.Characters(rendered.Components), files.Count > 0 ? 0 : 1, ComponentCheck.MostText);
        Assert.All(Shape.Texts(rendered.Components), text => Assert.False(string.IsNullOrWhiteSpace(text)));
        // A file that no component refers to is not seen.
        Assert.Equal(Shape.Files(rendered.Components), rendered.Files.Select(file => file.FileName));
        Assert.All(rendered.Files, file => Assert.Matches("^[A-Za-z0-9._-]{1,100}$", file.FileName));
        Assert.InRange(files.Count, 0, 10);
        Assert.Equal(rendered.Kept.Count, rendered.Kept.Select(kept => kept.Key).Distinct().Count());
    }

    static void Modal(JsonObject modal, IReadOnlyList<Input> inputs)
    {
        Nothing(ComponentCheck.Modal(modal));
        var components = modal["components"]!.AsArray();
        Assert.Equal(inputs.Select(input => input.Name), Shape.All(components).Where(component => component.ContainsKey("custom_id"))
            .Select(component => (string)component["custom_id"]!));
        Assert.All(Shape.Texts(components), text => Assert.Empty(MarkdownReader.Unmeant(text)));
        // Discord does not open a modal with less in a question than it asks for.
        foreach (var text in Shape.All(components)
            .Where(component => component.ContainsKey("value") && component.ContainsKey("min_length")))
            Assert.InRange(((string)text["value"]!).Length, Math.Max(1, (int)text["min_length"]!), (int)text["max_length"]!);
    }

    static void Nothing(IReadOnlyList<FormProblem> problems) => Assert.Empty(problems.Select(problem => problem.ToString()));

    static IEnumerable<(string Line, bool InPlace, string? Confirm)> Lines(Reply reply) =>
    [
        .. reply.AllButtons.Select(button => (button.Command, button.InPlace, button.Confirm)),
        .. reply.Parts.OfType<Pickers>().SelectMany(pickers => pickers.List).SelectMany(picker => picker.Options)
            .Select(option => (option.Command, true, (string?)null)),
    ];

    static IEnumerable<Click> Clicks(Rendered rendered) => Shape.All(rendered.Components)
        .Where(component => (string?)component["custom_id"] is { } id && id != DiscordForm.Dismiss)
        .SelectMany(component => (int?)component["type"] == 3
            ? Shape.Options(component).Select(option => Clickable.Read((string)component["custom_id"]!, (string)option["value"]!))
            : [Clickable.Read((string)component["custom_id"]!, null)])
        .Select(clicked => clicked switch
        {
            Clicked.Now now => now.Click,
            Clicked.Kept kept => rendered.Kept.Single(one => one.Key == kept.Key).Click,
            _ => throw new InvalidOperationException("A click that says nothing."),
        });
}
