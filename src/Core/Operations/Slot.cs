using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Core.Operations;

/// <summary>One place of an operation's constructor: an argument, or a group of them that several operations share.</summary>
sealed class Slot
{
    readonly PropertyInfo property;
    readonly ConstructorInfo? group;

    Slot(PropertyInfo property, ConstructorInfo? group, IReadOnlyList<Parameter> parameters) =>
        (this.property, this.group, Parameters) = (property, group, parameters);

    public IReadOnlyList<Parameter> Parameters { get; }

    public static Slot Of(ParameterInfo info, Func<ParameterInfo, Parameter> describe)
    {
        var property = info.Member.DeclaringType!.GetProperty(info.Name!)!;
        if (info.GetCustomAttribute<GroupAttribute>() is null) return new(property, null, [describe(info)]);
        var constructor = info.ParameterType.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        return new(property, constructor, [.. constructor.GetParameters().Select(describe)]);
    }

    public object? Make(IReadOnlyDictionary<string, object?> arguments)
    {
        object?[] values =
            [.. Parameters.Select(parameter => arguments.TryGetValue(parameter.Name, out var value) ? value : parameter.Default)];
        return group is null ? values[0] : group.Invoke(values);
    }

    public object? Value(object operation, Parameter parameter) => property.GetValue(operation) is var value && group is null ? value
        : group.DeclaringType!.GetProperty(group.GetParameters()[Parameters.ToList().IndexOf(parameter)].Name!)!.GetValue(value);

    /// <summary>Stored, its arguments stand beside the others: what is moved into a group is read as it was written before.</summary>
    public void Spread(JsonObject stored)
    {
        if (group is null || !stored.Remove(Name, out var inside)) return;
        foreach (var (name, value) in inside!.AsObject().ToList())
        {
            inside.AsObject().Remove(name);
            stored[name] = value;
        }
    }

    public void Gather(JsonObject stored)
    {
        if (group is null) return;
        var inside = new JsonObject();
        foreach (var name in group.GetParameters().Select(parameter => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!)))
            if (stored.Remove(name, out var value)) inside[name] = value;
        stored[Name] = inside;
    }

    public bool IsGroup => group is not null;

    string Name => JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
