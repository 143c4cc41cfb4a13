using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>What an operation came to: typed for programs, and able to say itself to people.</summary>
public interface IAnswer
{
    Reply Say();

    /// <summary>True of a command that found everything as it was asked for.</summary>
    bool ChangedNothing => false;
}

/// <summary>Something an operator can ask for; the record's own parameters are the arguments.</summary>
public interface IOperation
{
    static abstract Spec Spec { get; }
}

/// <summary>Reads and answers at once; leaves no audit row.</summary>
public interface IQuestion<TSelf, TAnswer> : IOperation where TSelf : IQuestion<TSelf, TAnswer> where TAnswer : IAnswer;

/// <summary>Changes something; always leaves an audit row, also when refused, denied, expired or failed.</summary>
public interface ICommand<TSelf, TAnswer> : IOperation where TSelf : ICommand<TSelf, TAnswer> where TAnswer : IAnswer;

/// <summary>Carries something that must never be written down: the audit gets it without.</summary>
public interface ISecretive
{
    object WithoutSecrets();
}

public interface IAnswerQuestion<in TQuestion, TAnswer>
{
    Task<Result<TAnswer>> Answer(TQuestion question, Work work, CancellationToken cancel);
}

public interface IHandle<in TCommand, TAnswer>
{
    /// <summary>What else nobody may touch meanwhile, besides what the command names: an invoice's organization. Changes nothing.</summary>
    Task<IReadOnlyList<Target>> Locks(TCommand command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>([]);

    /// <summary>What exactly would happen; changes nothing.</summary>
    Task<Result<Plan>> Plan(TCommand command, Work work, CancellationToken cancel);

    /// <summary>Does it, inside the Runner's transaction.</summary>
    Task<Result<TAnswer>> Handle(TCommand command, Work work, CancellationToken cancel);
}

/// <summary>Says what a parameter is, and its limits.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ArgAttribute(string summary) : Attribute
{
    public string Summary => summary;
    public long Min { get; init; } = long.MinValue;
    public long Max { get; init; } = long.MaxValue;
    public int MaxLength { get; init; } = 500;

    /// <summary>The <see cref="IWords"/> to offer for a text while somebody types it.</summary>
    public Type? Words { get; init; }

    /// <summary>The last words of the line belong to it, spaces and all.</summary>
    public bool Rest { get; init; }

    /// <summary>Given by name only, never by place: filters and flags.</summary>
    public bool Named { get; init; }

    /// <summary>Only buttons give it: it stands in no help, usage or menu of a platform.</summary>
    public bool Hidden { get; init; }
}

/// <summary>Several parameters that operations share: the record's own are taken as if they stood in its place.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class GroupAttribute : Attribute;
