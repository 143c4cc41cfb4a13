using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The <c>data</c> of a submitted modal.</summary>
static class ModalData
{
    internal static JsonObject Of(DiscordWorld world, Channel channel, Modal modal)
    {
        var data = new JsonObject
        {
            ["custom_id"] = modal.CustomId,
            ["components"] = new JsonArray([.. modal.Components.OfType<JsonObject>().Select(component => TopLevel(modal, component))]),
        };
        var chosen = ModalInputs.In(modal.Components).Where(input => input.Type is >= 5 and <= 8)
            .SelectMany(input => modal.ValuesOf(input.CustomId)).ToList();
        if (chosen.Count > 0) data["resolved"] = Resolved.Of(world, channel, chosen);
        return data;
    }

    static JsonObject TopLevel(Modal modal, JsonObject component)
    {
        var json = new JsonObject { ["type"] = Tree.TypeOf(component), ["id"] = component["id"]?.DeepClone() };
        if (component["component"] is JsonObject labelled) json["component"] = Input(modal, labelled);
        if (component["components"] is JsonArray row)
            json["components"] = new JsonArray([.. row.OfType<JsonObject>().Select(input => Input(modal, input))]);
        return json;
    }

    static JsonObject Input(Modal modal, JsonObject component)
    {
        var customId = (string)component["custom_id"]!;
        var json = new JsonObject { ["type"] = Tree.TypeOf(component), ["id"] = component["id"]?.DeepClone(), ["custom_id"] = customId };
        var values = modal.ValuesOf(customId);
        switch (Tree.TypeOf(component))
        {
            case ModalInput.TextInput:
                json["value"] = values.IsEmpty ? "" : values[0];
                break;
            case ModalInput.RadioGroup:
                json["value"] = values.IsEmpty ? null : values[0];
                break;
            case ModalInput.Checkbox:
                json["value"] = values is ["true"];
                break;
            default:
                json["values"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
                break;
        }

        return json;
    }
}
