namespace OpsBot.Sandbox.Discord;

/// <summary>Decides whether a call may be made at all.</summary>
static class Authorize
{
    /// <summary>Null when it may.</summary>
    internal static Reply? Refuse(DiscordApp app, IRoute? route, HttpRequest request)
    {
        // https://docs.discord.com/developers/reference#user-agent
        if (!request.Headers.UserAgent.ToString().StartsWith("DiscordBot (", StringComparison.Ordinal)) return Fault.NoUserAgent;
        return route is { NeedsToken: false } || request.Headers.Authorization.ToString() == $"Bot {app.Token}" ? null : Fault.Unauthorized;
    }
}
