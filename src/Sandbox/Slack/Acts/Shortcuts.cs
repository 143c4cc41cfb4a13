namespace OpsBot.Sandbox.Slack;

/// <summary>A person uses a shortcut of the app.</summary>
public static class Shortcuts
{
    extension(SlackWorld world)
    {
        /// <summary>From a message's own menu.</summary>
        public async Task<Outcome> MessageShortcut(
            string personId, string channelId, string ts, string callbackId, CancellationToken cancel)
        {
            if (world.People.Find(personId) is not { } person || world.Messages.Find(channelId, ts) is not { } message
                || !message.IsSeenBy(personId))
                return Outcome.Failed("gone");
            Known(world, "message", callbackId);
            var payload = Interaction.Payload(world, "message_action", person);
            payload["callback_id"] = callbackId;
            payload["action_ts"] = world.Ids.Ts();
            payload["trigger_id"] = world.Triggers.New(personId, viewId: null).Id;
            payload["message_ts"] = ts;
            payload["message"] = MessageJson.Of(world, message);
            payload["channel"] = Interaction.Channel(world, channelId);
            payload["response_url"] = world.ResponseUrls.New("app", personId, channelId, messageTs: null, command: null);
            return Outcome.Of(await world.Courier.Deliver(new(DeliveryKind.Interaction, payload), cancel));
        }

        /// <summary>From the lightning menu beside the composer.</summary>
        public async Task<Outcome> GlobalShortcut(string personId, string callbackId, CancellationToken cancel)
        {
            if (world.People.Find(personId) is not { } person) return Outcome.Failed("gone");
            Known(world, "global", callbackId);
            var payload = Interaction.Payload(world, "shortcut", person);
            payload["callback_id"] = callbackId;
            payload["action_ts"] = world.Ids.Ts();
            payload["trigger_id"] = world.Triggers.New(personId, viewId: null).Id;
            return Outcome.Of(await world.Courier.Deliver(new(DeliveryKind.Interaction, payload), cancel));
        }
    }

    static void Known(SlackWorld world, string type, string callbackId)
    {
        if (!world.App.Manifest.Shortcuts.Any(shortcut => shortcut.Type == type && shortcut.CallbackId == callbackId))
            throw new ArgumentException($"The manifest has no {type} shortcut {callbackId}.", nameof(callbackId));
    }
}
