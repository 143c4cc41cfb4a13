using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/views.publish</summary>
sealed class ViewsPublish : IApiMethod
{
    public string Name => "views.publish";
    public string? Scope => null;
    public RateLimit Limit => Tiers.Tier4;
    public bool TakesJson => true;
    public string[] Required => ["user_id", "view"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (!world.App.Manifest.HomeTab) return Reply.Error("not_enabled");
        if (world.People.Find(given.Text("user_id")) is not { IsBot: false, IsDeleted: false } person) return Reply.Error("user_not_found");
        if (ViewContent.Read(world, given["view"], "home", out var content) is { } reasons) return Reply.Error(reasons);
        var home = world.Views.HomeOf(person.Id);
        if (given.Has("hash") && home is not null && given.Text("hash") != home.Hash) return Reply.Error("hash_conflict");
        if (content!.ExternalId is not "" && world.Views.FindExternal(content.ExternalId) is { } other && other.Id != home?.Id)
            return Reply.Error("duplicate_external_id");
        var published = home is null ? content.NewView(person.Id, below: null) : content.PutInto(home);
        world.Views.Publish(published);
        return Reply.Ok("view", ViewJson.Of(world, published));
    }
}
