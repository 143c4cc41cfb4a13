using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>A person presses a button, or picks in a menu that reports at once.</summary>
public static class Clicking
{
    extension(SlackWorld world)
    {
        public Task<Outcome> Click(string personId, Container at, string blockId, string actionId, CancellationToken cancel) =>
            world.Click(personId, at, blockId, actionId, [], cancel);

        /// <summary>
        /// <paramref name="picked"/>: option values, user or channel ids, a date, a time, or typed text, as the element takes them.
        /// </summary>
        public async Task<Outcome> Click(
            string personId, Container at, string blockId, string actionId, IReadOnlyList<string> picked, CancellationToken cancel)
        {
            if (world.People.Find(personId) is not { } person || Surface.Find(world, personId, at) is not { } surface)
                return Outcome.Failed("gone", "The message or view is no longer there.");
            if (Place.Find(surface.Blocks, blockId, actionId) is not { } place)
                return Outcome.Failed("gone", $"There is no element {actionId} in block {blockId}.");

            var action = Action(world, personId, place, picked);
            if (InputState.KeyOf(place.Type) is { } key)
                surface = surface.With(world, blockId, actionId,
                    new JsonObject { ["type"] = place.Type, [key] = action[key]?.DeepClone() });

            var payload = Interaction.Payload(world, "block_actions", person);
            payload["trigger_id"] = world.Triggers.New(personId, surface.View is { Type: "modal" } modal ? modal.Id : null).Id;
            Interaction.PutSource(world, payload, surface);
            if (surface.Message is { } message)
            {
                payload["state"] = new JsonObject { ["values"] = surface.State(world).ToJson() };
                payload["response_url"] = world.ResponseUrls.New("actions", personId, message.ChannelId, message.Ts, command: null);
            }

            payload["actions"] = new JsonArray(action);
            return Outcome.Of(await world.Courier.Deliver(new(DeliveryKind.Interaction, payload), cancel));
        }

        /// <summary>
        /// Puts a value into an input without telling the app; true when the element wants the app told too (then <c>Click</c>).
        /// </summary>
        public bool Fill(string personId, Container at, string blockId, string actionId, params IReadOnlyList<string> picked)
        {
            if (Surface.Find(world, personId, at) is not { } surface || Place.Find(surface.Blocks, blockId, actionId) is not { } place)
                return false;
            if (InputState.KeyOf(place.Type) is not { } key) return false;
            surface.With(world, blockId, actionId, InputState.Picked(place, key, picked, Option(world, personId, place)));
            return !place.IsInput || place.Block["dispatch_action"] is JsonValue dispatch && dispatch.ToString() is "true";
        }
    }

    static JsonObject Action(SlackWorld world, string personId, Place place, IReadOnlyList<string> picked)
    {
        var action = new JsonObject { ["type"] = place.Type, ["action_id"] = place.ActionId, ["block_id"] = place.BlockId };
        if (place.Type == "button")
        {
            foreach (var field in new[] { "text", "value", "url", "style" })
            {
                if (place.Element[field] is { } given) action[field] = given.DeepClone();
            }
        }
        else if (place.Type == "overflow")
        {
            action["selected_option"] = Option(world, personId, place)(picked[0]);
        }
        else if (InputState.KeyOf(place.Type) is { } key)
        {
            action[key] = InputState.Picked(place, key, picked, Option(world, personId, place))[key]?.DeepClone();
            if (place.Element["placeholder"] is { } placeholder) action["placeholder"] = placeholder.DeepClone();
        }

        action["action_ts"] = world.Ids.Ts();
        return action;
    }

    // A person can only pick what they were shown, so an unknown value is a mistake of the caller.
    static Func<string, JsonObject> Option(SlackWorld world, string personId, Place place) => value =>
        place.Options
            .Concat((world.Drafts.OptionsOf(personId, place.BlockId, place.ActionId) ?? []).OfType<JsonObject>())
            .FirstOrDefault(option => (string?)option["value"] == value)?.DeepClone().AsObject()
        ?? throw new ArgumentException($"'{value}' is not among the options of {place.ActionId}.");
}
