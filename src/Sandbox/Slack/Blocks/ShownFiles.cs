using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsBot.Sandbox.Slack;

/// <summary>
/// Files that blocks show: each must be a picture that the app may see, and that Slack has looked through; that takes a moment after its
/// upload (https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object; slackapi/python-slack-sdk#1658).
/// </summary>
static partial class ShownFiles
{
    internal static IReadOnlyList<string> Refused(SlackWorld world, JsonNode? blocks, string at) =>
        [.. Named(blocks, at).Select(named => Problem(world, named.File, named.At)).OfType<string>()];

    static string? Problem(SlackWorld world, JsonNode? file, string at)
    {
        var (id, url) = (Shape.AsText(file?["id"]), Shape.AsText(file?["url"]));
        if ((id is null) == (url is null)) return $"[ERROR] must provide exactly one of id or url [json-pointer:{at}]";
        if (id is not null && !FileId().IsMatch(id))
            return $"[ERROR] input must match regex pattern: ^[F][A-Z0-9]{{8,}}$ [json-pointer:{at}/id]";
        var shown = id is not null ? world.Files.Find(id)
            : world.Files.All.FirstOrDefault(one => url!.EndsWith($"/{one.Id}", StringComparison.Ordinal));
        return shown is { IsComplete: true, IsPicture: true, Bytes: not null } && shown.UploaderId == world.App.BotUserId
            && shown.ReadyAt <= world.Time.GetUtcNow() ? null : $"[ERROR] invalid slack file [json-pointer:{at}]";
    }

    static IEnumerable<(JsonNode? File, string At)> Named(JsonNode? node, string at) => node switch
    {
        JsonArray list => list.SelectMany((one, i) => Named(one, $"{at}/{i.ToString(CultureInfo.InvariantCulture)}")),
        JsonObject block => block.SelectMany(member => member.Key == "slack_file" ? [(member.Value, $"{at}/slack_file")]
            : Named(member.Value, $"{at}/{member.Key}")),
        _ => [],
    };

    [GeneratedRegex("^F[A-Z0-9]{8,}$")]
    private static partial Regex FileId();
}
