using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>A message as Slack names it.</summary>
sealed record MessageId(string Channel, string Ts);

/// <summary>Who the token belongs to, what it may, and what time Slack has.</summary>
sealed record SlackIdentity(string TeamId, string Team, string UserId, IReadOnlyList<string> Scopes, DateTimeOffset? Date);

sealed record SlackChannel(string Id, string Name, bool IsMember, bool IsArchived);

/// <summary>What OpsBot says to Slack: one method for each need, failures as values.</summary>
sealed class SlackApi(SlackWire wire, IOptions<SlackOptions> options)
{
    readonly SlackOptions slack = options.Value;
    readonly SlackHosts hosts = options.Value.Hosts;

    public async Task<Result<MessageId, SlackFailure>> PostMessage(string channel, Rendered message, CancellationToken cancel) =>
        Message(await Say("chat.postMessage", new() { ["channel"] = channel, ["unfurl_links"] = false, ["unfurl_media"] = false }, message,
            harmlessTwice: false, cancel));

    public async Task<Result<MessageId, SlackFailure>> Update(MessageId at, Rendered message, CancellationToken cancel) =>
        Message(await Say("chat.update", new() { ["channel"] = at.Channel, ["ts"] = at.Ts }, message, harmlessTwice: true, cancel));

    public async Task<SlackFailure?> Delete(MessageId at, CancellationToken cancel) =>
        (await Call("chat.delete", new() { ["channel"] = at.Channel, ["ts"] = at.Ts }, harmlessTwice: true, cancel)).Fault;

    /// <summary>A trigger is good once, so it is never tried twice.</summary>
    public async Task<Result<string, SlackFailure>> OpenView(string trigger, JsonObject view, CancellationToken cancel) =>
        ViewId(await Call("views.open", new() { ["trigger_id"] = trigger, ["view"] = view }, harmlessTwice: false, cancel));

    public async Task<Result<string, SlackFailure>> UpdateView(string viewId, JsonObject view, CancellationToken cancel) =>
        ViewId(await Call("views.update", new() { ["view_id"] = viewId, ["view"] = view }, harmlessTwice: true, cancel));

    public async Task<SlackFailure?> PublishHome(string user, JsonArray blocks, CancellationToken cancel) =>
        (await Call("views.publish", new() { ["user_id"] = user, ["view"] = new JsonObject { ["type"] = "home", ["blocks"] = blocks } },
            harmlessTwice: true, cancel)).Fault;

    public async Task<Result<SlackChannel, SlackFailure>> Channel(string channel, CancellationToken cancel)
    {
        if ((await Ask("conversations.info", new() { ["channel"] = channel }, cancel)).Failed(out var answer, out var failure))
            return failure;
        var found = answer.Body.At("channel") ?? default;
        return new SlackChannel(channel, found.Text("name") ?? channel, found.Is("is_member"), found.Is("is_archived"));
    }

    /// <summary>The channel's newest messages, newest first.</summary>
    public async Task<Result<IReadOnlyList<JsonElement>, SlackFailure>> History(string channel, CancellationToken cancel)
    {
        var history = await Ask("conversations.history", new() { ["channel"] = channel, ["limit"] = "200" }, cancel);
        if (history.Failed(out var answer, out var failure)) return failure;
        return answer.Body.List("messages").ToList();
    }

    /// <summary>The channel of the direct messages with that person.</summary>
    public async Task<Result<string, SlackFailure>> OpenDirectMessage(string user, CancellationToken cancel)
    {
        if ((await Call("conversations.open", new() { ["users"] = user }, harmlessTwice: true, cancel))
            .Failed(out var answer, out var failure)) return failure;
        return answer.Body.At("channel")?.Text("id") is { } id ? id : new SlackFailure("no_channel_in_answer");
    }

    public async Task<Result<SlackIdentity, SlackFailure>> Identity(CancellationToken cancel)
    {
        if ((await Call("auth.test", [], harmlessTwice: true, cancel)).Failed(out var answer, out var failure)) return failure;
        return new SlackIdentity(answer.Body.Text("team_id") ?? "", answer.Body.Text("team") ?? "", answer.Body.Text("user_id") ?? "",
            answer.Scopes, answer.Date);
    }

    /// <summary>Shares a file in a channel that the bot is in.</summary>
    public async Task<SlackFailure?> Share(string channel, string fileName, ReadOnlyMemory<byte> bytes, CancellationToken cancel) =>
        (await Upload(fileName, bytes, about: null, channel, cancel)).Fault;

    /// <summary>A picture for blocks to show, which nobody sees until they do; Slack looks through it before it lets them.</summary>
    public Task<Result<string, SlackFailure>> Upload(
        string fileName, ReadOnlyMemory<byte> bytes, string about, CancellationToken cancel) =>
        Upload(fileName, bytes, about, channel: null, cancel);

    /// <summary>Nothing shows it any more.</summary>
    public async Task<SlackFailure?> DeleteFile(string file, CancellationToken cancel) =>
        (await Call("files.delete", new() { ["file"] = file }, harmlessTwice: true, cancel)).Fault;

    async Task<Result<string, SlackFailure>> Upload(
        string fileName, ReadOnlyMemory<byte> bytes, string? about, string? channel, CancellationToken cancel)
    {
        var announced = new Dictionary<string, string>
        {
            ["filename"] = fileName, ["length"] = bytes.Length.ToString(CultureInfo.InvariantCulture),
        };
        if (about is not null) announced["alt_txt"] = about;
        if ((await Ask("files.getUploadURLExternal", announced, cancel)).Failed(out var answer, out var failure)) return failure;
        if (answer.Body.Text("file_id") is not { } id || !Uri.TryCreate(answer.Body.Text("upload_url"), UriKind.Absolute, out var address))
            return new SlackFailure("no_upload_url_in_answer");
        if (!hosts.IsOfTheApi(address)) return SlackFailure.Foreign(address);
        if ((await wire.Call(new("upload", address) { Bytes = bytes }, cancel)).Fault is { } lost) return lost;
        var body = new JsonObject { ["files"] = new JsonArray(new JsonObject { ["id"] = id, ["title"] = fileName }) };
        if (channel is not null) body["channel_id"] = channel;
        return (await Call("files.completeUploadExternal", body, harmlessTwice: false, cancel)).Fault is { } incomplete ? incomplete : id;
    }

    /// <summary>
    /// Answers through the link that came with a command or a click; replacing takes the place of the message clicked in.
    /// </summary>
    public async Task<SlackFailure?> Respond(Uri link, Rendered message, bool replace, CancellationToken cancel)
    {
        // It may have been written down by a version that looked less closely.
        if (!hosts.TakesAnswers(link)) return SlackFailure.Foreign(link);
        var body = new JsonObject { ["replace_original"] = replace, ["text"] = message.Text, ["blocks"] = message.Blocks.DeepClone() };
        // What takes another's place is as private as that was.
        if (!replace) body["response_type"] = "ephemeral";
        return (await wire.Call(new("response_url", link) { Body = body }, cancel)).Fault;
    }

    /// <summary>The address of a new socket, good for one connection; needs the app-level token.</summary>
    public async Task<Result<Uri, SlackFailure>> OpenSocket(CancellationToken cancel)
    {
        var call = new SlackCall("apps.connections.open", At("apps.connections.open")) { Token = slack.AppToken, HarmlessTwice = true };
        if ((await wire.Call(call, cancel)).Failed(out var answer, out var failure)) return failure;
        if (!Uri.TryCreate(answer.Body.Text("url"), UriKind.Absolute, out var address)) return new SlackFailure("no_url_in_answer");
        return hosts.IsOfTheApi(address) ? address : SlackFailure.Foreign(address);
    }

    Task<Result<SlackAnswer, SlackFailure>> Say(
        string method, JsonObject body, Rendered message, bool harmlessTwice, CancellationToken cancel)
    {
        body["text"] = message.Text;
        body["blocks"] = message.Blocks.DeepClone();
        return Call(method, body, harmlessTwice, cancel);
    }

    Task<Result<SlackAnswer, SlackFailure>> Call(string method, JsonObject body, bool harmlessTwice, CancellationToken cancel) =>
        wire.Call(new(method, At(method)) { Token = slack.BotToken, Body = body, HarmlessTwice = harmlessTwice }, cancel);

    // These methods read forms only.
    Task<Result<SlackAnswer, SlackFailure>> Ask(string method, Dictionary<string, string> form, CancellationToken cancel) =>
        wire.Call(new(method, At(method)) { Token = slack.BotToken, Form = form, HarmlessTwice = true }, cancel);

    Uri At(string method) => new(slack.ApiUrl, method);

    static Result<MessageId, SlackFailure> Message(Result<SlackAnswer, SlackFailure> result)
    {
        if (result.Failed(out var answer, out var failure)) return failure;
        return answer.Body.Text("ts") is { } ts && answer.Body.Text("channel") is { } channel ? new MessageId(channel, ts)
            : new SlackFailure("no_ts_in_answer");
    }

    static Result<string, SlackFailure> ViewId(Result<SlackAnswer, SlackFailure> result)
    {
        if (result.Failed(out var answer, out var failure)) return failure;
        return answer.Body.At("view")?.Text("id") is { } id ? id : new SlackFailure("no_view_in_answer");
    }
}
