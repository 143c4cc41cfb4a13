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

    /// <summary>In whose name OpsBot goes on with what they have begun, whoever they are by now.</summary>
    internal OperatorId? InNameOf { get; private init; }

    internal bool GoesOn { get; private init; }

    public static Actor Person(Caller caller) => new(caller);

    /// <summary>"dunning": stands on cards and in the audit.</summary>
    public static Actor OpsBot(string duty, OperatorId? cause = null) =>
        new(new Caller(new ChatAccount("opsbot", duty))) { Duty = duty, Cause = cause };

    public static Actor Proposing(string duty, OperatorId? cause = null) => OpsBot(duty, cause) with { Proposes = true };

    /// <summary>A worker goes on with what somebody asked for, a person or OpsBot by that duty: nobody decides it any more.</summary>
    internal static Actor Worker(OperatorId? person, string? duty) =>
        (duty is null ? new(new Caller(new ChatAccount("worker", Environment.MachineName))) : OpsBot(duty)) with
        {
            InNameOf = person, GoesOn = true,
        };

    internal Request Asks(string line) =>
        new(Caller, line) { Duty = Duty, Proposes = Proposes, Cause = Cause, InNameOf = InNameOf, GoesOn = GoesOn };
}
