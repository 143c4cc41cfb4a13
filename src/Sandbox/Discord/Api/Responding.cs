using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>Carries out the app's first answer to an interaction, whichever way it came.</summary>
static class Responding
{
    internal const MessageFlags Allowed =
        MessageFlags.SuppressEmbeds | MessageFlags.Ephemeral | MessageFlags.SuppressNotifications | MessageFlags.ComponentsV2;

    /// <summary>Null when it was done, else what Discord says to it.</summary>
    internal static Reply? Apply(DiscordWorld world, Interaction interaction, JsonNode? response, IReadOnlyList<UploadedFile> files)
    {
        if (interaction.Answered is not null)
            return world.Interactions.IsExpired(interaction) ? Fault.UnknownInteraction : Fault.AlreadyAcknowledged;
        if (world.Interactions.IsMissed(interaction)) return Fault.UnknownInteraction;
        var check = new Check();
        Object(Must("type", OneOf([.. Fitting(interaction).Select(each => (int)each)])))(check, response, "");
        if (check.Problems.Count > 0) return Fault.Form(check.Problems);

        var how = (ResponseKind)AsInt(response!["type"])!;
        var data = response["data"];
        return how switch
        {
            ResponseKind.Pong => Done(world, interaction, how, response, () => null),
            ResponseKind.Message => Say(world, interaction, response, data, files),
            ResponseKind.DeferredMessage => Defer(world, interaction, response, data),
            ResponseKind.DeferredUpdate => Done(world, interaction, how, response, () => interaction.MessageId),
            ResponseKind.UpdateMessage => Update(world, interaction, response, data, files),
            ResponseKind.Choices => Offer(world, interaction, response, data),
            ResponseKind.Modal => Open(world, interaction, response, data),
        };
    }

    /// <summary>A form cannot follow a form, choices fit only what is being typed, and there has to be a message to update.</summary>
    static ResponseKind[] Fitting(Interaction interaction) => interaction.Kind switch
    {
        InteractionKind.Ping => [ResponseKind.Pong],
        InteractionKind.Command => [ResponseKind.Message, ResponseKind.DeferredMessage, ResponseKind.Modal],
        InteractionKind.Component =>
            [ResponseKind.Message, ResponseKind.DeferredMessage, ResponseKind.DeferredUpdate, ResponseKind.UpdateMessage,
                ResponseKind.Modal],
        InteractionKind.Autocomplete => [ResponseKind.Choices],
        InteractionKind.ModalSubmit when interaction.MessageId is not null =>
            [ResponseKind.Message, ResponseKind.DeferredMessage, ResponseKind.DeferredUpdate, ResponseKind.UpdateMessage],
        InteractionKind.ModalSubmit => [ResponseKind.Message, ResponseKind.DeferredMessage],
    };

    static Reply? Done(DiscordWorld world, Interaction interaction, ResponseKind how, JsonNode response, Func<string?> act)
    {
        if (!world.Interactions.Claim(interaction.Id, how)) return Fault.AlreadyAcknowledged;
        world.Interactions.Settle(interaction.Id, act(), (JsonObject)response);
        return null;
    }

    static Reply? Say(DiscordWorld world, Interaction interaction, JsonNode response, JsonNode? data, IReadOnlyList<UploadedFile> files)
    {
        if (MessageContent.Read(world, data, files, before: null, Allowed, "data", out var content) is { } fault) return fault;
        return Done(world, interaction, ResponseKind.Message, response, () =>
            world.Messages.Put(content!.PutInto(world, Answering(world, interaction, content.Flags), isBotMessage: false)).Id);
    }

    static Reply? Defer(DiscordWorld world, Interaction interaction, JsonNode response, JsonNode? data)
    {
        var check = new Check();
        // That the message will be V2 is said when it is filled, and not before.
        if (data is not null) Object(May("flags", OneOf(0, (int)MessageFlags.Ephemeral)))(check, data, "data");
        if (check.Problems.Count > 0) return Fault.Form(check.Problems);
        var flags = (MessageFlags)(AsInt((data as JsonObject)?["flags"]) ?? 0);
        return Done(world, interaction, ResponseKind.DeferredMessage, response, () =>
            world.Messages.Put(Answering(world, interaction, flags | MessageFlags.Loading)).Id);
    }

    static Reply? Update(DiscordWorld world, Interaction interaction, JsonNode response, JsonNode? data, IReadOnlyList<UploadedFile> files)
    {
        if (world.Messages.Find(interaction.ChannelId, interaction.MessageId) is not { } message) return Fault.UnknownMessage;
        if (MessageContent.Read(world, data, files, message, Allowed & ~MessageFlags.Ephemeral, "data", out var content) is { } fault)
            return fault;
        return Done(world, interaction, ResponseKind.UpdateMessage, response, () =>
        {
            world.Messages.Change(message.ChannelId, message.Id, now => content!.PutInto(world, now, isBotMessage: false)
                with { EditedAt = world.Time.GetUtcNow() });
            return message.Id;
        });
    }

    static Reply? Offer(DiscordWorld world, Interaction interaction, JsonNode response, JsonNode? data)
    {
        var check = new Check();
        Object(Must("choices", List(0, 25, Object(Must("name", Text(100)), Must("value", OptionRules.ChoiceValue)))))(check, data, "data");
        return check.Problems.Count > 0 ? Fault.Form(check.Problems) : Done(world, interaction, ResponseKind.Choices, response, () => null);
    }

    static Reply? Open(DiscordWorld world, Interaction interaction, JsonNode response, JsonNode? data)
    {
        var check = new Check { IsModal = true };
        ComponentCheck.Modal(check, data, "data");
        if (check.Problems.Count > 0) return Fault.Form(check.Problems);
        var components = Tree.WithIds((JsonArray)data!["components"]!);
        return Done(world, interaction, ResponseKind.Modal, response, () =>
        {
            world.Modals.Open(new()
            {
                Id = interaction.Id,
                PersonId = interaction.PersonId,
                ChannelId = interaction.ChannelId,
                MessageId = interaction.MessageId,
                CustomId = AsText(data["custom_id"])!,
                Title = AsText(data["title"])!,
                Components = components,
                State = ModalInputs.Initial(components),
            });
            return null;
        });
    }

    /// <summary>A message, still empty, that answers the interaction.</summary>
    internal static Message Answering(DiscordWorld world, Interaction interaction, MessageFlags flags) => new()
    {
        Id = world.Ids.Next(),
        ChannelId = interaction.ChannelId,
        AuthorId = world.App.BotUserId,
        Kind = interaction switch
        {
            { Kind: InteractionKind.Command, IsMessageCommand: true } => MessageKind.MessageCommand,
            { Kind: InteractionKind.Command } => MessageKind.SlashCommand,
            { MessageId: not null } => MessageKind.Reply,
            _ => MessageKind.Default,
        },
        Flags = flags,
        SentAt = world.Time.GetUtcNow(),
        EphemeralTo = flags.HasFlag(MessageFlags.Ephemeral) ? interaction.PersonId : null,
        ReplyTo = interaction.MessageId,
        Used = new(interaction.Id, interaction.Kind, interaction.PersonId, interaction.Command, interaction.MessageId),
    };
}
