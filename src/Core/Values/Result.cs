namespace OpsBot.Core.Values;

/// <summary>Either what was asked for, or a refusal that says what to do instead.</summary>
public readonly struct Result<T>
{
    readonly T? value;

    Result(T? value, Refusal? refusal) => (this.value, Refusal) = (value, refusal);

    public Refusal? Refusal { get; }

    public T Value => Refusal is null ? value! : throw new InvalidOperationException($"Refused: {Refusal.Sentence}");

    public static Result<T> Of(T value) => new(value, null);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);

    public bool Refused(out T answer, out Refusal refusal)
    {
        (answer, refusal) = (value!, Refusal!);
        return Refusal is not null;
    }
}

/// <summary>
/// Either what was asked for, or what kept it from being done, in the words of whoever was asked: a host, Slack, Discord.
/// </summary>
public readonly struct Result<T, TFault> where TFault : class
{
    readonly T? value;

    Result(T? value, TFault? fault) => (this.value, Fault) = (value, fault);

    public TFault? Fault { get; }

    public T Value => Fault is null ? value! : throw new InvalidOperationException($"Failed: {Fault}");

    public static implicit operator Result<T, TFault>(T value) => new(value, null);

    public static implicit operator Result<T, TFault>(TFault fault) => new(default, fault);

    public bool Failed(out T answer, out TFault fault)
    {
        (answer, fault) = (value!, Fault!);
        return Fault is not null;
    }
}
