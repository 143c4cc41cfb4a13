using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Chat;

/// <summary>Handles what people ask in a chat, whichever platform it came from.</summary>
sealed class ChatRequests(Runner runner, Looks looks, Working working, InboxClaims claims)
{
    public Lane LaneOf(Request? request) => request is null ? Lane.Quick : looks.LaneOf(request);

    /// <summary>Whatever it comes to has been said where the request wanted it; a row that asks for nothing is closed.</summary>
    public Task Handle(InboxRow row, Request? request, CancellationToken cancel) => request is null
        ? claims.Close(row.Id, cancel)
        : working.While(runner.Run(request with { Receipt = row.Id }, cancel), row, request, cancel);
}
