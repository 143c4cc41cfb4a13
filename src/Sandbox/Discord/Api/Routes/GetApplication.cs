using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The application itself.</summary>
sealed class GetApplication(string template) : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => template;
    public RateLimit Limit => RateLimit.PerSeconds(30, 30);

    public Reply Run(DiscordWorld world, Call call) => Reply.Ok(new JsonObject
    {
        ["id"] = world.App.ApplicationId,
        ["name"] = world.App.Name,
        ["icon"] = null,
        ["description"] = "",
        ["bot_public"] = false,
        ["bot_require_code_grant"] = false,
        ["bot"] = UserJson.Of(world.People.Find(world.App.BotUserId)!),
        ["verify_key"] = world.App.PublicKey,
        ["interactions_endpoint_url"] = world.App.InteractionsUrl?.AbsoluteUri,
        ["flags"] = 0,
    });
}
