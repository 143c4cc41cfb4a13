namespace OpsBot.Core.Instances.Runtime;

/// <summary>Either what the runtime was asked for, or the fault that kept it from answering.</summary>
public readonly struct RuntimeAnswer<T>
{
    readonly T? value;

    RuntimeAnswer(T? value, RuntimeFault? fault) => (this.value, Fault) = (value, fault);

    public RuntimeFault? Fault { get; }

    public T Value => Fault is null ? value! : throw new InvalidOperationException($"Failed: {Fault.Sentence}");

    public static implicit operator RuntimeAnswer<T>(T value) => new(value, null);

    public static implicit operator RuntimeAnswer<T>(RuntimeFault fault) => new(default, fault);

    public bool Failed(out T answer, out RuntimeFault fault)
    {
        (answer, fault) = (value!, Fault!);
        return Fault is not null;
    }
}
