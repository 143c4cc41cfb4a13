using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>What holds other components, and what is only read.</summary>
static class Layouts
{
    const int MostButtons = 5;
    const int MostText = 4000;

    internal static Rule TextDisplay { get; } = All(Object(Must("content", Text(MostText))),
        (check, node, _) => check.TextLength += AsText(node!["content"])!.Length);

    internal static Rule ActionRow => (check, node, at) =>
    {
        if (check.IsModal)
        {
            // The old way of putting a text input into a modal.
            Object(Must("components", List(1, 1, ComponentTypes.OneOf([4]))))(check, node, at);
            return;
        }

        Object(Must("components", List(1, MostButtons, ComponentTypes.OneOf([ComponentTypes.Button, .. ComponentTypes.Selects]))))(check,
            node, at);
        var types = (node!["components"] as JsonArray ?? []).Select(Tree.TypeOf).ToList();
        if (types.Count > 1 && types.Any(ComponentTypes.Selects.Contains))
            check.Add(Step(Step(at, "components"), 1), "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width");
    };

    internal static Rule Section => Object(
        Must("components", List(1, 3, ComponentTypes.OneOf([ComponentTypes.TextDisplay]))),
        Must("accessory", ComponentTypes.OneOf([ComponentTypes.Button, 11])));

    internal static Rule Separator { get; } = Object(May("divider", Bool), May("spacing", OneOf(1, 2)));

    internal static Rule Container => Object(
        Must("components", List(1, ComponentCheck.MostComponents, ComponentTypes.OneOf(ComponentTypes.InContainer))),
        May("accent_color", Int(0, 0xFFFFFF)),
        May("spoiler", Bool));
}
