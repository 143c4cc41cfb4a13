using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>A modal as one person has it on the screen.</summary>
public sealed record Modal
{
    /// <summary>Tells one opening from the next; the app never sees it.</summary>
    public required string Id { get; init; }
    public required string PersonId { get; init; }
    public required string ChannelId { get; init; }

    /// <summary>The message whose component opened it.</summary>
    public string? MessageId { get; init; }
    public required string CustomId { get; init; }
    public required string Title { get; init; }

    /// <summary>Labels, text displays and old action rows, every id filled in.</summary>
    public required JsonArray Components { get; init; }

    /// <summary>What stands in the inputs, by custom_id: one text, or the values that are chosen.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> State { get; init; } = [];

    /// <summary>custom_id to sentence, from the client's own checks.</summary>
    public ImmutableDictionary<string, string> Errors { get; init; } = [];

    /// <summary>Discord's sentence on the modal when the app did not answer.</summary>
    public string? Trouble { get; init; }

    /// <summary>A submission is on its way to the app.</summary>
    public bool IsSubmitting { get; init; }

    public ImmutableArray<string> ValuesOf(string customId) => State.GetValueOrDefault(customId, []);
}
