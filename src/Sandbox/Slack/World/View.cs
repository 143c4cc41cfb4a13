using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>A modal or an App Home, as one person has it on the screen.</summary>
public sealed record View
{
    public required string Id { get; init; }
    public required string PersonId { get; init; }

    /// <summary>"modal" or "home".</summary>
    public required string Type { get; init; }

    /// <summary>Changes with every update; a stale one is refused with hash_conflict.</summary>
    public required string Hash { get; init; }
    public required JsonArray Blocks { get; init; }
    public string Title { get; init; } = "";
    public string? Submit { get; init; }
    public string? Close { get; init; }
    public string CallbackId { get; init; } = "";
    public string ExternalId { get; init; } = "";
    public string PrivateMetadata { get; init; } = "";
    public bool NotifyOnClose { get; init; }
    public bool ClearOnClose { get; init; }
    public bool SubmitDisabled { get; init; }
    public required string RootViewId { get; init; }
    public string? PreviousViewId { get; init; }

    /// <summary>What stands in the inputs: block_id, then action_id, then the value object as Slack sends it.</summary>
    public ViewState State { get; init; } = ViewState.Empty;

    /// <summary>block_id to sentence, from response_action errors or from Slack's own checks of the inputs.</summary>
    public ImmutableDictionary<string, string> Errors { get; init; } = [];

    /// <summary>Slack's own sentence on top of the modal when the app did not answer.</summary>
    public string? Trouble { get; init; }

    /// <summary>A submission is on its way to the app.</summary>
    public bool IsSubmitting { get; init; }
}
