using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/users.info</summary>
sealed class UsersInfo : IApiMethod
{
    public string Name => "users.info";
    public string? Scope => "users:read";
    public RateLimit Limit => Tiers.Tier4;
    public bool TakesJson => false;
    public string[] Required => ["user"];

    public JsonObject Run(SlackWorld world, Arguments given) => world.People.Find(given.Text("user")) is { } person
        ? Reply.Ok("user", UserJson.Of(world, person))
        : Reply.Error("user_not_found");
}
