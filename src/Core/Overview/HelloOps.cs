using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

/// <summary>What somebody asks who writes to the bot as to a colleague: no command, but no silence either.</summary>
public sealed record HelloOps : IQuestion<HelloOps, Greeted>
{
    public static Spec Spec { get; } = new("ops hello", "What to type instead of a message") { Needs = Role.Nobody, Hidden = true };
}

public sealed record Greeted : IAnswer
{
    public Reply Say() => new("I only understand commands. Type /ops help to see them.") { Buttons = [new Button("Help", "/ops help")] };
}

sealed class HelloOpsHandler : IAnswerQuestion<HelloOps, Greeted>
{
    public Task<Result<Greeted>> Answer(HelloOps question, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<Greeted>>(new Greeted());
}
