using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/views.update</summary>
sealed class ViewsUpdate : IApiMethod
{
    public string Name => "views.update";
    public string? Scope => null;
    public RateLimit Limit => Tiers.Tier4;
    public bool TakesJson => true;
    public string[] Required => ["view"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (!given.Has("view_id") && !given.Has("external_id"))
            return Reply.Error(["invalid_arguments", "[ERROR] missing required field: view_id or external_id"]);
        var view = given.Has("view_id") ? world.Views.Find(given.Text("view_id")) : world.Views.FindExternal(given.Text("external_id")!);
        if (view is null) return Reply.Error("not_found");
        if (ViewContent.Read(world, given["view"], view.Type, out var content) is { } reasons) return Reply.Error(reasons);
        if (content!.ExternalId is not "" && world.Views.FindExternal(content.ExternalId) is { } other && other.Id != view.Id)
            return Reply.Error("duplicate_external_id");

        var hash = given.Has("hash") ? given.Text("hash") : null;
        View? updated = null;
        var found = world.Views.Change(view.Id, now => hash is null || hash == now.Hash ? updated = content.PutInto(now) : now);
        return !found ? Reply.Error("not_found")
            : updated is null ? Reply.Error("hash_conflict")
            : Reply.Ok("view", ViewJson.Of(world, updated));
    }
}
