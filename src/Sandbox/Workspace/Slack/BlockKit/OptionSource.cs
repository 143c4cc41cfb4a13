using System.Text.Json.Nodes;
using OpsBot.Sandbox.Slack;
using OpsBot.Sandbox.Workspace.Shell;
using OpsBot.Sandbox.Workspace.Text;

namespace OpsBot.Sandbox.Workspace.Slack.BlockKit;

/// <summary>Where a select menu's options come from, and which of them are selected.</summary>
sealed class OptionSource(JsonObject element, SlackWorld world)
{
    readonly string kind = (element.Str("type") ?? "").Replace("multi_", "", StringComparison.Ordinal);

    /// <summary>The app is asked for every query.</summary>
    public bool IsAsked => kind == "external_select";

    public int ShortestQuery => element.Number("min_query_length") ?? 3;

    public IEnumerable<MenuOption> Matching(string typed) =>
        All().Where(option => option.Words.Contains(typed, StringComparison.OrdinalIgnoreCase)).Select(option => option.Shown);

    public static IEnumerable<MenuOption> In(Suggestions suggestions) =>
        suggestions.Options.Select(each => new MenuOption(each.Value, PlainText.Read(each.Text))
    {
        Description = each.Description is { } description ? PlainText.Read(description) : [],
        Group = each.Group,
    });

    /// <summary>An option object as it is shown.</summary>
    public static MenuOption Shown(JsonObject option, string? group = null) => new(option.Str("value") ?? "", Line(option["text"]))
    {
        Description = Line(option["description"]),
        Group = group,
    };

    /// <summary>What is selected: entered by the person, else as the app set it.</summary>
    public IEnumerable<MenuOption> Chosen(JsonObject? entered) => kind switch
    {
        "users_select" => ByIds(entered, "user"),
        "channels_select" => ByIds(entered, "channel"),
        "conversations_select" => ByIds(entered, "conversation"),
        _ => (entered is not null
            ? entered.Obj("selected_option") is { } one ? [one] : entered.List("selected_options")
            : element.Obj("initial_option") is { } initial ? [initial] : element.List("initial_options")).Select(option => Shown(option)),
    };

    IEnumerable<(string Words, MenuOption Shown)> All() => kind switch
    {
        "users_select" => world.People.All.Where(person => !person.IsDeleted).Select(person => Named(person.Id, person.RealName)),
        "channels_select" or "conversations_select" =>
            world.Channels.All.Where(channel => !channel.IsIm).Select(channel => Named(channel.Id, "#" + channel.Name)),
        _ => element.List("options").Select(option => (option.Words("text"), Shown(option)))
            .Concat(element.List("option_groups")
                .SelectMany(group => group.List("options").Select(option => (option.Words("text"), Shown(option, group.Words("label")))))),
    };

    IEnumerable<MenuOption> ByIds(JsonObject? entered, string what)
    {
        var ids = entered is not null
            ? entered.Str($"selected_{what}") is { } one ? [one] : Strings(entered[$"selected_{what}s"])
            : element.Str($"initial_{what}") is { } initial ? [initial] : Strings(element[$"initial_{what}s"]);
        return ids.Select(id => All().FirstOrDefault(option => option.Shown.Value == id).Shown).OfType<MenuOption>();
    }

    static IEnumerable<string> Strings(JsonNode? array) => (array as JsonArray)?.Select(each => each!.GetValue<string>()) ?? [];

    // Options of check boxes and radio buttons may carry marks; a menu's are plain.
    static IReadOnlyList<Inline> Line(JsonNode? text) =>
        text.Str("text") is not { } words ? [] : text.Str("type") == "mrkdwn" ? Mrkdwn.ReadLine(words) : PlainText.Read(words);

    static (string, MenuOption) Named(string id, string name) => (name, new(id, [new Plain(name)]));
}
