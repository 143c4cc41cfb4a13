using System.Text.Json.Nodes;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>A reply as Discord takes it: components, the files they refer to, who may be pinged, and the clicks to keep.</summary>
sealed record Rendered(JsonArray Components)
{
    /// <summary>Each is uploaded under its name, which a File component refers to as attachment://name.</summary>
    public IReadOnlyList<Attachment> Files { get; init; } = [];

    /// <summary>Ids of the users that the bot means to notify; nobody else is ever pinged.</summary>
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>Must stand in the database before the message is sent.</summary>
    public IReadOnlyList<KeptClick> Kept { get; init; } = [];
}
