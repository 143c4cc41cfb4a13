using System.Text;
using System.Text.Json.Nodes;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>Writes JSON as YAML for people to read; text stays quoted, so that nothing in it means anything.</summary>
static class SlackYaml
{
    public static string Of(JsonObject root)
    {
        var text = new StringBuilder();
        Members(root, "", text);
        return text.ToString();
    }

    static void Members(JsonObject members, string indent, StringBuilder text)
    {
        foreach (var (name, value) in members)
            Value(value, $"{indent}{name}:", indent + "  ", text);
    }

    static void Value(JsonNode? value, string before, string indent, StringBuilder text)
    {
        switch (value)
        {
            case JsonObject members:
                text.Append(before).Append('\n');
                Members(members, indent, text);
                break;
            case JsonArray list:
                text.Append(before).Append('\n');
                foreach (var item in list) Item(item, indent, text);
                break;
            default:
                text.Append(before).Append(' ').Append(value?.ToJsonString(Json.Options)).Append('\n');
                break;
        }
    }

    static void Item(JsonNode? item, string indent, StringBuilder text)
    {
        if (item is not JsonObject members)
        {
            text.Append(indent).Append("- ").Append(item?.ToJsonString(Json.Options)).Append('\n');
            return;
        }
        var inner = new StringBuilder();
        Members(members, indent + "  ", inner);
        // The first member stands behind the dash.
        text.Append(indent).Append("- ").Append(inner.ToString().AsSpan(indent.Length + 2));
    }
}
