using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>Does what the acknowledgement of a view_submission says.</summary>
static class ResponseAction
{
    internal static Outcome Apply(SlackWorld world, View view, Answer answer)
    {
        if (answer.IsEmpty)
        {
            Close(world, view);
            return Outcome.Done;
        }

        if (answer.Json is not { } json)
            return Outcome.Failed("invalid_response", "The acknowledgement of a submission is empty or a JSON object.");
        switch (json["response_action"] is JsonValue action ? action.ToString() : "")
        {
            case "clear":
                world.Views.Clear(view.PersonId);
                return Outcome.Done;
            case "errors":
                return Refuse(world, view, json["errors"] as JsonObject);
            case "update":
                return Replace(world, view, json["view"]);
            case "push":
                return Push(world, view, json["view"]);
            case "" when json.Count == 0:
                Close(world, view);
                return Outcome.Done;
            default:
                return Outcome.Failed("invalid_response_action", json.ToJsonString());
        }
    }

    /// <summary>Takes the view off the screen, and all of them where it says clear_on_close.</summary>
    internal static void Close(SlackWorld world, View view)
    {
        if (view.ClearOnClose)
            world.Views.Clear(view.PersonId);
        else
            world.Views.Pop(view);
    }

    static Outcome Refuse(SlackWorld world, View view, JsonObject? errors)
    {
        if (errors is not { Count: > 0 }) return Outcome.Failed("invalid_response_action", "errors is empty.");
        var inputs = Place.AllIn(view.Blocks).Where(place => place.IsInput).Select(place => place.BlockId).ToHashSet();
        if (errors.FirstOrDefault(error => !inputs.Contains(error.Key)) is { Key: { } unknown })
            return Outcome.Failed("invalid_response_action", $"errors names '{unknown}', which is not the block_id of an input.");
        var sentences = errors.ToImmutableDictionary(error => error.Key, error => error.Value?.ToString() ?? "");
        world.Views.Change(view.Id, now => now with { Errors = sentences });
        return new() { FieldErrors = sentences };
    }

    static Outcome Replace(SlackWorld world, View view, JsonNode? given)
    {
        if (ViewContent.Read(world, given, "modal", out var content) is { } problems) return Outcome.Failed("invalid_view", [.. problems]);
        world.Views.Change(view.Id, now => content!.PutInto(now));
        return Outcome.Done;
    }

    static Outcome Push(SlackWorld world, View view, JsonNode? given)
    {
        if (ViewContent.Read(world, given, "modal", out var content) is { } problems) return Outcome.Failed("invalid_view", [.. problems]);
        if (world.Views.StackOf(view.PersonId).Length >= Views.DeepestStack) return Outcome.Failed("push_limit_reached");
        world.Views.Push(content!.NewView(view.PersonId, below: view));
        return Outcome.Done;
    }
}
