using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Slack;

/// <summary>Takes a payload that is certainly Slack's, whichever way it came: writes down what is asked, then acknowledges.</summary>
sealed partial class SlackIntake(
    Inbox inbox, FormCheck check, Suggestions suggestions, IOptions<SlackOptions> options, TimeProvider time, ILogger<SlackIntake> log)
{
    const string TryAgain = "That could not be recorded, please try again.";
    const int MostOffered = 50;

    readonly SlackOptions slack = options.Value;
    readonly string? expectedApp = options.Value.ExpectedAppId;
    readonly SlackHosts hosts = options.Value.Hosts;

    public async Task<SlackAck> Command(Func<string, string?> field, CancellationToken cancel)
    {
        // Slack looks whether the address answers; it asks for nothing.
        if (field("ssl_check") is not null) return SlackAck.Empty;
        if (IsForeign(field("team_id"), field("api_app_id")) || IsForeign(field("response_url"))) return SlackAck.No(Refused.Foreign);
        if (PayloadReader.ByCommand(field) is not { } ask) return SlackAck.No(Refused.Malformed);
        return await Record("command", ask.Trigger, ask, cancel)
            ? SlackAck.Empty
            : new(new JsonObject { ["response_type"] = "ephemeral", ["text"] = TryAgain }, Lost: true);
    }

    public async Task<SlackAck> Interaction(JsonElement payload, CancellationToken cancel)
    {
        if (IsForeign(payload.At("team")?.Text("id") ?? payload.At("user")?.Text("team_id"), payload.Text("api_app_id"))
            || payload.At("user")?.Text("team_id") is { } home && home != slack.TeamId
            || IsForeign(payload.Text("response_url"))) return SlackAck.No(Refused.Foreign);
        return payload.Text("type") switch
        {
            "block_actions" => await Take("click", PayloadReader.ByClick(payload), cancel),
            "message_action" => await Take("shortcut", PayloadReader.ByShortcut(payload), cancel),
            "view_submission" => await Submission(payload, cancel),
            "block_suggestion" => new(await Offered(payload, cancel)),
            // A closed modal, a global shortcut: nothing is asked of us.
            not null => SlackAck.Empty,
            null => SlackAck.No(Refused.Malformed),
        };
    }

    public async Task<SlackAck> Event(JsonElement payload, CancellationToken cancel)
    {
        switch (payload.Text("type"))
        {
            case "url_verification":
                return payload.Text("challenge") is { } challenge ? new(new JsonObject { ["challenge"] = challenge })
                    : SlackAck.No(Refused.Malformed);
            case "event_callback":
                break;
            case null:
                return SlackAck.No(Refused.Malformed);
            default:
                return SlackAck.Empty;
        }
        if (IsForeign(payload.Text("team_id"), payload.Text("api_app_id"))) return SlackAck.No(Refused.Foreign);
        if (payload.At("event") is not { ValueKind: JsonValueKind.Object } happened || payload.Text("event_id") is not { Length: > 0 } id)
            return SlackAck.No(Refused.Malformed);
        if (happened.Text("type") is "app_uninstalled" or "tokens_revoked") LogUninstalled();
        // What bots say, this one included, is never a request.
        if (happened.Text("bot_id") is not null || PayloadReader.ByEvent(happened) is not { } ask) return SlackAck.Empty;
        // Not acknowledged, it is sent again: Slack retries events, and only those.
        return await Record("event", id, ask, cancel) ? SlackAck.Empty : new(Lost: true);
    }

    async Task<SlackAck> Take(string kind, SlackAsk? ask, CancellationToken cancel) =>
        ask is null || await Record(kind, ask.Trigger, ask, cancel) ? SlackAck.Empty : new(Lost: true);

    async Task<SlackAck> Submission(JsonElement payload, CancellationToken cancel)
    {
        if (FormSubmission.Read(payload) is not { } filled || PayloadReader.BySubmission(payload, filled) is not { } ask)
            return SlackAck.No(Refused.Malformed);
        // What a form remembers went through Slack and back, and is believed no more than what comes from there.
        if (filled.Memory.Answer is SlackPlace.Dialog
            || filled.Memory.Answer is SlackPlace.Link { Url: var link } && !hosts.TakesAnswers(link))
            return SlackAck.No(Refused.Foreign);
        if (check.Errors(filled.Memory.Line, filled.Asked, filled.Values) is { Count: > 0 } errors) return new(Errors(errors));
        if (await Record("form", ask.Trigger, ask, cancel)) return SlackAck.Empty;
        // Open, with all that was typed, it can be sent again.
        return filled.Asked.FirstOrDefault() is { } first
            ? new(Errors(new Dictionary<string, string> { [first] = TryAgain }), Lost: true) : new(Lost: true);
    }

    /// <summary>The options of a search menu in a modal, while somebody types.</summary>
    async Task<JsonObject> Offered(JsonElement payload, CancellationToken cancel)
    {
        IReadOnlyList<Found> found = [];
        try
        {
            found = await Find(payload, cancel);
        }
        // Slack shows a menu without options, or an error in the middle of somebody's typing.
        catch (Exception bug) when (!cancel.IsCancellationRequested)
        {
            LogNotOffered(bug, Guid.CreateVersion7(time.GetUtcNow()).ToString("n")[^12..]);
        }
        return new() { ["options"] = Block.Array(found.Select(one => Clickable.Option(one.Full, one.Slug))) };
    }

    async Task<IReadOnlyList<Found>> Find(JsonElement payload, CancellationToken cancel) =>
        payload.At("user")?.Text("id") is { } user && FormMemory.Read(payload.At("view")?.Text("private_metadata") ?? "") is { } memory
            ? await suggestions.For(
                new(SlackPlace.Platform, user), memory.Line, payload.Text("block_id") ?? "", payload.Text("value")
                    ?? "", MostOffered, cancel)
            : [];

    async Task<bool> Record(string kind, string? own, SlackAsk ask, CancellationToken cancel) =>
        await inbox.Receive(new(PayloadReader.Key(kind, own, ask), SlackPlace.Platform, kind, ask.Write()), cancel)
            is not Received.NotRecorded;

    bool IsForeign(string? team, string? app) =>
        team != slack.TeamId || app is not { Length: > 0 } || (expectedApp is not null && app != expectedApp);

    /// <summary>An address that is not Slack's: whoever wrote it wants the bot to call it.</summary>
    bool IsForeign(string? link) =>
        link is { Length: > 0 } && !(Uri.TryCreate(link, UriKind.Absolute, out var address) && hosts.TakesAnswers(address));

    static JsonObject Errors(IReadOnlyDictionary<string, string> errors) =>
        new() { ["response_action"] = "errors",
            ["errors"] = new JsonObject(errors.Select(error => KeyValuePair.Create(error.Key, (JsonNode?)error.Value))) };

    [LoggerMessage(LogLevel.Error, "Nothing could be offered to who was typing, reference {Reference}")]
    partial void LogNotOffered(Exception bug, string reference);

    [LoggerMessage(LogLevel.Error,
        "The app was uninstalled or its token revoked in Slack; install it again and set OPSBOT_Slack__BotToken")]
    partial void LogUninstalled();
}
