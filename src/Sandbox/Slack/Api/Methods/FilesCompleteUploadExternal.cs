using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/files.completeUploadExternal</summary>
sealed class FilesCompleteUploadExternal : IApiMethod
{
    public string Name => "files.completeUploadExternal";
    public string? Scope => "files:write";
    public RateLimit Limit => Tiers.Tier4;
    public bool TakesJson => true;
    public string[] Required => ["files"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (given.Structure("files") is not JsonArray { Count: > 0 } named)
            return Reply.Error(["invalid_arguments", "[ERROR] files must be a list [json-pointer:/files]"]);
        Channel? channel = null;
        if (given.Has("channel_id"))
        {
            channel = Conversation.Visible(world, given.Text("channel_id"));
            if (channel is null) return Reply.Error("channel_not_found");
            // Sharing a file needs membership; chat:write.public does not help.
            if (!channel.Members.Contains(world.App.BotUserId)) return Reply.Error("not_in_channel");
            if (channel.IsArchived) return Reply.Error("is_archived");
        }

        var files = ImmutableArray.CreateBuilder<SlackFile>();
        foreach (var each in named.OfType<JsonObject>())
        {
            // Completing is possible once, and only when the bytes have arrived.
            if (world.Files.Find(Shape.AsText(each["id"])) is not { IsComplete: false, Bytes: not null } file)
                return Reply.Error("file_not_found");
            files.Add(file with
            {
                Title = Shape.AsText(each["title"]) ?? file.Name, IsComplete = true,
                ReadyAt = world.Time.GetUtcNow() + world.Files.LookedThrough,
            });
        }

        var blocks = given.Has("blocks") ? given.Structure("blocks") as JsonArray : null;
        if (blocks is not null && BlockKit.CheckMessage(blocks) is { Count: > 0 } problems)
            return Reply.Error(["invalid_blocks", .. problems.Select(problem => problem.ToString())]);
        foreach (var file in files) world.Files.Put(file);
        if (channel is not null) Share(world, channel, given, blocks, files.ToImmutable());
        return Reply.Ok("files", new JsonArray([.. files.Select(file => FileJson.Of(world, file))]));
    }

    static void Share(SlackWorld world, Channel channel, Arguments given, JsonArray? blocks, ImmutableArray<SlackFile> files) =>
        world.Messages.Put(new()
    {
        ChannelId = channel.Id,
        Ts = world.Ids.Ts(),
        UserId = world.App.BotUserId,
        BotId = world.App.BotId,
        AppId = world.App.Id,
        Text = given.Text("initial_comment") ?? "",
        Blocks = blocks is null ? null : BlockKit.WithIds(blocks),
        ThreadTs = given.Has("thread_ts") ? given.Text("thread_ts") : null,
        SentAt = world.Time.GetUtcNow(),
        Files = files,
    });
}
