using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Slack.Shape;

namespace OpsBot.Sandbox.Slack;

/// <summary>The blocks themselves. Limits: https://docs.slack.dev/reference/block-kit/blocks/</summary>
static class BlockTypes
{
    static readonly Field Id = May("block_id", Text(255));

    /// <summary>Any block, where the surface of the check allows it.</summary>
    internal static Rule Block { get; } = (check, node, at) =>
    {
        ByType(type => RuleOf(check.Surface, type))(check, node, at);
        if (AsText(In(node, "block_id")) is { } id && !check.BlockIds.Add(id))
            check.Add($"{at}/block_id", Check.Duplicate, $"`block_id` already exists for a block with ID: {id}");
    };

    static Rule? RuleOf(BlockSurface surface, string type) => type switch
    {
        "section" => Section,
        "header" => Object(Must("text", Texts.Plain(150)), Id),
        "divider" => Object(Id),
        "image" => Image,
        "context" => Object(Must("elements", List(1, 10, ContextItem)), Id),
        "actions" => Object(Must("elements", List(1, 25, Elements.Action)), Id),
        "input" => Input,
        "rich_text" => RichText.Block,
        "markdown" when surface == BlockSurface.Message => Markdown,
        "table" when surface == BlockSurface.Message => Table.Block,
        _ => null,
    };

    static readonly Rule ContextItem = ByType(type => type switch
    {
        "image" => Elements.Image,
        "plain_text" => Texts.Plain(2000),
        "mrkdwn" => Texts.Mrkdwn(2000),
        _ => null,
    });

    static Rule Section { get; } = All(
        Object(
            May("text", Texts.Any(3000)),
            May("fields", List(1, 10, Texts.Any(2000))),
            May("accessory", Elements.Accessory),
            May("expand", Bool),
            Id),
        (check, node, at) =>
        {
            if (node!["text"] is null && node["fields"] is null) check.Add(at, Check.Required, "missing required field: text");
        });

    static Rule Image { get; } = All(
        Object(
            May("image_url", Url(3000)),
            May("slack_file", Texts.SlackFileReference),
            Must("alt_text", Text(2000)),
            May("title", Texts.Plain(2000)),
            Id),
        (check, node, at) =>
        {
            if ((node!["image_url"] is null) == (node["slack_file"] is null))
                check.Add(at, Check.Invalid, "must provide exactly one of image_url or slack_file");
        });

    static Rule Input { get; } = All(
        Object(
            Must("label", Texts.Plain(2000)),
            Must("element", Elements.Input),
            May("hint", Texts.Plain(2000)),
            May("optional", Bool),
            May("dispatch_action", Bool),
            Id),
        (check, node, at) =>
        {
            check.Inputs++;
            if (AsText(In(node!["element"], "type")) != "file_input") return;
            if (check.Surface != BlockSurface.Modal) check.Add($"{at}/element/type", Check.Unsupported, "unsupported type: file_input");
            if (node["dispatch_action"] is JsonValue dispatch && dispatch.ToString() is "true")
                check.Add($"{at}/dispatch_action", Check.Invalid, "file_input does not support dispatch_action");
        });

    static Rule Markdown { get; } = All(
        Object(Must("text", Text(12_000)), Id),
        (check, node, at) =>
        {
            var before = check.MarkdownLength;
            check.MarkdownLength += AsText(node!["text"])?.Length ?? 0;
            if (before <= 12_000 && check.MarkdownLength > 12_000 && before > 0)
                check.Add($"{at}/text", Check.TooLong, "all markdown blocks together must be less than 12001 characters");
        });
}
