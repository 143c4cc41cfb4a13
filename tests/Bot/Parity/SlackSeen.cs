using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Slack;
using OpsBot.Core.Replies;

namespace OpsBot.Tests.Bot.Parity;

/// <summary>Reads blocks as Slack shows them.</summary>
static partial class SlackSeen
{
    [GeneratedRegex(@"^<!date\^(?<at>\d+)\^(?<format>[^|]*)\|.*>$|^<@(?<who>[A-Z0-9]+)>$")]
    static partial Regex Markup { get; }

    public static Seen Message(Reply reply, Surface surface = Surface.Message)
    {
        var rendered = SlackReply.Render(reply, surface);
        return new(Words(rendered.Blocks))
        {
            Clicks = [.. Elements(rendered.Blocks).SelectMany(Clicks).Where(click => click.Line != reply.ShowAll)],
            Menus = [.. Elements(rendered.Blocks).Where(element => element.ContainsKey("placeholder"))
                .Select(element => Plain(element["placeholder"]))],
            Files = [.. rendered.Files.Where(file => file.FileName != "whole-answer.txt").Select(file => $"{file.FileName}: {file.Text}")],
            Whole = rendered.Files.FirstOrDefault(file => file.FileName == "whole-answer.txt")?.Text
                // One click away.
                ?? (Elements(rendered.Blocks).SelectMany(Clicks).Any(click => click.Line == reply.ShowAll) ? ReplyText.Of(reply) : null),
        };
    }

    public static Seen Modal(Form form)
    {
        var view = SlackForm.View(form, new(form.Command, new SlackPlace.Person("U123")))!;
        var blocks = view["blocks"]!.AsArray().Select(block => block!.AsObject()).ToList();
        var inputs = blocks.FindAll(block => block.ContainsKey("element"));
        var shown = blocks.FindAll(block => !block.ContainsKey("element"));
        var header = shown.Find(block => (string?)block["type"] == "header");
        // The title stands in the bar, or as a header where the bar is too short for it.
        return new(Words(new JsonArray(
            [.. header is null ? [view["title"]!.DeepClone()] : (JsonNode[])[], .. shown.Select(block => block.DeepClone())])))
        {
            Inputs = inputs.ConvertAll(Input),
        };
    }

    static string Words(JsonNode? node) => node switch
    {
        JsonArray list => string.Join('\n', list.Select(Words)),
        JsonObject block => (string?)block["type"] switch
        {
            "plain_text" or "raw_text" => Plain(block),
            "header" or "section" => Words(block["text"]),
            "context" => string.Join(' ', block["elements"]!.AsArray().Select(Words)),
            "mrkdwn" => Marked((string)block["text"]!),
            "table" => Words(block["rows"]),
            "rich_text" => string.Join('\n',
                block["elements"]!.AsArray().Select(container => string.Concat(container!["elements"]!.AsArray().Select(Leaf)))),
            _ => "",
        },
        _ => "",
    };

    static string Leaf(JsonNode? leaf) => (string?)leaf!["type"] switch
    {
        "date" => Instant((long)leaf["timestamp"]!, (string)leaf["format"]!),
        "user" => Tour.Names[(string)leaf["user_id"]!],
        _ => (string)leaf["text"]!,
    };

    static string Marked(string markup) => Markup.Match(markup) is { Success: true } match
        ? match.Groups["who"].Success ? Tour.Names[match.Groups["who"].Value]
            : Instant(long.Parse(match.Groups["at"].Value, CultureInfo.InvariantCulture), match.Groups["format"].Value)
        : markup;

    // How far off it is both platforms count by themselves; here it is the same instant once more.
    static string Instant(long seconds, string format) =>
        new At(DateTimeOffset.FromUnixTimeSeconds(seconds)).Text is var text && format.Contains("{ago}", StringComparison.Ordinal)
            ? $"{text} ({text})" : text;

    static string Plain(JsonNode? text) => (string?)text?["text"] ?? "";

    static IEnumerable<JsonObject> Elements(JsonNode? node) => node switch
    {
        JsonObject element when element.ContainsKey("action_id") => [element],
        JsonObject block => block.SelectMany(member => Elements(member.Value)),
        JsonArray list => list.SelectMany(Elements),
        _ => [],
    };

    static IEnumerable<SeenClick> Clicks(JsonObject element)
    {
        var id = (string)element["action_id"]!;
        if (element["options"] is not JsonArray options)
        {
            var click = Clickable.Read(id, (string)element["value"]!)!;
            return [new(Plain(element["text"]), click.Line, click.InPlace) { Confirm = element["confirm"] is { } confirm
                ? Plain(confirm["text"]) : null, Look = (string?)element["style"] ?? "normal" }];
        }
        var chosen = (string?)element["initial_option"]?["value"];
        return options.Select(option => (Option: option, Click: Clickable.Read(id, (string)option!["value"]!)!))
            .Select(pair => new SeenClick(Plain(pair.Option!["text"]), pair.Click.Line,
                pair.Click.InPlace) { IsChosen = (string?)pair.Option["value"] == chosen });
    }

    static SeenInput Input(JsonObject block)
    {
        var element = block["element"]!;
        var isBox = (string?)element["type"] == "checkboxes";
        return new((string)block["block_id"]!, Plain(block["label"]), !((bool?)block["optional"] ?? false))
        {
            Hint = Plain(block["hint"]),
            Initial = (string?)element["initial_value"] ?? (string?)element["initial_date"] ?? (string?)element["initial_option"]?["value"]
                ?? (string?)element["initial_options"]?[0]!["value"] ?? "",
            Choices = isBox ? []
                : [.. (element["options"] as JsonArray ?? []).Select(option => $"{(string)option!["value"]!} {Plain(option["text"])}")],
            MostCharacters = (int?)element["max_length"],
            HasManyLines = (bool?)element["multiline"] ?? false,
        };
    }
}
