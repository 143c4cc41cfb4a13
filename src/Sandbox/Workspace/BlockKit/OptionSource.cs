using System.Text.Json.Nodes;
using OpsBot.Sandbox.Slack;

namespace OpsBot.Sandbox.Workspace.BlockKit;

/// <summary>One line of a menu.</summary>
sealed record Option(JsonObject Json, string? Group = null)
{
    public string Value => Json.Str("value") ?? "";
}

/// <summary>Where a select menu's options come from, and which of them are selected.</summary>
sealed class OptionSource(JsonObject element, SlackWorld world)
{
    readonly string kind = (element.Str("type") ?? "").Replace("multi_", "", StringComparison.Ordinal);

    /// <summary>The app is asked for every query.</summary>
    public bool IsAsked => kind == "external_select";

    public int ShortestQuery => element.Number("min_query_length") ?? 3;

    public IEnumerable<Option> Matching(string typed) =>
        All().Where(option => option.Json.Words("text").Contains(typed, StringComparison.OrdinalIgnoreCase));

    public static IEnumerable<Option> In(Suggestions suggestions) => suggestions.Options.Select(each =>
    {
        var option = Named(each.Value, each.Text);
        if (each.Description is { } description) option.Json["description"] = new JsonObject { ["type"] = "plain_text", ["text"] = description };
        return option with { Group = each.Group };
    });

    static IEnumerable<Option> In(JsonObject holder) =>
        holder.List("options").Select(option => new Option(option))
            .Concat(holder.List("option_groups").SelectMany(group => group.List("options").Select(option => new Option(option, group.Words("label")))));

    IEnumerable<Option> All() => kind switch
    {
        "users_select" => world.People.All.Where(person => !person.IsDeleted).Select(person => Named(person.Id, person.RealName)),
        "channels_select" or "conversations_select" => world.Channels.All.Where(channel => !channel.IsIm).Select(channel => Named(channel.Id, "#" + channel.Name)),
        _ => In(element),
    };

    /// <summary>What is selected: entered by the person, else as the app set it.</summary>
    public IEnumerable<JsonObject> Chosen(JsonObject? entered) => kind switch
    {
        "users_select" => ByIds(entered, "user"),
        "channels_select" => ByIds(entered, "channel"),
        "conversations_select" => ByIds(entered, "conversation"),
        _ => entered is not null
            ? entered.Obj("selected_option") is { } one ? [one] : entered.List("selected_options")
            : element.Obj("initial_option") is { } initial ? [initial] : element.List("initial_options"),
    };

    IEnumerable<JsonObject> ByIds(JsonObject? entered, string what)
    {
        var ids = entered is not null
            ? entered.Str($"selected_{what}") is { } one ? [one] : Strings(entered[$"selected_{what}s"])
            : element.Str($"initial_{what}") is { } initial ? [initial] : Strings(element[$"initial_{what}s"]);
        return ids.Select(id => All().FirstOrDefault(option => option.Value == id)?.Json).OfType<JsonObject>();
    }

    static IEnumerable<string> Strings(JsonNode? array) => (array as JsonArray)?.Select(each => each!.GetValue<string>()) ?? [];

    static Option Named(string id, string name) =>
        new(new() { ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = name }, ["value"] = id });
}
