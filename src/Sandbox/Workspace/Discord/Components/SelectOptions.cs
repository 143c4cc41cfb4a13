using System.Text.Json.Nodes;
using OpsBot.Sandbox.Workspace.Shell;
using OpsBot.Sandbox.Workspace.Text;

namespace OpsBot.Sandbox.Workspace.Discord.Components;

/// <summary>The options of a menu, a radio group or a checkbox group.</summary>
static class SelectOptions
{
    public static IReadOnlyList<MenuOption> In(JsonObject component) => [.. component.List("options").Select(Shown)];

    /// <summary>What the app has chosen.</summary>
    public static IReadOnlyList<MenuOption> Chosen(JsonObject component) =>
        [.. component.List("options").Where(option => option.Flag("default")).Select(Shown)];

    public static IReadOnlyList<MenuOption> Toggle(IReadOnlyList<MenuOption> chosen, MenuOption option, bool many) =>
        !many ? [option] : chosen.Any(each => each.Value == option.Value) ? [.. chosen.Where(each => each.Value != option.Value)]
            : [.. chosen, option];

    public static string Placeholder(JsonObject component) =>
        component.Str("placeholder") is { Length: > 0 } words ? words : "Make a selection";

    /// <summary>What stands on a button or an option: nothing in it is markup.</summary>
    public static IReadOnlyList<Inline> Label(JsonObject labelled) =>
        [new Plain(string.Join(' ', new[] { labelled.Obj("emoji").Str("name"), labelled.Str("label") }.OfType<string>()))];

    static MenuOption Shown(JsonObject option) => new(option.Str("value") ?? "", Label(option))
    {
        Description = option.Str("description") is { Length: > 0 } words ? [new Plain(words)] : [],
    };
}
