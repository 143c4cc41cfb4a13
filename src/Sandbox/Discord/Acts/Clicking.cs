using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>A person presses a button, or chooses in a menu, on a message.</summary>
public static class Clicking
{
    const int Button = 2;
    const int StringSelect = 3;

    extension(DiscordWorld world)
    {
        public Task<Outcome> Click(string personId, string channelId, string messageId, string customId, CancellationToken cancel) =>
            Use(world, personId, channelId, messageId, customId, chosen: null, cancel);

        /// <summary><paramref name="values"/>: of options in a string select; ids in one of users or channels.</summary>
        public Task<Outcome> Choose(
            string personId, string channelId, string messageId, string customId, IReadOnlyList<string> values, CancellationToken cancel) =>
            Use(world, personId, channelId, messageId, customId, values, cancel);
    }

    static async Task<Outcome> Use(
        DiscordWorld world, string personId, string channelId, string messageId, string customId,
        IReadOnlyList<string>? chosen, CancellationToken cancel)
    {
        if (Here.Find(world, personId, channelId) is not { } here || here.Message(world, messageId) is not { } message)
            return Outcome.Failed(Outcome.Gone, "The message is no longer there.");
        if (Tree.Find(message.Components, customId) is not { } component)
            return Outcome.Failed(Outcome.Gone, $"There is no component {customId} on the message.");
        if (component["disabled"]?.GetValueKind() is JsonValueKind.True) return Outcome.Failed(Outcome.Gone, $"{customId} is disabled.");
        if (Tree.TypeOf(component) == Button != chosen is null)
            throw new ArgumentException(chosen is null ? $"{customId} is a menu; choose in it." : $"{customId} is a button; click it.",
                nameof(customId));

        var data = new JsonObject { ["id"] = component["id"]?.DeepClone(), ["custom_id"] = customId,
            ["component_type"] = Tree.TypeOf(component) };
        if (chosen is not null) Put(world, here.Channel, data, component, chosen);
        var interaction = world.Interactions.New(InteractionKind.Component, personId, channelId, messageId: messageId);
        var answer = await world.Courier.Deliver(interaction, InteractionJson.Of(world, interaction, data), cancel);
        return Outcome.Of(answer, interaction, Outcome.InteractionFailed);
    }

    static void Put(DiscordWorld world, Channel channel, JsonObject data, JsonObject component, IReadOnlyList<string> chosen)
    {
        var (least, most) = ((int?)component["min_values"] ?? 1, (int?)component["max_values"] ?? 1);
        if (chosen.Count < least || chosen.Count > most)
            throw new ArgumentException($"The menu takes {least} to {most} values.", nameof(chosen));
        data["values"] = new JsonArray([.. chosen.Select(value => JsonValue.Create(value))]);
        if (Tree.TypeOf(component) == StringSelect)
        {
            // A person can only choose what they are shown, so an unknown value is a mistake of the caller.
            var offered = (component["options"] as JsonArray ?? []).Select(option => (string?)option!["value"]).ToHashSet();
            if (chosen.FirstOrDefault(value => !offered.Contains(value)) is { } unknown)
                throw new ArgumentException($"'{unknown}' is not among the options of {component["custom_id"]}.", nameof(chosen));
            return;
        }

        data["resolved"] = Resolved.Of(world, channel, chosen);
    }
}
