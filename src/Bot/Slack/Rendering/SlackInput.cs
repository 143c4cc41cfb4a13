using System.Globalization;
using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>One question of a form; block_id and action_id are the parameter's name, so the answer comes back under it.</summary>
static class SlackInput
{
    public static IEnumerable<JsonObject> Blocks(Input input, bool hasCursor)
    {
        if (input.Problem is { Length: > 0 } problem) yield return Block.Context($"{Marks.Of(Tone.Warning)} {ChatText.OneLine(problem)}");
        var element = Element(input);
        element["action_id"] = input.Name;
        if (hasCursor) element["focus_on_load"] = true;
        var block = new JsonObject
        {
            ["type"] = "input",
            ["block_id"] = input.Name,
            ["label"] = Block.Plain(ChatText.OneLine(input.Label), SlackLimits.InputLabel),
            // A box that must be ticked is no question.
            ["optional"] = !input.Required || input.Kind is ParameterKind.Flag,
            ["element"] = element,
        };
        if (FormHints.Of(input, IsTyped(element)) is { Length: > 0 } hint) block["hint"] = Block.Plain(hint, SlackLimits.InputLabel);
        yield return block;
    }

    static bool IsTyped(JsonObject element) => (string?)element["type"] == "plain_text_input";

    static JsonObject Element(Input input) => input.Kind switch
    {
        ParameterKind.Number => Number(input),
        ParameterKind.Flag => Box(input),
        ParameterKind.Choice when Menu(input) is { } menu => menu,
        ParameterKind.Reference => Search(input),
        ParameterKind.Instant when Date(input) is { } date => date,
        _ => Text(input),
    };

    static JsonObject Text(Input input)
    {
        var most = Math.Clamp(input.MaxLength, 1, SlackLimits.InputText);
        var initial = ChatText.Cut(ChatText.Clean(input.Initial ?? ""), most);
        var element = new JsonObject
        {
            ["type"] = "plain_text_input",
            ["multiline"] = input.ManyLines,
            ["max_length"] = most,
            // What stands there already may be too short; the sentence above says so, where Slack would refuse to open.
            ["min_length"] = Math.Clamp(input.MinLength, 0, initial.Length > 0 ? initial.Length : most),
        };
        if (initial.Length > 0) element["initial_value"] = initial;
        return element;
    }

    static JsonObject Number(Input input)
    {
        var element = new JsonObject { ["type"] = "number_input", ["is_decimal_allowed"] = false };
        if (long.TryParse(input.Initial, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var initial))
            element["initial_value"] = initial.ToString(CultureInfo.InvariantCulture);
        return element;
    }

    static JsonObject Box(Input input)
    {
        var yes = Clickable.Option("Yes", "yes");
        var element = new JsonObject { ["type"] = "checkboxes", ["options"] = new JsonArray(yes) };
        if (input.Initial is "yes" or "true") element["initial_options"] = new JsonArray(yes.DeepClone());
        return element;
    }

    /// <summary>None when Slack's menu cannot hold the choices; they are typed then.</summary>
    static JsonObject? Menu(Input input)
    {
        if (input.Choices.Count is 0 or > SlackLimits.Options || !input.Choices.All(choice => IsValue(choice.Value))) return null;
        var element = new JsonObject
        {
            ["type"] = "static_select",
            ["options"] = Block.Array(input.Choices.Select(choice => Clickable.Option(choice.Label, choice.Value))),
        };
        if (input.Choices.FirstOrDefault(choice => choice.Value == input.Initial) is { } initial)
            element["initial_option"] = Clickable.Option(initial.Label, initial.Value);
        return element;
    }

    /// <summary>Its options are asked for while somebody types: /slack/options.</summary>
    static JsonObject Search(Input input)
    {
        var element = new JsonObject
        {
            ["type"] = "external_select",
            // Slack names no smallest number, and gives none below one.
            ["min_query_length"] = 1,
            ["placeholder"] = Block.Plain("Type to search", SlackLimits.Placeholder),
        };
        if (input.Initial is { } initial && IsValue(initial)) element["initial_option"] = Clickable.Option(initial, initial);
        return element;
    }

    /// <summary>None when what stands there already is more than a day: "7d", or a time of day.</summary>
    static JsonObject? Date(Input input)
    {
        var element = new JsonObject { ["type"] = "datepicker" };
        if (input.Initial is not { Length: > 0 } initial) return element;
        if (!DateOnly.TryParseExact(initial, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) return null;
        element["initial_date"] = initial;
        return element;
    }

    static bool IsValue(string value) => value.Length is > 0 and <= SlackLimits.OptionValue && ChatText.Survives(value);
}
