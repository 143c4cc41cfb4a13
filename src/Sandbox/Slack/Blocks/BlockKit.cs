using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Slack.Shape;

namespace OpsBot.Sandbox.Slack;

/// <summary>Checks blocks, views and options as strictly as Slack does, and fills in the ids that Slack makes up.</summary>
public static class BlockKit
{
    public const int MostInMessage = 50;
    public const int MostInView = 100;

    public static IReadOnlyList<BlockProblem> CheckMessage(JsonArray blocks)
    {
        var check = new Check(BlockSurface.Message);
        List(0, MostInMessage, BlockTypes.Block)(check, blocks, "/blocks");
        return check.Problems;
    }

    /// <summary>A view that must be of this type, or of any when <paramref name="type"/> is null.</summary>
    public static IReadOnlyList<BlockProblem> CheckView(JsonObject view, string? type)
    {
        var given = AsText(view["type"]);
        var check = new Check(given == "home" ? BlockSurface.Home : BlockSurface.Modal);
        if (given is not ("modal" or "home") || (type is not null && type != given))
            check.Add("/view/type", Check.Unsupported, given is null ? "missing required field: type" : $"unsupported type: {given}");
        else if (given == "home")
            Home(check, view, "/view");
        else
            Modal(check, view, "/view");
        return check.Problems;
    }

    /// <summary>The answer to a block_suggestion.</summary>
    public static IReadOnlyList<BlockProblem> CheckOptions(JsonObject answer)
    {
        var check = new Check(BlockSurface.Modal);
        Object(May("options", List(0, 100, Texts.SelectOption)), May("option_groups", List(0, 100, Texts.OptionGroup)))(check, answer, "");
        if ((answer["options"] is null) == (answer["option_groups"] is null))
            check.Add("", Check.Invalid, "must provide exactly one of options or option_groups");
        return check.Problems;
    }

    /// <summary>A copy with a block_id on every block and an action_id on every element, safe to read from many threads.</summary>
    internal static JsonArray WithIds(JsonArray blocks)
    {
        var copy = (JsonArray)blocks.DeepClone();
        foreach (var block in copy.OfType<JsonObject>())
        {
            // Slack keeps no block_id of a markdown block, so nobody may count on one.
            if (AsText(block["type"]) == "markdown") block.Remove("block_id");
            block["block_id"] ??= Ids.Secret(5);
            Identify(block["accessory"]);
            Identify(block["element"]);
            if (AsText(block["type"]) != "actions") continue;
            foreach (var element in (JsonArray)block["elements"]!) Identify(element);
        }

        StrictJson.Unfold(copy);
        return copy;
    }

    static void Identify(JsonNode? element)
    {
        if (element is JsonObject json && AsText(json["type"]) != "image") json["action_id"] ??= Ids.Secret(5);
    }

    static readonly Field[] InEveryView =
    [
        Must("blocks", List(0, MostInView, BlockTypes.Block)),
        May("private_metadata", Text(3000, least: 0)),
        May("callback_id", Text(255, least: 0)),
        May("external_id", Text(255, least: 0)),
    ];

    static Rule Home { get; } = Object(InEveryView);

    static Rule Modal { get; } = All(
        Object(
        [
            .. InEveryView,
            Must("title", Texts.Plain(24)),
            May("submit", Texts.Plain(24)),
            May("close", Texts.Plain(24)),
            May("clear_on_close", Bool),
            May("notify_on_close", Bool),
            May("submit_disabled", Bool),
        ]),
        (check, node, at) =>
        {
            if (check.Inputs > 0 && node!["submit"] is null)
                check.Add(at, Check.Required, "missing required field: submit (a view with an input block has a submit button)");
        });
}
