using Microsoft.AspNetCore.Http.HttpResults;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Sandbox.Workspace.Discord;

/// <summary>Files of the pretend Discord, as the workspace downloads them.</summary>
static class DiscordFiles
{
    public static void MapDiscordFiles(this IEndpointRouteBuilder app) =>
        app.MapGet("/workspace/attachments/{channel}/{message}/{id}", Download);

    static Results<FileContentHttpResult, NotFound> Download(
        string channel, string message, string id, DiscordWorld world, HttpResponse response) =>
        world.Messages.Find(channel, message)?.Attachments.FirstOrDefault(each => each.Id == id) is { } file
            ? SafeFile.Of(response, file.Bytes, file.ContentType, file.FileName)
            : TypedResults.NotFound();
}
