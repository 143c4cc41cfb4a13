using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Discord;

/// <summary>
/// The catalogue as Discord's tree of commands: nouns with verbs below them, and a menu entry on messages
/// (https://docs.discord.com/developers/interactions/application-commands).
/// </summary>
public static class DiscordCommands
{
    /// <summary>The name of the entry in a message's menu.</summary>
    public const string LookUp = "Look up in OpsBot";

    const int SubCommand = 1;
    const int SubCommandGroup = 2;
    const int Text = 3;
    const int Integer = 4;
    const int Boolean = 5;
    const int OnMessage = 3;
    const int LongestName = 32;
    const int LongestDescription = 100;
    const int LongestText = 6_000;
    const int MostOptions = 25;

    // 2^53: beyond it Discord's numbers are not whole any more.
    const long LargestInteger = 9_007_199_254_740_992;

    public static JsonArray Of(Catalog catalog) =>
    [
        .. catalog.Nouns.Select(Noun),
        new JsonObject { ["name"] = LookUp, ["type"] = OnMessage },
    ];

    static JsonObject Noun(IGrouping<string, Entry> noun)
    {
        var entries = noun.Select(entry => (Words: entry.Command.Split(' '), Entry: entry)).ToList();
        // A command that has verbs below it cannot be run by its own name.
        if (entries is [{ Words.Length: 1 } alone]) return With(Named(noun.Key, alone.Entry.Spec.Summary), Options(alone.Entry));
        var verbs = entries.Where(entry => entry.Words.Length == 2).Select(entry => Verb(entry.Words[1], entry.Entry));
        var groups = entries.Where(entry => entry.Words.Length == 3).GroupBy(entry => entry.Words[1]).Select(group => With(
            Option(SubCommandGroup, group.Key, Listed(group.Key, [.. group.Select(entry => entry.Words[2])])),
            group.Select(entry => Verb(entry.Words[2], entry.Entry))));
        return With(Named(noun.Key, Listed(noun.Key, [.. entries.Select(entry => string.Join(' ', entry.Words.Skip(1)))])),
            verbs.Concat(groups));
    }

    static JsonObject Verb(string name, Entry entry) => With(Option(SubCommand, name, entry.Spec.Summary), Options(entry));

    // Discord wants what must be given before what may be.
    static IEnumerable<JsonObject> Options(Entry entry) =>
    [
        .. entry.Shown.OrderByDescending(IsRequired).Select(Option),
        .. entry.IsQuestion ? [] : Common(entry),
    ];

    static IEnumerable<JsonObject> Common(Entry entry)
    {
        if (entry.Named("reason") is null) yield return Option(Text, "reason", "Why, for the audit");
        if (entry.Named("dry-run") is null) yield return Option(Boolean, "dry-run", "Only say what would happen");
        if (entry.Named("break-glass") is null) yield return Option(Boolean, "break-glass", "Run it alone, and answer for it");
    }

    static bool IsRequired(Parameter parameter) => parameter is { Required: true, Kind: not ParameterKind.Flag };

    static JsonObject Option(Parameter parameter)
    {
        var option = Option(parameter.Kind switch { ParameterKind.Number => Integer, ParameterKind.Flag => Boolean, _ => Text },
            parameter.Name, parameter.Summary);
        if (IsRequired(parameter)) option["required"] = true;
        switch (parameter.Kind)
        {
            case ParameterKind.Text:
                option["max_length"] = Math.Clamp(parameter.MaxLength, 1, LongestText);
                if (parameter.Words is not null) option["autocomplete"] = true;
                break;
            case ParameterKind.Number:
                var (least, most) = parameter.Type == typeof(int) ? (int.MinValue, int.MaxValue) : (-LargestInteger, LargestInteger);
                if (parameter.Min > least) option["min_value"] = parameter.Min;
                if (parameter.Max < most) option["max_value"] = parameter.Max;
                break;
            case ParameterKind.Choice when parameter.Choices.Count <= DiscordLimits.Choices:
                option["choices"] = new JsonArray(
                    [.. parameter.Choices.Select(choice => new JsonObject { ["name"] = choice.Replace('_', ' '), ["value"] = choice })]);
                break;
            case ParameterKind.Choice or ParameterKind.Reference:
                option["autocomplete"] = true;
                break;
            case ParameterKind.Flag or ParameterKind.Money or ParameterKind.Duration or ParameterKind.Instant:
                break;
        }
        return option;
    }

    static JsonObject Option(int type, string name, string description)
    {
        var option = Named(name, description);
        option["type"] = type;
        return option;
    }

    static JsonObject Named(string name, string description) => new()
    {
        ["name"] = name.Length <= LongestName && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_') ? name
            : throw new InvalidOperationException($"“{name}” cannot be the name of a command or an option in Discord."),
        ["description"] = ChatText.Cut(description, LongestDescription),
    };

    static JsonObject With(JsonObject parent, IEnumerable<JsonObject> options)
    {
        JsonArray all = [.. options];
        if (all.Count > MostOptions)
            throw new InvalidOperationException(
            $"/{parent["name"]} has {all.Count} entries below it; Discord takes {MostOptions}. Move some under a word of their own: “noun group verb”.");
        if (all.Count > 0) parent["options"] = all;
        return parent;
    }

    static string Listed(string word, IReadOnlyList<string> verbs) =>
        $"{char.ToUpperInvariant(word[0])}{word[1..]}: {string.Join(", ", verbs.Take(5))}{(verbs.Count > 5 ? $" and {verbs.Count - 5} more" : "")}";
}
