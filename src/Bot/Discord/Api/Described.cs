using System.Text.Json;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>Who the token belongs to, and what time Discord has.</summary>
sealed record DiscordIdentity(string Id, string Name, string ApplicationId, DateTimeOffset? Date)
{
    /// <summary>What Discord signs interactions for, in hex.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Set in the application's settings: interactions come there, and none over the gateway.</summary>
    public string? InteractionsUrl { get; init; }
}

/// <summary>The first answer to an interaction as it stands.</summary>
sealed record AnswerState(string Id, int Flags)
{
    const int Loading = 128;

    public bool IsEphemeral => (Flags & MessageBody.Ephemeral) != 0;

    /// <summary>It says that the bot is thinking, and nothing else yet.</summary>
    public bool IsThinking => (Flags & Loading) != 0;
}

/// <summary>A channel or a thread; an archived thread takes messages no more once it is locked.</summary>
sealed record DiscordChannel(string Id, string Name, int Type, string? GuildId, bool IsArchived, bool IsLocked)
{
    /// <summary>Who may and may not do what here, against what their roles say.</summary>
    public IReadOnlyList<Overwrite> Overwrites { get; init; } = [];

    // A category, a forum, a directory or a media channel holds other channels and no messages.
    public bool TakesMessages => Type is not (4 or 14 or 15 or 16);

    public bool IsThread => Type is 10 or 11 or 12;

    /// <summary>Of a thread, the channel that it hangs from.</summary>
    public string? ParentId { get; init; }

    public static DiscordChannel Read(string id, JsonElement body) => new(
        id, body.Text("name") ?? id, body.Whole("type") ?? 0, body.Text("guild_id"),
        body.At("thread_metadata")?.Is("archived") ?? false, body.At("thread_metadata")?.Is("locked") ?? false)
    {
        ParentId = body.Text("parent_id"),
        Overwrites = [.. body.List("permission_overwrites").Select(Overwrite.Read)],
    };
}

/// <summary>What one role or member is allowed and denied in a channel.</summary>
sealed record Overwrite(string Id, ulong Allow, ulong Deny)
{
    public static Overwrite Read(JsonElement body) => new(body.Text("id") ?? "", Bits(body.Text("allow")), Bits(body.Text("deny")));

    // Written as text: JavaScript has no numbers that large.
    public static ulong Bits(string? text) =>
        ulong.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var bits) ? bits : 0;
}

/// <summary>Where the gateway is, and how many sessions may be begun before it is reset; beyond, Discord resets the token.</summary>
sealed record DiscordGateway(Uri Url, int Remaining, int Total, TimeSpan ResetAfter)
{
    const double ADay = 86_400_000;

    public static DiscordGateway? Read(JsonElement body)
    {
        if (!Uri.TryCreate(body.Text("url"), UriKind.Absolute, out var url)) return null;
        var limit = body.At("session_start_limit") ?? default;
        return new(url, limit.Whole("remaining") ?? 1, limit.Whole("total") ?? 1,
            TimeSpan.FromMilliseconds(Math.Clamp(limit.Number("reset_after") ?? 0, 0, ADay)));
    }
}
