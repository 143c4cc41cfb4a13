using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>Turns words into rich_text leaves: bold, code, a date in the reader's own time zone, a mention that was meant.</summary>
static partial class Spans
{
    [GeneratedRegex("^[UW][A-Z0-9]{2,30}$")]
    static partial Regex UserId { get; }

    /// <summary>Leaves of at most that many characters together; the last one ends in an ellipsis where something is missing.</summary>
    public static IReadOnlyList<JsonObject> Leaves(Words words, ref int room, out bool cut)
    {
        cut = false;
        List<JsonObject> leaves = [];
        foreach (var span in words.Spans)
        {
            var text = ChatText.Clean(ChatText.Cut(span.Text, SlackLimits.Text * 2));
            if (text.Length == 0) continue;
            if (room < 2)
            {
                cut = true;
                break;
            }
            cut = text.Length > room;
            leaves.Add(Leaf(span, ChatText.Cut(text, room)));
            room -= Math.Min(text.Length, room);
            if (cut) break;
        }
        return leaves;
    }

    public static IReadOnlyList<JsonObject> Leaves(Words words)
    {
        var room = SlackLimits.Text;
        return Leaves(words, ref room, out _);
    }

    static JsonObject Leaf(Span span, string text) => span switch
    {
        Strong => Block.Leaf(text, "bold"),
        Code => Block.Leaf(text, "code"),
        At at when Stamp(at) is { } stamp => new()
        {
            ["type"] = "date",
            ["timestamp"] = stamp,
            ["format"] = Format(at),
            ["fallback"] = text,
        },
        Someone someone when Account(someone) is { } id => new() { ["type"] = "user", ["user_id"] = id },
        _ => Block.Leaf(text),
    };

    /// <summary>A context block's elements: plain text, and markup only for what has no plain form, made of numbers and ids.</summary>
    public static IReadOnlyList<JsonObject> Elements(Words words)
    {
        List<JsonObject> elements = [];
        var plain = "";
        foreach (var span in words.Spans)
        {
            var markup = span switch
            {
                At at when Stamp(at) is { } stamp => $"<!date^{stamp}^{Format(at)}|{at.Text}>",
                Someone someone when Account(someone) is { } id => $"<@{id}>",
                _ => null,
            };
            // Two places are kept: for what is collected so far and for the rest.
            if (markup is null || elements.Count >= SlackLimits.ContextElements - 2)
            {
                plain += span.Text;
                continue;
            }
            Flush();
            elements.Add(new() { ["type"] = "mrkdwn", ["text"] = markup });
        }
        Flush();
        return elements;

        void Flush()
        {
            var text = ChatText.OneLine(plain);
            plain = "";
            if (text.Length > 0) elements.Add(Block.Plain(text, SlackLimits.Text / 2));
        }
    }

    // Never "today" or "tomorrow": Slack writes them small, wherever in a sentence they stand. What is still to come it counts itself.
    static string Format(At at) => at.Counted ? "{date_short} {time} ({ago})" : "{date_short} {time}";

    static string? Account(Someone someone) => someone.On(SlackPlace.Platform) is { } id && UserId.IsMatch(id) ? id : null;

    // Slack's clock goes from 1970 to 2286.
    static long? Stamp(At at) => at.Instant.ToUnixTimeSeconds() is > 0 and <= 9_999_999_999 and var stamp ? stamp : null;
}
