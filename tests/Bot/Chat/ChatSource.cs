using OpsBot.Bot.Intake;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Tests.Bot.Chat;

/// <summary>What people ask on the same platform; carrying it out is up to the test.</summary>
sealed class ChatSource(
    Func<InboxRow, Request?, CancellationToken, Task> handle, Func<Request, Lane> laneOf, string name = ChatSource.Platform) : IInboxSource
{
    public const string Platform = "chat";

    public string Name => name;

    public Lane LaneOf(InboxRow row) => RequestIn(row) is { } request ? laneOf(request) : Lane.Quick;

    public Task Handle(InboxRow row, CancellationToken cancel) => handle(row, RequestIn(row), cancel);

    public Request? RequestIn(InboxRow row) => row.Body switch
    {
        "nothing" => null,
        "broken" => throw new InvalidOperationException("This row cannot be read."),
        _ => new Request(new Caller(new ChatAccount(Name, "U1")), row.Body) { Answer = new(Name, PlaceKind.Answer, $"{row.Id}") },
    };
}
