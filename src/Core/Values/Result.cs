namespace OpsBot.Core.Values;

/// <summary>
/// Either what was asked for, or what kept it from being done, in the words of whoever was asked: a host, Slack, Discord.
/// </summary>
public class Result<T, TFault> where TFault : class
{
    readonly T? value;

    private protected Result(T? value, TFault? fault) => (this.value, Fault) = (value, fault);

    public TFault? Fault { get; }

    public T Value => Fault is null ? value! : throw new InvalidOperationException($"Failed: {Fault}");

    public bool Failed(out T answer, out TFault fault)
    {
        (answer, fault) = (value!, Fault!);
        return Fault is not null;
    }

    public static implicit operator Result<T, TFault>(T value) => new(value, null);

    public static implicit operator Result<T, TFault>(TFault fault) => new(default, fault);
}

/// <summary>Where it is OpsBot itself that answers, what kept it is a refusal, which says what to do instead.</summary>
public sealed class Result<T> : Result<T, Refusal>
{
    Result(T? value, Refusal? fault) : base(value, fault) { }

    /// <summary>For an interface, which does not convert by itself.</summary>
    public static Result<T> Of(T value) => new(value, null);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}
