using System.Text.Json.Nodes;
using OpsBot.Core.Values;

namespace OpsBot.Sandbox.Slack;

/// <summary>The text and blocks of a message to be shown, after Slack's checks.</summary>
sealed record MessageContent(string Text, JsonArray? Blocks)
{
    const int LongestText = 40_000;
    const int LongestMarkdown = 12_000;

    /// <summary>Null when it is good, else the error code followed by Slack's messages.</summary>
    internal static IReadOnlyList<string>? Read(SlackWorld world, JsonObject said, out MessageContent? content)
    {
        content = null;
        var text = said["text"] is JsonValue value ? value.ToString() : "";
        if (said["markdown_text"] is JsonValue markdown)
        {
            if (text is not "" || said["blocks"] is not null) return ["markdown_text_conflict"];
            if (markdown.ToString().Length > LongestMarkdown) return ["msg_too_long"];
            text = markdown.ToString();
        }

        if (ReadBlocks(said["blocks"], out var blocks) is { } refused) return refused;
        if (blocks is not null && BlockKit.CheckMessage(blocks) is { Count: > 0 } problems)
        {
            // Slack keeps tables outside the blocks, and so names another culprit for a second one.
            return problems.Any(problem => problem.Code == "only_one_table_allowed")
                ? ["invalid_attachments", .. problems.Select(problem => problem.ToString())]
                : ["invalid_blocks", .. problems.Select(problem => problem.ToString())];
        }

        if (blocks is not null && ShownFiles.Refused(world, blocks, "/blocks") is { Count: > 0 } files) return ["invalid_blocks", .. files];
        if (string.IsNullOrWhiteSpace(text) && blocks is not { Count: > 0 } && said["attachments"] is not JsonArray { Count: > 0 })
            return ["no_text"];
        content = new(text.Start(LongestText), blocks is { Count: > 0 } ? BlockKit.WithIds(blocks) : null);
        return null;
    }

    static string[]? ReadBlocks(JsonNode? given, out JsonArray? blocks)
    {
        blocks = given as JsonArray;
        if (given is null or JsonArray) return null;
        if (Shape.AsText(given) is { } text && StrictJson.TryParse(text, out var parsed)) blocks = parsed as JsonArray;
        return blocks is null ? ["invalid_blocks_format"] : null;
    }
}
