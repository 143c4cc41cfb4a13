using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The first answer to an interaction.</summary>
sealed class CreateInteractionResponse : IRoute
{
    public string Verb => HttpMethods.Post;
    public string Template => "interactions/{interaction}/{token}/callback";
    public RateLimit Limit => RateLimit.PerSeconds(5, 1);
    public bool NeedsToken => false;

    public Reply Run(DiscordWorld world, Call call)
    {
        if (world.Interactions.Find(call["interaction"]) is not { } interaction || interaction.Token != call["token"])
            return Fault.UnknownInteraction;
        if (Responding.Apply(world, interaction, call.Body, call.Files) is { } fault) return fault;
        return call.Flag("with_response") ? Reply.Ok(Resource(world, world.Interactions.Find(interaction.Id)!)) : Reply.NoContent;
    }

    static JsonObject Resource(DiscordWorld world, Interaction interaction)
    {
        var message = interaction.Answered is ResponseKind.DeferredUpdate
            ? null : world.Messages.Find(interaction.ChannelId, interaction.OriginalId);
        var about = new JsonObject { ["id"] = interaction.Id, ["type"] = (int)interaction.Kind };
        var resource = new JsonObject { ["type"] = (int)interaction.Answered! };
        if (message is not null)
        {
            about["response_message_id"] = message.Id;
            about["response_message_loading"] = message.IsLoading;
            about["response_message_ephemeral"] = message.EphemeralTo is not null;
            resource["message"] = MessageJson.Of(world, message);
        }

        return new() { ["interaction"] = about, ["resource"] = resource };
    }
}
