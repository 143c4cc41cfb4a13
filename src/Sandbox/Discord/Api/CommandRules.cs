using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>What Discord takes as a command. https://docs.discord.com/developers/interactions/application-commands</summary>
static partial class CommandRules
{
    const int MostText = 8000;

    static readonly Dictionary<int, int> MostOfKind = new() { [1] = 100, [2] = 15, [3] = 15 };

    internal static IReadOnlyList<FormProblem> Problems(JsonArray commands)
    {
        var check = new Check();
        var names = new HashSet<(int, string)>();
        foreach (var (index, command) in commands.Index())
        {
            var at = index.ToString(CultureInfo.InvariantCulture);
            Command(check, command, at);
            if (command is not JsonObject json || AsText(json["name"]) is not { } name) continue;
            if (!names.Add((KindOf(json), name)))
                check.Add(at, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
        }

        foreach (var (kind, most) in MostOfKind)
        {
            if (commands.OfType<JsonObject>().Count(command => KindOf(command) == kind) > most)
                check.Add("", TooLong, $"There can be {most} commands of type {kind} at most.");
        }

        return check.Problems;
    }

    static int KindOf(JsonObject command) => (int)Math.Clamp(AsInt(command["type"]) ?? 1, 0, 9);

    static void Command(Check check, JsonNode? node, string at)
    {
        var kind = node is JsonObject json ? KindOf(json) : 1;
        All(
            Object(
                Must("name", kind == 1 ? Name : Text(32)),
                May("type", OneOf(1, 2, 3)),
                kind == 1 ? Must("description", Text(100)) : May("description", Text(0, least: 0)),
                May("options", kind == 1 ? OptionRules.Options(depth: 0) : List(0, 0, (_, _, _) => { })),
                May("default_member_permissions", Permissions),
                May("dm_permission", Bool),
                May("nsfw", Bool),
                May("contexts", List(1, 3, OneOf(0, 1, 2))),
                May("integration_types", List(1, 2, OneOf(0, 1)))),
            TooMuchText)(check, node, at);
    }

    internal static Rule Name { get; } = (check, node, at) =>
    {
        if (AsText(node) is not { } name)
            check.Add(at, Required, "This field is required");
        else if (name.Length is 0 or > 32)
            check.Add(at, BadLength, Between(1, 32));
        else if (!NamePattern().IsMatch(name) || name.Any(letter => char.ToLowerInvariant(letter) != letter))
            check.Add(at, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    };

    static Rule Permissions { get; } = (check, node, at) =>
    {
        if (AsText(node) is not { } bits || !long.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            check.Add(at, "NUMBER_TYPE_COERCE", "Permissions are a decimal number as text.");
    };

    // Names, descriptions and values together, subcommands and choices included.
    static void TooMuchText(Check check, JsonNode? node, string at)
    {
        if (TextIn(node) > MostText) check.Add(at, "APPLICATION_COMMAND_TOO_LARGE", $"Command exceeds maximum size ({MostText})");
    }

    static int TextIn(JsonNode? node) =>
        Length(node?["name"]) + Length(node?["description"]) + (node?["value"] is { } value ? value.ToString().Length : 0)
        + (node?["options"] as JsonArray ?? []).Sum(TextIn) + (node?["choices"] as JsonArray ?? []).Sum(TextIn);

    static int Length(JsonNode? text) => AsText(text)?.Length ?? 0;

    [GeneratedRegex(@"^[-_'\p{L}\p{N}\p{IsDevanagari}\p{IsThai}]{1,32}$")]
    private static partial Regex NamePattern();
}
