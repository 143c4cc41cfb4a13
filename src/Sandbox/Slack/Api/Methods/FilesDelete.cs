using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/files.delete</summary>
sealed class FilesDelete : IApiMethod
{
    public string Name => "files.delete";
    public string? Scope => "files:write";
    public RateLimit Limit => Tiers.Tier3;
    public bool TakesJson => true;
    public string[] Required => ["file"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (world.Files.Find(given.Text("file")) is not { IsComplete: true } file) return Reply.Error("file_not_found");
        if (file.UploaderId != world.App.BotUserId) return Reply.Error("cant_delete_file");
        world.Files.Remove(file.Id);
        return Reply.Ok();
    }
}
