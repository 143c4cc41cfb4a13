using OpsBot.Core.Replies;

namespace OpsBot.Core.Operations;

public enum OutcomeKind { Answered, Done, Planned, Refused, Asked, Waiting, Failed, AlreadyHandled }

/// <summary>What a request came to; the reply or form has already been said where the request wanted it.</summary>
public sealed record Outcome(OutcomeKind Kind)
{
    public Reply? Reply { get; init; }
    public Form? Form { get; init; }

    /// <summary>The typed answer, for callers that are programs.</summary>
    public IAnswer? Answer { get; init; }
}
