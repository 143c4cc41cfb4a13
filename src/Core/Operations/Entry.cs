using System.Reflection;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>One operation of the catalogue: its declaration, its parameters, and how to call its handler.</summary>
public sealed class Entry
{
    readonly ConstructorInfo constructor;

    Entry(Type type, Spec spec, IReadOnlyList<Parameter> parameters, Invoker invoker)
    {
        (Type, Spec, Parameters, Invoker) = (type, spec, parameters, invoker);
        constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
    }

    public Type Type { get; }
    public Spec Spec { get; }
    public IReadOnlyList<Parameter> Parameters { get; }
    public bool IsQuestion => Invoker.IsQuestion;
    public string Command => Spec.Command;
    internal Invoker Invoker { get; }

    /// <summary>What it is done to, when the arguments alone say so: the first thing it names.</summary>
    public Parameter? Subject => Parameters.FirstOrDefault(parameter => parameter is { Kind: ParameterKind.Reference, Required: true });

    public string Usage => string.Join(' ', Parameters.Select(parameter => parameter.Usage).Prepend("/" + Command))
        + (Spec.Guard.NeedsReason && !IsQuestion ? " [reason:\"…\"]" : "");

    public Parameter? Named(string name) => Parameters.FirstOrDefault(parameter => parameter.Name == name);

    public object Make(IReadOnlyDictionary<string, object?> arguments) => constructor.Invoke(
        [.. Parameters.Select(parameter => arguments.TryGetValue(parameter.Name, out var value) ? value : parameter.Default)]);

    public object? Value(object operation, Parameter parameter) =>
        Type.GetProperties().Single(property => NameOf(property.Name) == parameter.Name).GetValue(operation);

    public string ToJson(object operation) => Json.Text(operation, Type);

    public object FromJson(string json) => Json.Read(json, Type);

    public static Entry Of(Type type)
    {
        var spec = (Spec)type.GetProperty(nameof(IOperation.Spec), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        return new(type, spec, [.. constructor.GetParameters().Select(Describe)], Invoker.For(type));
    }

    static string NameOf(string member) => SnakeCase.Of(member).Replace('_', '-');

    static Parameter Describe(ParameterInfo info)
    {
        var arg = info.GetCustomAttribute<ArgAttribute>()
            ?? throw new InvalidOperationException($"{info.Member.DeclaringType!.Name}.{info.Name} has no [Arg] to say what it is.");
        var type = Nullable.GetUnderlyingType(info.ParameterType) ?? info.ParameterType;
        return new(NameOf(info.Name!), arg.Summary, KindOf(type), type)
        {
            Required = !info.HasDefaultValue,
            // A null default of a value type is its absence, not its zero.
            Default = info.HasDefaultValue && info.DefaultValue is { } value and not DBNull
                ? type.IsEnum ? Enum.ToObject(type, value) : value
                : null,
            Min = arg.Min,
            Max = arg.Max,
            MaxLength = arg.MaxLength,
            Rest = arg.Rest,
            Named = arg.Named,
            Choices = type.IsEnum ? [.. Enum.GetNames(type).Select(SnakeCase.Of)] : [],
            Synonyms = type.IsEnum ? SynonymsOf(type) : new Dictionary<string, string>(),
        };
    }

    static Dictionary<string, string> SynonymsOf(Type choices) => (
        from name in Enum.GetNames(choices)
        from word in choices.GetField(name)!.GetCustomAttribute<AlsoCalledAttribute>()?.Words ?? []
        select KeyValuePair.Create(word, SnakeCase.Of(name))).ToDictionary();

    static ParameterKind KindOf(Type type) =>
        type == typeof(string) ? ParameterKind.Text
        : type == typeof(int) || type == typeof(long) ? ParameterKind.Number
        : type == typeof(bool) ? ParameterKind.Flag
        : type == typeof(Money) ? ParameterKind.Money
        : type == typeof(TimeSpan) ? ParameterKind.Duration
        : type == typeof(DateTimeOffset) ? ParameterKind.Instant
        : type.IsEnum ? ParameterKind.Choice
        : typeof(IId).IsAssignableFrom(type) ? ParameterKind.Reference
        : throw new InvalidOperationException($"No parameter can be a {type.Name}.");
}
