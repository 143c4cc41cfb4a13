using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OpsBot.Bot.Slack;
using OpsBot.Core.Replies;
using OpsBot.Tests.Bot.Chat;
using OpsBot.Tests.Testing;
using BlockKit = OpsBot.Sandbox.Slack.BlockKit;
using BlockProblem = OpsBot.Sandbox.Slack.BlockProblem;

namespace OpsBot.Tests.Bot.Slack;

public sealed class RenderingAnything
{
    [Fact]
    public void Slack_takes_every_reply_as_a_message() => Prop.ForAll(AnyReply.Replies, reply =>
    {
        var message = SlackReply.Render(reply, Surface.Message);
        Nothing(BlockKit.CheckMessage(message.Blocks));
        Nothing(BlockKit.CheckMessage(SlackReply.Plainly(reply).Blocks));
        Assert.InRange(message.Text.Length, 1, 4_000);
        Assert.InRange(Block.Characters(message.Blocks), 0, SlackLimits.MessageCharacters);
    }).Check(Often.Times(100));

    [Fact]
    public void Slack_takes_every_reply_as_app_home() => Prop.ForAll(AnyReply.Replies, reply =>
    {
        var blocks = SlackReply.Render(reply, Surface.Home).Blocks;
        Nothing(BlockKit.CheckView(new() { ["type"] = "home", ["blocks"] = blocks }, "home"));
    }).Check(Often.Times(100));

    [Fact]
    public void Slack_takes_every_form_as_a_modal() => Prop.ForAll(AnyReply.Forms, form =>
        Nothing(BlockKit.CheckView(SlackForm.View(form, new(form.Command, new SlackPlace.Person("U123")))!, "modal")))
            .Check(Often.Times(100));

    [Fact]
    public void No_text_is_ever_read_as_markup() => Prop.ForAll(AnyReply.Replies, reply =>
    {
        foreach (var text in Markup(SlackReply.Render(reply, Surface.Message).Blocks))
            Assert.Matches(@"^(<@[UW][A-Z0-9]+>|<!date\^\d+\^\{date_short\} \{time\}( \(\{ago\}\))?\|[0-9: UTC-]+>)$", text);
    }).Check(Often.Times(100));

    // Wherever its block is, Slack shows a table below all the rest.
    [Fact]
    public void Nothing_that_comes_after_a_table_is_shown_above_it() => Prop.ForAll(AnyReply.Replies, reply =>
    {
        var types = SlackReply.Render(reply, Surface.Message).Blocks.Select(block => (string)block!["type"]!).ToList();
        Assert.DoesNotContain("table", types.SkipLast(1));
    }).Check(Often.Times(100));

    [Fact]
    public void Every_button_gives_back_its_whole_command_line() => Prop.ForAll(AnyReply.Replies, reply =>
    {
        var offered = Lines(reply).ToHashSet();
        foreach (var click in Clicks(SlackReply.Render(reply, Surface.Message).Blocks))
            Assert.Contains(click, offered);
    }).Check(Often.Times(100));

    static IEnumerable<Click> Lines(Reply reply) =>
    [
        .. reply.AllButtons.Select(button => new Click(button.Command, button.InPlace)),
        .. reply.Parts.OfType<Pickers>().SelectMany(pickers => pickers.List).SelectMany(picker => picker.Options)
            .Select(option => new Click(option.Command, true)),
    ];

    static IEnumerable<Click> Clicks(JsonNode? node) => node switch
    {
        JsonObject element when (string?)element["action_id"] is { } id =>
            element["options"] is JsonArray options
                ? options.Select(option => Clickable.Read(id, (string)option!["value"]!)!)
                : [Clickable.Read(id, (string)element["value"]!)!],
        JsonObject block => block.SelectMany(member => Clicks(member.Value)),
        JsonArray list => list.SelectMany(Clicks),
        _ => [],
    };

    static IEnumerable<string> Markup(JsonNode? node) => node switch
    {
        JsonObject text when (string?)text["type"] == "mrkdwn" => [(string)text["text"]!],
        JsonObject block => block.SelectMany(member => Markup(member.Value)),
        JsonArray list => list.SelectMany(Markup),
        _ => [],
    };

    static void Nothing(IReadOnlyList<BlockProblem> problems) => Assert.Empty(problems.Select(problem => problem.ToString()));
}
