namespace OpsBot.Sandbox.Discord;

/// <summary>The channel of direct messages with somebody. Whether they take any shows when the first is sent.</summary>
sealed class OpenDirectMessage : IRoute
{
    public string Verb => HttpMethods.Post;
    public string Template => "users/@me/channels";
    public RateLimit Limit => RateLimit.PerSeconds(10, 10);

    public Reply Run(DiscordWorld world, Call call)
    {
        if (Shape.AsId(call.Json["recipient_id"]) is not { } id)
            return Fault.Form("recipient_id", Shape.Required, "This field is required");
        return world.People.Find(id) switch
        {
            null => Fault.UnknownUser,
            { IsBot: true } => Fault.CannotMessageUser,
            { } person => Reply.Ok(ChannelJson.Of(world, world.Channels.DirectMessage(person.Id))),
        };
    }
}
