using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>Checks components as strictly as Discord does; no problem means that it would take them.</summary>
public static class ComponentCheck
{
    /// <summary>Nested ones are counted.</summary>
    public const int MostComponents = 40;
    public const int MostText = 4000;
    public const int MostRows = 5;

    /// <summary>
    /// A message under the flag for components V2, unless <paramref name="isV2"/> is off. <paramref name="files"/>: names of what is
    /// uploaded with it; null takes any.
    /// </summary>
    public static IReadOnlyList<FormProblem> Message(JsonArray components, bool isV2 = true, IReadOnlySet<string>? files = null)
    {
        var check = new Check { Files = files };
        Message(check, components, "components", isV2);
        return check.Problems;
    }

    /// <summary>The <c>data</c> of a response of type 9.</summary>
    public static IReadOnlyList<FormProblem> Modal(JsonObject data)
    {
        var check = new Check { IsModal = true };
        Modal(check, data, "");
        return check.Problems;
    }

    internal static void Message(Check check, JsonNode components, string at, bool isV2)
    {
        if (!isV2)
        {
            List(0, MostRows, ComponentTypes.OneOf([ComponentTypes.ActionRow]))(check, components, at);
            return;
        }

        List(0, MostComponents, ComponentTypes.OneOf(ComponentTypes.InMessage))(check, components, at);
        if (check.Components > MostComponents && components is JsonArray { Count: <= MostComponents })
            check.Add(at, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                $"The total number of components exceeds the maximum of {MostComponents}");
        if (check.TextLength > MostText)
            check.Add(at, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                $"Displayable text exceeds the maximum size of {MostText} characters");
    }

    internal static void Modal(Check check, JsonNode? data, string at) => Object(
        Must("custom_id", Buttons.CustomId),
        Must("title", Text(45)),
        Must("components", List(1, 5, ComponentTypes.OneOf(ComponentTypes.InModal))))(check, data, at);
}
