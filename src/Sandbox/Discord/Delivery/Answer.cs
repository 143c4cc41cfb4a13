using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>How the app answered a delivery, or why it did not.</summary>
public sealed record Answer
{
    public const string TimedOut = "timed_out";
    public const string NotReached = "not_reached";
    public const string BadStatus = "bad_status";
    public const string BadResponse = "bad_response";

    /// <summary>Discord itself is away, so nothing left the building.</summary>
    public const string Away = "discord_away";

    /// <summary>Null when the app answered in time.</summary>
    public string? Error { get; init; }

    /// <summary>What exactly was wrong with the answer, for whoever writes the app.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>HTTP status of the app's endpoint; 0 over the gateway.</summary>
    public int Status { get; init; }

    /// <summary>The interaction response, however it came.</summary>
    public JsonObject? Response { get; init; }
    public TimeSpan Took { get; init; }

    public bool Ok => Error is null;

    internal static Answer Failed(string error, params IReadOnlyList<string> details) => new() { Error = error, Details = details };
}
