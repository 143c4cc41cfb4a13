using System.Text.Json;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

enum InteractionKind { Other, Ping, Command, Click, Typing, Form }

/// <summary>What every interaction says: its own id and token, who did it, and where.</summary>
sealed record Interaction(string Id, string Token, InteractionKind Kind, string User)
{
    const int LongestToken = 1_000;
    const int Ephemeral = 64;

    public string? UserName { get; init; }
    public string? Channel { get; init; }
    public bool IsDirect { get; init; }

    /// <summary>It was done in a message that only this person sees, or in direct messages with the bot.</summary>
    public bool IsInOwnMessage { get; init; }

    public JsonElement Data { get; init; }

    /// <summary>
    /// None where anything is missing or of the wrong kind; ids go into addresses and SQL, so nothing else than an id does.
    /// </summary>
    public static Interaction? Read(JsonElement payload)
    {
        var user = payload.At("member")?.At("user") ?? payload.At("user") ?? default;
        if (IdIn(payload, "id") is not { } id || IdIn(user, "id") is not { } who
            || payload.Text("token") is not { Length: > 0 and <= LongestToken } token || !token.All(IsTokenCharacter)) return null;
        var isDirect = payload.At("guild_id") is null;
        var flags = payload.At("message")?.At("flags") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var bits)
            ? bits : 0;
        return new(id, token, KindOf(payload), who)
        {
            UserName = Name(payload.At("member")?.Text("nick") ?? user.Text("global_name") ?? user.Text("username")),
            Channel = IdIn(payload, "channel_id"),
            IsDirect = isDirect,
            IsInOwnMessage = payload.At("message") is not null && (isDirect || (flags & Ephemeral) != 0),
            Data = payload.At("data") ?? default,
        };
    }

    static string? IdIn(JsonElement element, string name) => element.Text(name) is { } text && DiscordOptions.IsId(text) ? text : null;

    static InteractionKind KindOf(JsonElement payload) =>
        payload.At("type") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var type) && type is >= 1 and <= 5
            ? (InteractionKind)type : InteractionKind.Other;

    static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=' or '+' or '~';

    static string? Name(string? text) => text is null ? null : ChatText.Cut(ChatText.OneLine(text), 80);
}
