namespace OpsBot.Sandbox.Discord;

/// <summary>Every route of the REST API that the stand-in speaks.</summary>
static class DiscordRoutes
{
    internal static IReadOnlyList<IRoute> All { get; } =
    [
        new AddPin("channels/{channel}/messages/pins/{message}"),
        new AddPin("channels/{channel}/pins/{message}"),
        new CreateFollowUp(),
        new CreateInteractionResponse(),
        new CreateMessage(),
        new DeleteMessage(),
        new DeleteWebhookMessage(),
        new EditMessage(),
        new EditWebhookMessage(),
        new GetApplication("applications/@me"),
        new GetApplication("oauth2/applications/@me"),
        new GetChannel(),
        new GetCommands("applications/{application}/commands"),
        new GetCommands("applications/{application}/guilds/{guild}/commands"),
        new GetGateway(),
        new GetGatewayBot(),
        new GetGuild(),
        new GetGuildChannels(),
        new GetGuildMember(),
        new GetMe(),
        new GetMessage(),
        new GetMessages(),
        new GetPins(),
        new GetWebhookMessage(),
        new OpenDirectMessage(),
        new PutCommands("applications/{application}/commands"),
        new PutCommands("applications/{application}/guilds/{guild}/commands"),
        new RemovePin("channels/{channel}/messages/pins/{message}"),
        new RemovePin("channels/{channel}/pins/{message}"),
        new StartThreadFromMessage(),
    ];
}
