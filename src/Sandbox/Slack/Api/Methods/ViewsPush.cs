using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/views.push</summary>
sealed class ViewsPush : IApiMethod
{
    public string Name => "views.push";
    public string? Scope => null;
    public RateLimit Limit => Tiers.Tier4;
    public bool TakesJson => true;
    public string[] Required => ["trigger_id", "view"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (ViewContent.Read(world, given["view"], "modal", out var content) is { } reasons) return Reply.Error(reasons);
        if (world.Triggers.Check(given.Text("trigger_id")!, out var trigger) is { } refused) return Reply.Error(refused);
        // Only something done inside a modal may put another one on top of it.
        if (trigger!.ViewId is null || world.Views.TopOf(trigger.PersonId) is not { } top) return Reply.Error("invalid_trigger_id");
        if (world.Views.StackOf(trigger.PersonId).Length >= Views.DeepestStack) return Reply.Error("push_limit_reached");
        if (content!.ExternalId is not "" && world.Views.FindExternal(content.ExternalId) is not null)
            return Reply.Error("duplicate_external_id");
        if (!world.Triggers.Exchange(trigger)) return Reply.Error("exchanged_trigger_id");
        var view = content.NewView(trigger.PersonId, below: top);
        world.Views.Push(view);
        return Reply.Ok("view", ViewJson.Of(world, view));
    }
}
