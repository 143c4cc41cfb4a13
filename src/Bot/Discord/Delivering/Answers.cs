using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>
/// Answers to an interaction, through its token: the first one, edits of it for 15 minutes, and what has to be said besides.
/// </summary>
sealed class Answers(DiscordApi api, MessageRenderer renderer, ThinkingAnswers thinking)
{
    static readonly MessageRef original = new("original");

    public Task<Delivered> Deliver(Outgoing outgoing, DiscordPlace.Answer answer, CancellationToken cancel) => outgoing switch
    {
        // What follows stands in the place of this, or elsewhere.
        { Reply.IsOnItsWay: true, Ref: { } shown } => Task.FromResult<Delivered>(new Delivered.Sent(shown)),
        { Reply.IsOnItsWay: true } => Defer(answer, cancel),
        { IsTooLate: true } => Task.FromResult(Late(outgoing, answer, "the token is no longer good")),
        { Ref: { } shown } => Edit(outgoing, answer, shown, cancel),
        _ => First(outgoing, answer, cancel),
    };

    async Task<Delivered> Defer(DiscordPlace.Answer answer, CancellationToken cancel)
    {
        thinking.LetGo(answer.Interaction);
        var failure = (await api.Respond(answer.Interaction, answer.Token, Responses.Later(answer.How), [], cancel)).Fault;
        return failure is { IsPassing: true } ? failure.ToDelivered() : new Delivered.Sent(original);
    }

    async Task<Delivered> First(Outgoing outgoing, DiscordPlace.Answer answer, CancellationToken cancel)
    {
        var (failure, message) = await Try(outgoing, answer, one => Respond(answer, one, cancel), cancel);
        return failure switch
        {
            null => new Delivered.Sent(Original(message)),
            { IsAlreadyAcknowledged: true } => await Second(outgoing, answer, message, cancel),
            { IsPassing: true } or { IsTokenDead: true } => failure.ToDelivered(),
            _ => Late(outgoing, answer, failure.ToString()),
        };
    }

    /// <summary>With less and less to trip over, until it is taken or nothing less would be; and what was tried last.</summary>
    async Task<(DiscordFailure? Failure, Rendered Message)> Try(
        Outgoing outgoing, DiscordPlace.Answer answer, Func<Rendered, Task<DiscordFailure?>> send, CancellationToken cancel)
    {
        var wording = Wording.WithPictures;
        while (true)
        {
            var message = await renderer.Of(outgoing, answer.Asker, cancel, wording: wording);
            var failure = await send(message);
            if (failure?.After(wording, outgoing) is not { } next) return (failure, message);
            wording = next;
        }
    }

    /// <summary>
    /// It was answered already: with "thinking…", with another message, or with this one by a program that died before it could note it.
    /// </summary>
    async Task<Delivered> Second(Outgoing outgoing, DiscordPlace.Answer answer, Rendered message, CancellationToken cancel)
    {
        // The one answer to a request owns the first place; whatever else is said may have it only while it is empty.
        if (outgoing.Key.StartsWith("answer:", StringComparison.Ordinal)) return await Edit(outgoing, answer, original, cancel);
        if ((await api.GetOriginal(answer.Token, cancel)).Failed(out var first, out var failure) && !failure.IsUnknownMessage)
            return failure.IsPassing ? failure.ToDelivered() : Late(outgoing, answer, failure.ToString());
        return first is { IsThinking: true } ? await Edit(outgoing, answer, original, cancel)
            : await FollowUp(outgoing, answer, message, cancel);
    }

    async Task<Delivered> FollowUp(Outgoing outgoing, DiscordPlace.Answer answer, Rendered message, CancellationToken cancel)
    {
        if ((await api.FollowUp(answer.Token, message, answer.How is not DiscordPlace.Manner.Open, cancel))
            .Failed(out var id, out var failure))
            return failure is { IsPassing: true } ? failure.ToDelivered() : Late(outgoing, answer, failure.ToString());
        return new Delivered.Sent(new(id) { Files = message.FilesPrint });
    }

    async Task<Delivered> Edit(Outgoing outgoing, DiscordPlace.Answer answer, MessageRef shown, CancellationToken cancel)
    {
        var (failure, message) = await Try(outgoing, answer, one => Edit(answer, shown, one, cancel), cancel);
        return failure switch
        {
            null => new Delivered.Sent(shown with { Files = message.FilesPrint }),
            { IsPassing: true } => failure.ToDelivered(),
            { IsUnknownMessage: true } when outgoing.Reply is not { OnlyAsEdit: true } =>
                await FollowUp(outgoing, answer, await renderer.Of(outgoing with { Ref = null }, answer.Asker, cancel), cancel),
            _ => Late(outgoing, answer, failure.ToString()),
        };
    }

    async Task<DiscordFailure?> Respond(DiscordPlace.Answer answer, Rendered message, CancellationToken cancel)
    {
        thinking.LetGo(answer.Interaction);
        return (await api.Respond(answer.Interaction, answer.Token, answer.How is DiscordPlace.Manner.Replace ? Responses.Replace(message)
            : Responses.Message(message, answer.How is DiscordPlace.Manner.Private), message.Files, cancel)).Fault;
    }

    async Task<DiscordFailure?> Edit(DiscordPlace.Answer answer, MessageRef shown, Rendered message, CancellationToken cancel) =>
        shown.Id == original.Id ? await api.EditOriginal(answer.Token, message, cancel)
            : await api.EditFollowUp(answer.Token, shown.Id, message, cancel);

    static MessageRef Original(Rendered message) => original with { Files = message.FilesPrint };

    static Delivered Late(Outgoing outgoing, DiscordPlace.Answer answer, string reason)
    {
        // Between the first step and the end of long work there is nothing that is worth a message of its own.
        if (outgoing.Ref is { } shown && (outgoing.Reply is { OnlyAsEdit: true } || outgoing.IsUnderWay)) return new Delivered.Sent(shown);
        return new Delivered.Moved(new DiscordPlace.Person(answer.Asker, DiscordPlace.Cause.TokenExpired).ToChat(), reason);
    }
}
