using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>A file as messages and API answers carry it.</summary>
static class FileJson
{
    internal static JsonObject Of(SlackWorld world, SlackFile file) => new()
    {
        ["id"] = file.Id,
        ["created"] = file.Created.ToUnixTimeSeconds(),
        ["timestamp"] = file.Created.ToUnixTimeSeconds(),
        ["name"] = file.Name,
        ["title"] = file.Title is "" ? file.Name : file.Title,
        ["alt_txt"] = file.AltText,
        ["mimetype"] = file.MimeType,
        ["filetype"] = Path.GetExtension(file.Name).TrimStart('.').ToLowerInvariant(),
        ["user"] = file.UploaderId,
        ["user_team"] = world.TeamId,
        ["size"] = file.Length,
        ["mode"] = file.SnippetType is "" ? "hosted" : "snippet",
        ["url_private"] = new Uri(world.Address, $"files/{file.Id}").AbsoluteUri,
    };
}
