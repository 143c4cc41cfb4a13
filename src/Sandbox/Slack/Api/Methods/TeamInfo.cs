using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/team.info</summary>
sealed class TeamInfo : IApiMethod
{
    public string Name => "team.info";
    public string? Scope => "team:read";
    public RateLimit Limit => Tiers.Tier3;
    public bool TakesJson => false;

    public JsonObject Run(SlackWorld world, Arguments given) => Reply.Ok("team", new JsonObject
    {
        ["id"] = world.TeamId,
        ["name"] = world.TeamName,
        ["domain"] = world.TeamDomain,
        ["url"] = $"https://{world.TeamDomain}.slack.com/",
        ["email_domain"] = "",
    });
}
