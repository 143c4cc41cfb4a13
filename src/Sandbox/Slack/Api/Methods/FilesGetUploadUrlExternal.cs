using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/files.getUploadURLExternal</summary>
sealed class FilesGetUploadUrlExternal : IApiMethod
{
    const int LargestFile = 64 * 1024 * 1024;

    public string Name => "files.getUploadURLExternal";
    public string? Scope => "files:write";
    public RateLimit Limit => Tiers.Tier4;

    // The docs list JSON by now, but every client that works sends a form.
    public bool TakesJson => false;
    public string[] Required => ["filename", "length"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (given.Number("length") is not (> 0 and <= LargestFile))
            return Reply.Error(["invalid_arguments", "[ERROR] length must be an integer greater than 0 [json-pointer:/length]"]);
        var (file, ticket) = world.Files.Expect(new()
        {
            Id = Ids.New("F"),
            Name = given.Text("filename")!,
            AltText = given.Text("alt_txt") ?? "",
            SnippetType = given.Text("snippet_type") ?? "",
            UploaderId = world.App.BotUserId,
            Length = given.Number("length")!.Value,
        });
        return new() { ["ok"] = true, ["upload_url"] = new Uri(world.Address, $"upload/v1/{ticket}").AbsoluteUri, ["file_id"] = file.Id };
    }
}
