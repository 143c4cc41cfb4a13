using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/auth.test</summary>
sealed class AuthTest : IApiMethod
{
    public string Name => "auth.test";
    public string? Scope => null;
    public RateLimit Limit => Tiers.Hundreds;
    public bool TakesJson => true;

    public JsonObject Run(SlackWorld world, Arguments given) => new()
    {
        ["ok"] = true,
        ["url"] = $"https://{world.TeamDomain}.slack.com/",
        ["team"] = world.TeamName,
        ["user"] = world.People.Find(world.App.BotUserId)!.Name,
        ["team_id"] = world.TeamId,
        ["user_id"] = world.App.BotUserId,
        ["bot_id"] = world.App.BotId,
        ["is_enterprise_install"] = false,
    };
}
