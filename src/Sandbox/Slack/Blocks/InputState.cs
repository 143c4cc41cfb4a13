using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>Which elements hold a value, under which name, and what they hold at first.</summary>
static class InputState
{
    static readonly Dictionary<string, string> Keys = new()
    {
        ["plain_text_input"] = "value",
        ["email_text_input"] = "value",
        ["url_text_input"] = "value",
        ["number_input"] = "value",
        ["rich_text_input"] = "rich_text_value",
        ["static_select"] = "selected_option",
        ["external_select"] = "selected_option",
        ["radio_buttons"] = "selected_option",
        ["multi_static_select"] = "selected_options",
        ["multi_external_select"] = "selected_options",
        ["checkboxes"] = "selected_options",
        ["users_select"] = "selected_user",
        ["multi_users_select"] = "selected_users",
        ["conversations_select"] = "selected_conversation",
        ["multi_conversations_select"] = "selected_conversations",
        ["channels_select"] = "selected_channel",
        ["multi_channels_select"] = "selected_channels",
        ["datepicker"] = "selected_date",
        ["timepicker"] = "selected_time",
        ["datetimepicker"] = "selected_date_time",
        ["file_input"] = "files",
    };

    /// <summary>Null for what holds nothing: buttons, overflow menus, images.</summary>
    internal static string? KeyOf(string type) => Keys.GetValueOrDefault(type);

    internal static bool IsMany(string key) => key.EndsWith('s');

    internal static ViewState Initial(JsonArray blocks)
    {
        var state = ViewState.Empty;
        foreach (var place in Place.AllIn(blocks))
        {
            if (KeyOf(place.Type) is { } key)
                state = state.With(place.BlockId, place.ActionId, InitialOf(place.Element, place.Type, key));
        }

        return state;
    }

    /// <summary>What stays in the inputs when a view is replaced: those whose block_id and action_id come back.</summary>
    internal static ViewState Carry(ViewState old, JsonArray blocks)
    {
        var state = Initial(blocks);
        foreach (var place in Place.AllIn(blocks))
        {
            if (old.Find(place.BlockId, place.ActionId) is { } kept && (string?)kept["type"] == place.Type)
                state = state.With(place.BlockId, place.ActionId, (JsonObject)kept.DeepClone());
        }

        return state;
    }

    static JsonObject InitialOf(JsonObject element, string type, string key)
    {
        var initial = element[key switch
        {
            "value" or "rich_text_value" => "initial_value",
            _ => key.Replace("selected_", "initial_", StringComparison.Ordinal),
        }]?.DeepClone();
        // Slack sends an empty list for untouched checkboxes and multi-selects, and null for everything else.
        return new() { ["type"] = type, [key] = initial ?? (IsMany(key) ? new JsonArray() : null) };
    }

    /// <summary>The value object for what a person picked or typed.</summary>
    internal static JsonObject Picked(Place place, string key, IReadOnlyList<string> picked, Func<string, JsonObject> option)
    {
        var value = new JsonObject { ["type"] = place.Type };
        value[key] = key switch
        {
            "selected_option" => picked.Count == 0 ? null : option(picked[0]),
            "selected_options" => new JsonArray([.. picked.Select(option)]),
            "selected_date_time" => picked.Count == 0 ? null : long.Parse(picked[0], CultureInfo.InvariantCulture),
            "rich_text_value" => picked.Count == 0 ? null : RichText(picked[0]),
            "files" => new JsonArray([.. picked.Select(id => new JsonObject { ["id"] = id })]),
            _ when IsMany(key) => new JsonArray([.. picked.Select(each => JsonValue.Create(each))]),
            _ => picked.Count == 0 || picked[0] is "" ? null : picked[0],
        };
        return value;
    }

    static JsonObject RichText(string text) => new()
    {
        ["type"] = "rich_text",
        ["elements"] = new JsonArray(new JsonObject
        {
            ["type"] = "rich_text_section",
            ["elements"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
        }),
    };
}
