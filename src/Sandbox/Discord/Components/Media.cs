using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>Components that show a file or a picture.</summary>
static class Media
{
    const string Attached = "attachment";
    const int LongestUrl = 2048;

    static Rule Anywhere { get; } = Object(Must("url", All(Url(LongestUrl, "http", "https", Attached), IsThere)));

    internal static Rule Thumbnail { get; } = Object(Must("media", Anywhere), May("description", Text(1024, least: 0)),
        May("spoiler", Bool));

    internal static Rule Gallery { get; } = Object(Must("items", List(1, 10, Thumbnail)));

    internal static Rule File { get; } = Object(Must("file", Object(Must("url", All(Url(LongestUrl, Attached), IsThere)))),
        May("spoiler", Bool));

    static void IsThere(Check check, JsonNode? node, string at)
    {
        var url = AsText(node)!;
        if (url.StartsWith($"{Attached}://", StringComparison.Ordinal) && check.Files?.Contains(url[$"{Attached}://".Length..]) is false)
            check.Add(at, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "The referenced attachment was not found in this message");
    }
}
