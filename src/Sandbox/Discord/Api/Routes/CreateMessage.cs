namespace OpsBot.Sandbox.Discord;

/// <summary>Posts a message as the bot.</summary>
sealed class CreateMessage : IRoute
{
    public string Verb => HttpMethods.Post;
    public string Template => "channels/{channel}/messages";
    public RateLimit Limit => RateLimit.PerSeconds(5, 5);

    // "Past few minutes" is all that Discord says.
    static readonly TimeSpan NonceLife = TimeSpan.FromMinutes(5);
    const MessageFlags Allowed = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.ComponentsV2;

    public Reply Run(DiscordWorld world, Call call)
    {
        if (Reach.ForWriting(world, call["channel"], out var channel) is { } fault) return fault;
        if (call.Files.Count > 0 && channel.TakesNoFiles) return Fault.MissingPermissions;
        if (MessageContent.Read(world, call.Json, call.Files, before: null, Allowed, "", out var content) is { } refused) return refused;
        var nonce = call.Json["nonce"]?.ToString();
        var message = content!.PutInto(world, new()
        {
            Id = world.Ids.Next(),
            ChannelId = channel.Id,
            AuthorId = world.App.BotUserId,
            SentAt = world.Time.GetUtcNow(),
            Nonce = nonce,
            ReplyTo = Shape.AsId(call.Json["message_reference"]?["message_id"]),
        }, isBotMessage: true);
        var isOnce = nonce is not null && Shape.IsTrue(call.Json["enforce_nonce"]);
        return Reply.Ok(MessageJson.Of(world, isOnce ? world.Messages.PutOnce(message, NonceLife) : world.Messages.Put(message)));
    }
}
