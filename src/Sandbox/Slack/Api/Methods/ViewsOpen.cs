using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/views.open</summary>
sealed class ViewsOpen : IApiMethod
{
    public string Name => "views.open";
    public string? Scope => null;
    public RateLimit Limit => Tiers.Tier4;
    public bool TakesJson => true;
    public string[] Required => ["trigger_id", "view"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (ViewContent.Read(world, given["view"], "modal", out var content) is { } reasons) return Reply.Error(reasons);
        if (world.Triggers.Check(given.Text("trigger_id")!, out var trigger) is { } refused) return Reply.Error(refused);
        if (content!.ExternalId is not "" && world.Views.FindExternal(content.ExternalId) is not null)
            return Reply.Error("duplicate_external_id");
        if (!world.Triggers.Exchange(trigger!)) return Reply.Error("exchanged_trigger_id");
        var view = content.NewView(trigger!.PersonId, below: null);
        world.Views.Open(view);
        return Reply.Ok("view", ViewJson.Of(world, view));
    }
}
