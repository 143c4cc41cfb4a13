using OpsBot.Core.Access;

namespace OpsBot.Core.Operations;

/// <summary>Who asks: a person, through an account, or OpsBot itself, by the name of the duty that makes it.</summary>
public sealed record Actor
{
    Actor(Caller caller) => Caller = caller;

    public Caller Caller { get; }

    internal string? Duty { get; private init; }

    /// <summary>It is asked as a proposal: somebody agrees to it first, whatever the policy says.</summary>
    internal bool Proposes { get; private init; }

    /// <summary>Because of what that person did: OpsBot's request is no second one's beside theirs.</summary>
    internal OperatorId? Cause { get; private init; }

    public static Actor Person(Caller caller) => new(caller);

    /// <summary>"dunning": stands on cards and in the audit.</summary>
    public static Actor OpsBot(string duty, OperatorId? cause = null) =>
        new(new Caller(new ChatAccount("opsbot", duty))) { Duty = duty, Cause = cause };

    public static Actor Proposing(string duty, OperatorId? cause = null) => OpsBot(duty, cause) with { Proposes = true };
}
