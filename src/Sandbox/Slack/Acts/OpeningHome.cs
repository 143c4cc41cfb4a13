using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>A person opens the app in the side bar.</summary>
public static class OpeningHome
{
    extension(SlackWorld world)
    {
        public Task<Outcome> OpenHome(string personId, CancellationToken cancel) => world.OpenHome(personId, "home", cancel);

        /// <summary>
        /// <paramref name="tab"/>: "home" or "messages". Comes back when the app has acknowledged, not when it has published.
        /// </summary>
        public async Task<Outcome> OpenHome(string personId, string tab, CancellationToken cancel)
        {
            var happened = new JsonObject
            {
                ["type"] = "app_home_opened",
                ["user"] = personId,
                ["channel"] = world.Channels.DirectMessage(personId, world.App.BotUserId).Id,
                ["tab"] = tab,
                ["event_ts"] = world.Ids.Ts(),
            };
            if (tab == "home" && world.Views.HomeOf(personId) is { } home) happened["view"] = ViewJson.Of(world, home);
            return Outcome.Of(await world.Events.Send(happened, cancel));
        }
    }
}
