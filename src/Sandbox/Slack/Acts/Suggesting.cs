using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>An option that an external select offers; <see cref="Group"/> is its heading, if any.</summary>
public sealed record Suggestion(string Value, string Text, string? Description, string? Group);

/// <summary>What an external select shows for the typed text.</summary>
public sealed record Suggestions(ImmutableArray<Suggestion> Options, string? Error, ImmutableArray<string> Details);

/// <summary>A person types into an external select.</summary>
public static class Suggesting
{
    const int DefaultMinimum = 3;

    extension(SlackWorld world)
    {
        public async Task<Suggestions> Suggest(
            string personId, Container at, string blockId, string actionId, string text, CancellationToken cancel)
        {
            if (world.People.Find(personId) is not { } person || Surface.Find(world, personId, at) is not { } surface
                || Place.Find(surface.Blocks, blockId, actionId) is not { } place)
                return new([], "gone", []);
            if (text.Length < (place.Element["min_query_length"]?.GetValue<int>() ?? DefaultMinimum)) return new([], null, []);

            var payload = Interaction.Payload(world, "block_suggestion", person);
            payload["block_id"] = blockId;
            payload["action_id"] = actionId;
            payload["value"] = text;
            Interaction.PutSource(world, payload, surface);
            var answer = await world.Courier.Deliver(new(DeliveryKind.Options, payload), cancel);
            return answer.Ok ? Read(world, personId, place, answer) : new([], answer.Error, []);
        }
    }

    static Suggestions Read(SlackWorld world, string personId, Place place, Answer answer)
    {
        if (answer.Json is not { } json) return new([], "invalid_options", ["The answer is not a JSON object."]);
        if (BlockKit.CheckOptions(json) is { Count: > 0 } problems)
            return new([], "invalid_options", [.. problems.Select(problem => problem.ToString())]);

        var suggestions = ImmutableArray.CreateBuilder<Suggestion>();
        var offered = new JsonArray();
        foreach (var group in json["option_groups"] as JsonArray ?? [json])
        {
            foreach (var option in (JsonArray)group!["options"]!)
            {
                suggestions.Add(new((string)option!["value"]!, (string)option["text"]!["text"]!, (string?)option["description"]?["text"],
                    (string?)group["label"]?["text"]));
                offered.Add(option.DeepClone());
            }
        }

        world.Drafts.Offer(personId, place.BlockId, place.ActionId, offered);
        return new(suggestions.ToImmutable(), null, []);
    }
}
