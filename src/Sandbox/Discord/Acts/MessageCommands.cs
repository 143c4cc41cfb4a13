using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>A person uses a command from a message's own menu, under Apps.</summary>
public static class MessageCommands
{
    extension(DiscordWorld world)
    {
        public async Task<Outcome> RunMessageCommand(
            string personId, string channelId, string messageId, string name, CancellationToken cancel)
        {
            if (Here.Find(world, personId, channelId) is not { } here || here.Message(world, messageId) is not { } message)
                return Outcome.Failed(Outcome.Gone, "The message is no longer there.");
            if (world.Commands.SeenBy(here.Person, here.Channel)
                .FirstOrDefault(each => each.Kind is CommandKind.Message && each.Name == name) is not { } command)
                return Outcome.Failed(Outcome.Gone, $"There is no message command {name} here.");

            var resolved = new JsonObject();
            Resolved.Put(resolved, "messages", messageId, MessageJson.Of(world, message));
            var data = new JsonObject { ["type"] = 3, ["name"] = name, ["id"] = command.Id, ["target_id"] = messageId,
                ["resolved"] = resolved };
            if (command.GuildId is { } guild) data["guild_id"] = guild;
            var interaction = world.Interactions.New(InteractionKind.Command, personId, channelId, name, isMessageCommand: true);
            var answer = await world.Courier.Deliver(interaction, InteractionJson.Of(world, interaction, data), cancel);
            if (!answer.Ok) world.ShowFailure(interaction, Outcome.DidNotRespond);
            return Outcome.Of(answer, interaction, Outcome.DidNotRespond);
        }
    }
}
