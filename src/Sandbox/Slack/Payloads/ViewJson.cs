using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>A view as payloads and API answers carry it.</summary>
static class ViewJson
{
    internal static JsonObject Of(SlackWorld world, View view) => new()
    {
        ["id"] = view.Id,
        ["team_id"] = world.TeamId,
        ["type"] = view.Type,
        ["blocks"] = view.Blocks.DeepClone(),
        ["private_metadata"] = view.PrivateMetadata,
        ["callback_id"] = view.CallbackId,
        ["state"] = new JsonObject { ["values"] = view.State.ToJson() },
        ["hash"] = view.Hash,
        ["title"] = Text(view.Title),
        ["clear_on_close"] = view.ClearOnClose,
        ["notify_on_close"] = view.NotifyOnClose,
        ["close"] = Text(view.Close),
        ["submit"] = Text(view.Submit),
        ["previous_view_id"] = view.PreviousViewId,
        ["root_view_id"] = view.RootViewId,
        ["app_id"] = world.App.Id,
        ["external_id"] = view.ExternalId,
        ["app_installed_team_id"] = world.TeamId,
        ["bot_id"] = world.App.BotId,
    };

    static JsonObject? Text(string? text) =>
        text is null ? null : new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = true };
}
