using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>One operation of the catalogue: its declaration, its parameters, and how to call its handler.</summary>
public sealed class Entry
{
    readonly ConstructorInfo constructor;
    readonly IReadOnlyList<Slot> slots;

    Entry(Type type, Spec spec, Invoker invoker)
    {
        (Type, Spec, Invoker) = (type, spec, invoker);
        constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        slots = [.. constructor.GetParameters().Select(info => Slot.Of(info, Describe))];
        // What has to be given is told first; of each kind, what is given by its place.
        Parameters = [.. slots.SelectMany(slot => slot.Parameters)
            .OrderBy(parameter => !parameter.Required).ThenBy(parameter => parameter.Named)];
    }

    public Type Type { get; }
    public Spec Spec { get; }
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Those that people give.</summary>
    public IEnumerable<Parameter> Shown => Parameters.Where(parameter => !parameter.Hidden);

    public bool IsQuestion => Invoker.IsQuestion;
    public string Command => Spec.Command;
    internal Invoker Invoker { get; }

    /// <summary>What it is done to, when the arguments alone say so: the first thing it names.</summary>
    public Parameter? Subject => Parameters.FirstOrDefault(parameter => parameter is { Kind: ParameterKind.Reference, Required: true });

    public string Usage => string.Join(' ', Shown.Select(parameter => parameter.Usage).Prepend("/" + Command))
        + (Spec.Guard.NeedsReason && !IsQuestion ? " [reason:\"…\"]" : "");

    public Parameter? Named(string name) => Parameters.FirstOrDefault(parameter => parameter.Name == name);

    public object Make(IReadOnlyDictionary<string, object?> arguments) =>
        constructor.Invoke([.. slots.Select(slot => slot.Make(arguments))]);

    public object? Value(object operation, Parameter parameter) =>
        slots.First(slot => slot.Parameters.Contains(parameter)).Value(operation, parameter);

    public string ToJson(object operation)
    {
        if (!HasGroups) return Json.Text(operation, Type);
        var stored = JsonSerializer.SerializeToNode(operation, Type, Json.Options)!.AsObject();
        foreach (var slot in slots) slot.Spread(stored);
        return stored.ToJsonString(Json.Options);
    }

    public object FromJson(string json) => Json.Read(Gathered(json), Type);

    bool HasGroups => slots.Any(slot => slot.IsGroup);

    /// <summary>None where another version wrote it, with what this one does not have.</summary>
    public object? Reads(string json) => Json.Reads(Gathered(json), Type);

    string Gathered(string json)
    {
        if (!HasGroups) return json;
        var stored = JsonNode.Parse(json)!.AsObject();
        foreach (var slot in slots) slot.Gather(stored);
        return stored.ToJsonString(Json.Options);
    }

    public static Entry Of(Type type)
    {
        var spec = (Spec)type.GetProperty(nameof(IOperation.Spec), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        return new(type, spec, Invoker.For(type));
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
            Words = arg.Words,
            Rest = arg.Rest,
            Named = arg.Named,
            Hidden = arg.Hidden,
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
