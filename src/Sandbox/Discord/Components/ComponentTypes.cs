using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>Which component may stand where, and the rule for each. https://docs.discord.com/developers/components/reference</summary>
static class ComponentTypes
{
    internal const int ActionRow = 1;
    internal const int Button = 2;
    internal const int TextDisplay = 10;
    internal const int Label = 18;

    internal static readonly int[] Selects = [3, 5, 6, 7, 8];
    internal static readonly int[] InMessage = [1, 9, 10, 12, 13, 14, 17];
    internal static readonly int[] InContainer = [1, 9, 10, 12, 13, 14];
    internal static readonly int[] InModal = [1, 10, 18];
    internal static readonly int[] InLabel = [3, 4, 5, 6, 7, 8, 19, 21, 22, 23];

    const long LargestId = int.MaxValue;

    /// <summary>A component of one of these types; counts it and takes its ids.</summary>
    internal static Rule OneOf(int[] allowed) => (check, node, at) =>
    {
        if (node is not JsonObject json)
        {
            check.Add(at, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.");
            return;
        }

        check.Components++;
        if (json["type"] is null)
        {
            check.Add(Step(at, "type"), Required, "This field is required");
            return;
        }

        var type = Tree.TypeOf(json);
        if (!allowed.Contains(type))
        {
            check.Add(Step(at, "type"), "UNION_TYPE_CHOICES", $"Value of field \"type\" must be one of ({string.Join(", ", allowed)}).");
            return;
        }

        TakeIds(check, json, at);
        RuleOf(type)(check, json, at);
        if (check.IsModal && InLabel.Contains(type) && json["disabled"] is not null)
            check.Add(Step(at, "disabled"), "MODAL_COMPONENT_DISABLED", "Components in modals cannot be disabled");
    };

    static Rule RuleOf(int type) => type switch
    {
        1 => Layouts.ActionRow,
        2 => Buttons.Button,
        3 => Menus.StringSelect,
        4 => Inputs.TextInput,
        5 or 6 or 7 or 8 => Menus.AutoSelect,
        9 => Layouts.Section,
        10 => Layouts.TextDisplay,
        11 => Media.Thumbnail,
        12 => Media.Gallery,
        13 => Media.File,
        14 => Layouts.Separator,
        17 => Layouts.Container,
        18 => Inputs.Label,
        19 => Inputs.FileUpload,
        21 => Inputs.RadioGroup,
        22 => Inputs.CheckboxGroup,
        23 => Inputs.Checkbox,
        _ => (_, _, _) => { },
    };

    static void TakeIds(Check check, JsonObject json, string at)
    {
        if (json["id"] is { } id)
        {
            Int(0, LargestId)(check, id, Step(at, "id"));
            if (AsInt(id) is { } number and > 0 && !check.Ids.Add(number))
                check.Add(Step(at, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated");
        }

        if (AsText(json["custom_id"]) is { Length: > 0 } customId && !check.CustomIds.Add(customId))
            check.Add(Step(at, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    }
}
