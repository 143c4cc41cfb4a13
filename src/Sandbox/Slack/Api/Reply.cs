using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>Slack's envelope around every answer of the Web API.</summary>
static class Reply
{
    internal static JsonObject Ok() => new() { ["ok"] = true };

    internal static JsonObject Ok(string name, JsonNode? value) => new() { ["ok"] = true, [name] = value };

    internal static JsonObject Error(string code) => new() { ["ok"] = false, ["error"] = code };

    /// <summary>The code first, then the sentences, as the checks of messages and views give them.</summary>
    internal static JsonObject Error(IReadOnlyList<string> reasons)
    {
        var reply = Error(reasons[0]);
        if (reasons.Count == 1) return reply;
        reply["errors"] = Sentences();
        reply["response_metadata"] = new JsonObject { ["messages"] = Sentences() };
        return reply;

        JsonArray Sentences() => [.. reasons.Skip(1).Select(reason => JsonValue.Create(reason))];
    }

    internal static ApiReply AsText(JsonObject reply, int status = StatusCodes.Status200OK) =>
        ApiReply.Of(status, "application/json; charset=utf-8", reply.ToJsonString(), (string?)reply["error"]);

    internal static JsonObject MissingScope(SlackApp app, string needed) => new()
    {
        ["ok"] = false,
        ["error"] = "missing_scope",
        ["needed"] = needed,
        ["provided"] = string.Join(',', app.Scopes),
    };

    /// <summary>One page of a list under Slack's cursor scheme, where an empty cursor is the end.</summary>
    internal static JsonObject Page(string name, IReadOnlyList<JsonNode> items, Arguments given)
    {
        var limit = Math.Clamp(given.Number("limit") ?? 100, 1, 1000);
        if (!int.TryParse(given.Text("cursor") is { Length: > 0 } cursor ? cursor : "0", out var start) || start < 0 || start > items.Count)
            return Error("invalid_cursor");
        var next = start + limit < items.Count ? start + limit : 0;
        var reply = Ok(name, new JsonArray([.. items.Skip(start).Take(limit)]));
        reply["response_metadata"] = new JsonObject { ["next_cursor"] = next == 0
            ? "" : next.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        return reply;
    }
}
