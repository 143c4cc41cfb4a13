namespace OpsBot.Sandbox.Discord;

/// <summary>The bot's own user.</summary>
sealed class GetMe : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => "users/@me";
    public RateLimit Limit => RateLimit.PerSeconds(30, 30);

    public Reply Run(DiscordWorld world, Call call)
    {
        var json = UserJson.Of(world.People.Find(world.App.BotUserId)!);
        json["mfa_enabled"] = false;
        json["locale"] = "en-US";
        json["verified"] = true;
        json["bio"] = "";
        return Reply.Ok(json);
    }
}
