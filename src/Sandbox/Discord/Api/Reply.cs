using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The answer to a REST call.</summary>
sealed record Reply(int Status, JsonNode? Body)
{
    internal static Reply Ok(JsonNode body) => new(StatusCodes.Status200OK, body);

    internal static Reply Created(JsonNode body) => new(StatusCodes.Status201Created, body);

    internal static Reply NoContent { get; } = new(StatusCodes.Status204NoContent, null);

    internal ApiReply AsText() =>
        ApiReply.Of(Status, "application/json", Body?.ToJsonString(), Code?.ToString(CultureInfo.InvariantCulture));

    internal bool IsFault => Status >= 400;

    /// <summary>Discord's error code; null where all is well.</summary>
    internal int? Code => IsFault && Body is JsonObject json ? (int?)json["code"] : null;
}
