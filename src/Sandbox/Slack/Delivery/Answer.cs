using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>How the app acknowledged a delivery, or Slack's code for why it did not.</summary>
public sealed record Answer
{
    public const string TimedOut = "operation_timeout";
    public const string NotReached = "dispatch_failed";
    public const string ClientError = "http_client_error";
    public const string ServerError = "http_service_error";

    /// <summary>Slack itself is away, so nothing left the building.</summary>
    public const string Away = "slack_away";

    /// <summary>Null when the app acknowledged in time.</summary>
    public string? Error { get; init; }
    public int Status { get; init; }
    public string Text { get; init; } = "";

    /// <summary>The body where it is a JSON object.</summary>
    public JsonObject? Json { get; init; }
    public TimeSpan Took { get; init; }

    /// <summary>The app asked not to be sent this again.</summary>
    public bool NoRetry { get; init; }

    public bool Ok => Error is null;
    public bool IsEmpty => Json is null && string.IsNullOrWhiteSpace(Text);

    public static Answer Failed(string error) => new() { Error = error };

    internal static JsonObject? ParseObject(string text) =>
        text.AsSpan().TrimStart().StartsWith("{") && StrictJson.TryParse(text, out var node) ? node as JsonObject : null;
}
