namespace OpsBot.Sandbox.Slack;

/// <summary>A person closes a modal.</summary>
public static class Closing
{
    extension(SlackWorld world)
    {
        /// <summary>The close button takes one view away; the cross (<paramref name="all"/>) takes the whole stack.</summary>
        public async Task<Outcome> CloseView(string personId, string viewId, bool all, CancellationToken cancel)
        {
            var stack = world.Views.StackOf(personId);
            if (world.People.Find(personId) is not { } person || stack.FirstOrDefault(view => view.Id == viewId) is not { } view)
                return Outcome.Failed("gone");
            if (all)
            {
                world.Views.Clear(personId);
                // Closed by the cross, Slack names the root view, whichever was on top.
                view = stack[0];
            }
            else
            {
                ResponseAction.Close(world, view);
            }

            if (!view.NotifyOnClose) return Outcome.Done;
            var payload = Interaction.Payload(world, "view_closed", person);
            payload["view"] = ViewJson.Of(world, view);
            payload["is_cleared"] = all;
            return Outcome.Of(await world.Courier.Deliver(new(DeliveryKind.Interaction, payload), cancel));
        }
    }
}
