using System.Text.Json.Serialization;

namespace OpsBot.Core.Operations;

public enum PlaceKind
{
    /// <summary>Everybody in it reads it, and others speak there, too.</summary>
    Channel,

    /// <summary>The direct messages with one person.</summary>
    Person,

    /// <summary>A page or a pinned message that is painted anew.</summary>
    Page,

    /// <summary>The answer to one request, read by who asked.</summary>
    Answer,

    /// <summary>The answer to one request, read by everybody in the channel.</summary>
    Room,

    /// <summary>A form that opens by itself.</summary>
    Dialog,
}

/// <summary>Where the bot may speak on one platform. What is said in one place goes out in order.</summary>
public sealed record ChatPlace(string Platform, PlaceKind Kind, string Id)
{
    /// <summary>What the platform needs besides to get there, as JSON that nobody else reads.</summary>
    public string? Means { get; init; }

    /// <summary>Nothing but what answers one request is ever said there, so nothing in it waits for anything else.</summary>
    [JsonIgnore]
    public bool IsOfOneRequest => Kind is PlaceKind.Answer or PlaceKind.Room or PlaceKind.Dialog;
}
