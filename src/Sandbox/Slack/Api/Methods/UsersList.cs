using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/users.list</summary>
sealed class UsersList : IApiMethod
{
    public string Name => "users.list";
    public string? Scope => "users:read";
    public RateLimit Limit => Tiers.Tier2;
    public bool TakesJson => false;

    public JsonObject Run(SlackWorld world, Arguments given) =>
        Reply.Page("members", [.. world.People.All.Select(person => UserJson.Of(world, person))], given);
}
