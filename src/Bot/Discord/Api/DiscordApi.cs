using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>What OpsBot says to Discord: one method for each need, failures as values.</summary>
sealed class DiscordApi(DiscordWire wire, IOptions<DiscordOptions> options)
{
    const string Message = "channels/{channel}/messages/{message}";
    const string Original = "@original";

    readonly DiscordOptions discord = options.Value;

    /// <summary>The first answer to an interaction, in its first three seconds; the id of the message it makes, if it makes one.</summary>
    public async Task<Result<string?, DiscordFailure>> Respond(
        string interaction, string token, JsonObject response, IReadOnlyList<Attachment> files, CancellationToken cancel)
    {
        var call = new DiscordCall(HttpMethod.Post, "interactions/{id}/{token}/callback", interaction,
            At(["interactions", interaction, token, "callback"], "?with_response=true"))
        {
            // Twice is refused as already acknowledged, which says that the first has arrived.
            Body = response, Files = files, HarmlessTwice = true,
        };
        if ((await wire.Call(call, cancel)).Failed(out var answer, out var failure)) return failure;
        return answer.Body.At("interaction")?.Text("response_message_id") ?? answer.Body.At("resource")?.At("message")?.Text("id");
    }

    public async Task<DiscordFailure?> EditOriginal(string token, Rendered message, CancellationToken cancel) =>
        (await EditAnswer(token, Original, message, cancel)).Fault;

    public async Task<Result<AnswerState, DiscordFailure>> GetOriginal(string token, CancellationToken cancel)
    {
        if ((await wire.Call(ByInteraction(HttpMethod.Get, token, Original) with { HarmlessTwice = true }, cancel))
            .Failed(out var answer, out var failure)) return failure;
        return answer.Body.Text("id") is { } id ? new AnswerState(id, answer.Body.Whole("flags") ?? 0) : DiscordFailure.Without("id");
    }

    public async Task<DiscordFailure?> DeleteOriginal(string token, CancellationToken cancel) =>
        (await wire.Call(ByInteraction(HttpMethod.Delete, token, Original) with { HarmlessTwice = true }, cancel)).Fault;

    /// <summary>
    /// One more message to who asked; sent twice it stands there twice, so it is repeated only where nobody knows whether it arrived:
    /// rather twice than never.
    /// </summary>
    public async Task<Result<string, DiscordFailure>> FollowUp(string token, Rendered message, bool ephemeral, CancellationToken cancel) =>
        Id(await wire.Call(ByInteraction(HttpMethod.Post, token, message: null)
            with { Body = MessageBody.Of(message, ephemeral ? MessageBody.Ephemeral : 0), Files = message.Files }, cancel));

    public async Task<DiscordFailure?> EditFollowUp(string token, string message, Rendered wording, CancellationToken cancel) =>
        (await EditAnswer(token, message, wording, cancel)).Fault;

    /// <summary>For a few minutes the same nonce is the same message, however often it is sent.</summary>
    public async Task<Result<string, DiscordFailure>> Post(string channel, Rendered message, string nonce, CancellationToken cancel)
    {
        var body = MessageBody.Of(message);
        body["nonce"] = nonce;
        body["enforce_nonce"] = true;
        return Id(await wire.Call(ByBot(HttpMethod.Post, "channels/{channel}/messages", channel, "channels", channel, "messages")
            with { Body = body, Files = message.Files, HarmlessTwice = true }, cancel));
    }

    public async Task<DiscordFailure?> Edit(string channel, string message, Rendered wording, CancellationToken cancel) =>
        (await wire.Call(ByBot(HttpMethod.Patch, Message, channel, "channels", channel, "messages", message)
            with { Body = MessageBody.Edit(wording), Files = wording.Files, HarmlessTwice = true }, cancel)).Fault;

    public async Task<DiscordFailure?> Delete(string channel, string message, CancellationToken cancel) =>
        (await wire.Call(ByBot(HttpMethod.Delete, Message, channel, "channels", channel, "messages", message) with { HarmlessTwice = true },
            cancel)).Fault;

    public async Task<DiscordFailure?> Pin(string channel, string message, CancellationToken cancel) =>
        (await wire.Call(ByBot(HttpMethod.Put, "channels/{channel}/messages/pins/{message}", channel, "channels", channel, "messages",
            "pins", message) with { HarmlessTwice = true }, cancel)).Fault;

    /// <summary>The channel of the direct messages with that person.</summary>
    public async Task<Result<string, DiscordFailure>> OpenDirectMessage(string user, CancellationToken cancel) =>
        Id(await wire.Call(ByBot(HttpMethod.Post, "users/@me/channels", "", "users", "@me", "channels")
            with { Body = new JsonObject { ["recipient_id"] = user }, HarmlessTwice = true }, cancel));

    public async Task<Result<DiscordChannel, DiscordFailure>> Channel(string channel, CancellationToken cancel)
    {
        if ((await Get("channels/{channel}", channel, cancel, "channels", channel)).Failed(out var answer, out var failure)) return failure;
        return DiscordChannel.Read(channel, answer.Body);
    }

    /// <summary>Who the token belongs to.</summary>
    public async Task<Result<DiscordIdentity, DiscordFailure>> Me(CancellationToken cancel)
    {
        if ((await Get("users/@me", "", cancel, "users", "@me")).Failed(out var user, out var failure)) return failure;
        if ((await Get("applications/@me", "", cancel, "applications", "@me")).Failed(out var application, out failure)) return failure;
        if (user.Body.Text("id") is not { } id) return DiscordFailure.Without("id");
        return new DiscordIdentity(id, user.Body.Text("username") ?? id, application.Body.Text("id") ?? "", application.Date ?? user.Date)
        {
            PublicKey = application.Body.Text("verify_key"), InteractionsUrl = application.Body.Text("interactions_endpoint_url"),
        };
    }

    /// <summary>The server's name; a failure where the bot is not in it.</summary>
    public async Task<Result<string, DiscordFailure>> Guild(string guild, CancellationToken cancel)
    {
        if ((await Get("guilds/{guild}", guild, cancel, "guilds", guild)).Failed(out var answer, out var failure)) return failure;
        return answer.Body.Text("name") ?? guild;
    }

    /// <summary>The bot in the server: a failure where Discord shows it nothing of the kind.</summary>
    public async Task<Result<Membership, DiscordFailure>> Membership(string guild, string user, CancellationToken cancel)
    {
        if ((await Get("guilds/{guild}", guild, cancel, "guilds", guild)).Failed(out var server, out var failure)) return failure;
        if ((await Get("guilds/{guild}/members/{user}", guild, cancel, "guilds", guild, "members", user))
            .Failed(out var member, out failure)) return failure;
        var own = member.Body.List("roles").Select(role => role.ToString()).Append(guild).ToList();
        var allowed = server.Body.List("roles").Where(role => own.Contains(role.Text("id") ?? ""))
            .Aggregate(0UL, (bits, role) => bits | Overwrite.Bits(role.Text("permissions")));
        return new Membership(user, guild, own, allowed);
    }

    /// <summary>None where that person is in the server. Somebody waits for it, so it is tried once.</summary>
    public async Task<DiscordFailure?> LookUpMember(string guild, string user, CancellationToken cancel) =>
        (await wire.Call(ByBot(HttpMethod.Get, "guilds/{guild}/members/{user}", guild, "guilds", guild, "members", user), cancel)).Fault;

    /// <summary>The channel's newest messages, newest first; none where the bot may not read on.</summary>
    public async Task<Result<IReadOnlyList<JsonElement>, DiscordFailure>> History(string channel, CancellationToken cancel)
    {
        var address = At(["channels", channel, "messages"], "?limit=100");
        var call = new DiscordCall(HttpMethod.Get, "channels/{channel}/messages", channel, address);
        return List(await wire.Call(call with { Token = discord.Token, HarmlessTwice = true }, cancel));
    }

    /// <summary>The commands registered in the server, as Discord writes them.</summary>
    public async Task<Result<IReadOnlyList<JsonElement>, DiscordFailure>> Commands(CancellationToken cancel) =>
        List(await wire.Call(OfCommands(HttpMethod.Get), cancel));

    /// <summary>Puts these in place of all commands in the server.</summary>
    public async Task<Result<IReadOnlyList<JsonElement>, DiscordFailure>> PutCommands(JsonArray commands, CancellationToken cancel) =>
        List(await wire.Call(OfCommands(HttpMethod.Put) with { Body = commands }, cancel));

    public async Task<Result<DiscordGateway, DiscordFailure>> Gateway(CancellationToken cancel)
    {
        if ((await Get("gateway/bot", "", cancel, "gateway", "bot")).Failed(out var answer, out var failure)) return failure;
        return DiscordGateway.Read(answer.Body) is { } gateway ? gateway : DiscordFailure.Without("url");
    }

    Task<Result<DiscordAnswer, DiscordFailure>> EditAnswer(string token, string message, Rendered wording, CancellationToken cancel) =>
        wire.Call(ByInteraction(HttpMethod.Patch, token, message)
            with { Body = MessageBody.Edit(wording), Files = wording.Files, HarmlessTwice = true }, cancel);

    Task<Result<DiscordAnswer, DiscordFailure>> Get(
        string route, string major, CancellationToken cancel, params ReadOnlySpan<string> path) =>
        wire.Call(ByBot(HttpMethod.Get, route, major, path) with { HarmlessTwice = true }, cancel);

    DiscordCall OfCommands(HttpMethod method) =>
        ByBot(method, "applications/{application}/guilds/{guild}/commands", discord.GuildId, "applications", discord.ApplicationId,
            "guilds", discord.GuildId, "commands") with { HarmlessTwice = true };

    DiscordCall ByBot(HttpMethod method, string route, string major, params ReadOnlySpan<string> path) =>
        new(method, route, major, At(path)) { Token = discord.Token };

    DiscordCall ByInteraction(HttpMethod method, string token, string? message) => message is null
        ? new(method, "webhooks/{application}/{token}", token, At(["webhooks", discord.ApplicationId, token], "?wait=true"))
        : new(method, "webhooks/{application}/{token}/messages/{message}", token,
            At(["webhooks", discord.ApplicationId, token, "messages", message]));

    // Ids and tokens come from outside: none may lead to another address, dots least of all.
    Uri At(ReadOnlySpan<string> path, string query = "")
    {
        var address = new StringBuilder();
        foreach (var part in path) address.Append(address.Length == 0 ? "" : "/")
            .Append(part.Trim('.') is "" ? "-" : part[0] == '@' ? part : Uri.EscapeDataString(part));
        return new(discord.ApiUrl, address.Append(query).ToString());
    }

    static Result<string, DiscordFailure> Id(Result<DiscordAnswer, DiscordFailure> result)
    {
        if (result.Failed(out var answer, out var failure)) return failure;
        return answer.Body.Text("id") is { } id ? id : DiscordFailure.Without("id");
    }

    static Result<IReadOnlyList<JsonElement>, DiscordFailure> List(Result<DiscordAnswer, DiscordFailure> result)
    {
        if (result.Failed(out var answer, out var failure)) return failure;
        return answer.Body.ValueKind is JsonValueKind.Array ? answer.Body.EnumerateArray().ToList() : DiscordFailure.Without("list");
    }
}
