using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview;

namespace OpsBot.Bot.Slack;

/// <summary>Reads Slack's payloads: who asks for what, and where the answer goes. None where a payload asks for nothing.</summary>
static class PayloadReader
{
    // A person can type 12,000 characters into a message; a command line of more than that is nobody's.
    const int LongestLine = 12_000;

    /// <summary>A slash command: its word and what stands behind it. It comes as a form, or as JSON over a socket.</summary>
    public static SlackAsk? ByCommand(Func<string, string?> field) =>
        field("command") is ['/', _, ..] command && Id(field("user_id")) is { } user
            && Link(field("response_url"), user, replace: false) is { } link
            ? new(Typed($"{command} {field("text")}".TrimEnd()), user, link)
            {
                UserName = Name(field("user_name")),
                Channel = Id(field("channel_id")),
                Trigger = Trigger(field("trigger_id")),
            }
            : null;

    /// <summary>A button or a menu: its command line, with the rights of who clicked.</summary>
    public static SlackAsk? ByClick(JsonElement payload)
    {
        if (UserOf(payload) is not { } user || payload.List("actions").FirstOrDefault() is not { ValueKind: JsonValueKind.Object } action)
            return null;
        var value = action.Text("value") ?? action.At("selected_option")?.Text("value");
        if (action.Text("action_id") is not { } id || value is null || Clickable.Read(id, value) is not { } click) return null;
        return Place(payload, user, click.InPlace) is { } place ? Common(payload, click.Line, user, place) : null;
    }

    /// <summary>A modal that was sent: the line it was opened for, and what was filled in.</summary>
    public static SlackAsk? BySubmission(JsonElement payload, FormSubmission filled) =>
        UserOf(payload) is { } user
            ? Common(payload, filled.Memory.Line, user, filled.Memory.Answer) with
            {
                Filled = filled.Values,
                Seen = filled.Memory.Seen,
                Channel = filled.Memory.Channel,
            }
            : null;

    /// <summary>"Look up in OpsBot" from a message's own menu.</summary>
    public static SlackAsk? ByShortcut(JsonElement payload)
    {
        if (payload.Text("callback_id") != SlackManifest.LookUp || UserOf(payload) is not { } user
            || Link(payload.Text("response_url"), user, replace: false) is not { } link) return null;
        var text = ChatText.Cut(ChatText.OneLine(SlackText.Unescape(payload.At("message")?.Text("text") ?? "")), LookUp.LongestText);
        return Common(payload, CommandLine.Write("ops lookup", [new("text", text)]), user, link);
    }

    public static SlackAsk? ByEvent(JsonElement happened) => Id(happened.Text("user")) is not { } user ? null : happened.Text("type") switch
    {
        "app_home_opened" when happened.Text("tab") is "home" or null => Home(user),
        // What has a subtype is no message: an edit, a deletion, somebody who joined.
        "message" when happened.Text("channel_type") is "im" && happened.Text("subtype") is null => Hello(user),
        _ => null,
    };

    /// <summary>Somebody wrote to the bot; what they wrote is not read.</summary>
    static SlackAsk Hello(string user) => new(Lines.LineOf(new HelloOps()), user, new SlackPlace.Person(user));

    /// <summary>Paints App Home.</summary>
    public static SlackAsk Home(string user) => new("/ops home", user, new SlackPlace.Home(user));

    /// <summary>What makes a second delivery of the same thing the same row: Slack's own id of it, or else all that it asks.</summary>
    public static string Key(string kind, string? own, SlackAsk ask) =>
        $"slack:{kind}:{(own is { Length: > 0 and <= 200 } ? own : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ask.Write()))))}";

    static SlackAsk Common(JsonElement payload, string line, string user, SlackPlace answer) => new(line, user, answer)
    {
        UserName = Name(payload.At("user")?.Text("name") ?? payload.At("user")?.Text("username")),
        Channel = Id(payload.At("channel")?.Text("id")),
        Trigger = Trigger(payload.Text("trigger_id")),
    };

    // What was typed is cleaned; what a button or a form carries comes back exactly as it was written.
    static string Typed(string line) => ChatText.Cut(ChatText.Clean(line), LongestLine);

    static string? Trigger(string? text) =>
        text is { Length: > 0 and <= 200 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.') ? text : null;

    static string? UserOf(JsonElement payload) => Id(payload.At("user")?.Text("id"));

    // Ids go into places and into SQL; nothing else than an id does.
    static string? Id(string? text) => text is { Length: > 1 and <= 40 } && text.All(char.IsAsciiLetterOrDigit) ? text : null;

    static string? Name(string? text) => text is null ? null : ChatText.Cut(ChatText.OneLine(text), 80);

    static SlackPlace? Place(JsonElement payload, string user, bool inPlace)
    {
        if (payload.At("view") is { } view)
            return view.Text("type") != "home" ? new SlackPlace.Person(user)
                : inPlace ? new SlackPlace.Home(user) : new SlackPlace.Person(user, SlackPlace.Cause.FromHome);
        var isEphemeral = payload.At("container")?.Is("is_ephemeral") ?? false;
        // A message that stays and is a D… is the bot's own direct message with that person.
        var isDirect = !isEphemeral && payload.At("channel")?.Text("id") is ['D', ..];
        if (isDirect && !inPlace) return new SlackPlace.Person(user);
        // What one person pages through must not change what everybody reads.
        return Link(payload.Text("response_url"), user, replace: inPlace && (isEphemeral || isDirect));
    }

    static SlackPlace.Link? Link(string? link, string user, bool replace) =>
        Uri.TryCreate(link, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.OriginalString.Length <= 500
            ? new(user, url, replace) : null;
}
