using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>Buttons, and the emoji that they and options carry.</summary>
static class Buttons
{
    const int Link = 5;
    const int Premium = 6;
    const string NotAllowed = "BUTTON_COMPONENT_FIELD_NOT_ALLOWED";

    internal static Rule CustomId { get; } = (check, node, at) =>
    {
        if (AsText(node) is not { } text)
            check.Add(at, "STRING_TYPE_CONVERT", $"Could not interpret \"{node?.ToJsonString()}\" as string.");
        else if (text.Length is 0 or > 100)
            check.Add(at, BadLength, Between(1, 100));
    };

    internal static Rule Emoji { get; } = All(
        Object(May("id", Snowflake), May("name", Text(32)), May("animated", Bool)),
        (check, node, at) =>
        {
            // A server's own emoji has an id; without one the name is the emoji itself, and no :shortcode:.
            if (node!["id"] is null && (AsText(node["name"]) is not { } name || name.All(char.IsAscii)))
                check.Add(Step(at, "name"), "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji");
        });

    internal static Rule Button { get; } = All(
        Object(Must("style", OneOf(1, 2, 3, 4, 5, 6)), May("label", Text(80, least: 0)), May("disabled", Bool), May("emoji", Emoji)),
        (check, node, at) =>
        {
            var json = (JsonObject)node!;
            check.TextLength += AsText(json["label"])?.Length ?? 0;
            switch (AsInt(json["style"]))
            {
                case Link:
                    Object(Must("url", Url(512, "http", "https", "discord")),
                        May("custom_id", Never(NotAllowed, "A custom id and url cannot both be specified")))(check, json, at);
                    break;
                case Premium:
                    var never = Never(NotAllowed, "A premium button has a sku_id and nothing else");
                    Object(Must("sku_id", Snowflake), May("custom_id", never), May("label", never), May("url", never),
                        May("emoji", never))(check, json, at);
                    return;
                default:
                    Object(Must("custom_id", CustomId),
                        May("url", Never(NotAllowed, "A custom id and url cannot both be specified")))(check, json, at);
                    break;
            }

            if (string.IsNullOrWhiteSpace(AsText(json["label"])) && json["emoji"] is null)
                check.Add(Step(at, "label"), Required, "A button must have a label or an emoji");
        });
}
