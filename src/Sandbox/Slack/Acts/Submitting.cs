using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>A person presses a modal's submit button.</summary>
public static class Submitting
{
    /// <summary>Slack's sentence on a modal whose submission was not acknowledged properly.</summary>
    public const string NoAnswer = "We had some trouble connecting. Try again?";

    extension(SlackWorld world)
    {
        /// <summary>Fills the inputs by block_id first.</summary>
        public Task<Outcome> Submit(string personId, string viewId, IReadOnlyDictionary<string, string> values, CancellationToken cancel)
        {
            foreach (var (blockId, value) in values)
            {
                var place = Place.AllIn(world.Views.Find(viewId)?.Blocks ?? []).FirstOrDefault(place => place.BlockId == blockId)
                    ?? throw new ArgumentException($"The view has no input in block {blockId}.", nameof(values));
                world.Fill(personId, Container.OfView(viewId), blockId, place.ActionId, value);
            }

            return world.Submit(personId, viewId, cancel);
        }

        /// <summary>Sends what stands in the inputs.</summary>
        public async Task<Outcome> Submit(string personId, string viewId, CancellationToken cancel)
        {
            if (world.People.Find(personId) is not { } person || world.Views.TopOf(personId) is not { } view || view.Id != viewId)
                return Outcome.Failed("gone", "The view is not the one on the screen.");
            var wrong = InputCheck.Of(view);
            world.Views.Change(viewId, now => now with { Errors = wrong, Trouble = null, IsSubmitting = wrong.IsEmpty });
            if (!wrong.IsEmpty) return new() { FieldErrors = wrong };

            var payload = Interaction.Payload(world, "view_submission", person);
            payload["trigger_id"] = world.Triggers.New(personId, viewId).Id;
            payload["view"] = ViewJson.Of(world, view);
            payload["response_urls"] = ResponseUrls(world, view);
            var answer = await world.Courier.Deliver(new(DeliveryKind.Interaction, payload), cancel);
            world.Views.Change(viewId, now => now with { IsSubmitting = false });
            var outcome = answer.Ok ? ResponseAction.Apply(world, view, answer) : Outcome.Of(answer);
            if (outcome.Error is not null) world.Views.Change(viewId, now => now with { Trouble = NoAnswer });
            return outcome with { Took = answer.Took };
        }
    }

    static JsonArray ResponseUrls(SlackWorld world, View view)
    {
        var urls = new JsonArray();
        foreach (var place in Place.AllIn(view.Blocks))
        {
            if (!place.IsInput || place.Element["response_url_enabled"] is not JsonValue enabled || enabled.ToString() is not "true")
                continue;
            var chosen = view.State.Find(place.BlockId, place.ActionId);
            if ((string?)(chosen?["selected_conversation"] ?? chosen?["selected_channel"]) is not { } channelId) continue;
            urls.Add(new JsonObject
            {
                ["block_id"] = place.BlockId,
                ["action_id"] = place.ActionId,
                ["channel_id"] = channelId,
                ["response_url"] = world.ResponseUrls.New("app", view.PersonId, channelId, messageTs: null, command: null),
            });
        }

        return urls;
    }
}
