using System.Reflection;
using System.Reflection.Emit;

namespace OpsBot.Tests.Rules;

/// <summary>Which types of its own program each type knows: by its signatures, and by what its methods do.</summary>
static class Knowing
{
    const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Dictionary<short, OpCode> codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>What is nested in a type, and what the compiler makes of its methods, counts as the type itself.</summary>
    public static IReadOnlyDictionary<Type, IReadOnlySet<Type>> Of(Assembly program) => program.GetTypes()
        .GroupBy(Outermost)
        .ToDictionary(group => group.Key, group => (IReadOnlySet<Type>)group.SelectMany(Named).SelectMany(Parts)
            .Where(type => type.Assembly == program).Select(Outermost).Where(type => type != group.Key).ToHashSet());

    /// <summary>Those of the program that know anything of that library.</summary>
    public static IEnumerable<Type> Of(Assembly program, string library) => program.GetTypes()
        .Where(type => Named(type).SelectMany(Parts).Any(one => one.Assembly.GetName().Name == library)).Select(Outermost).Distinct();

    /// <summary>All that is found by going on from it; it is in there itself where that leads back.</summary>
    public static IReadOnlySet<Type> From(this IReadOnlyDictionary<Type, IReadOnlySet<Type>> known, Type type)
    {
        var found = new HashSet<Type>();
        var open = new Stack<Type>([type]);
        while (open.TryPop(out var next))
            foreach (var one in known[next])
                if (found.Add(one)) open.Push(one);
        return found;
    }

    static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    static IEnumerable<Type> Named(Type type) =>
    [
        .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
        .. type.GetInterfaces(),
        .. type.GetFields(Declared).Select(field => field.FieldType),
        .. type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).SelectMany(Named),
    ];

    static IEnumerable<Type> Named(MethodBase method) =>
    [
        .. method is MethodInfo { ReturnType: var returned } ? [returned] : Type.EmptyTypes,
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. method.GetMethodBody() is { } body
            ? body.LocalVariables.Select(local => local.LocalType).Concat(Used(method, body.GetILAsByteArray()!)) : [],
    ];

    static IEnumerable<Type> Used(MethodBase method, byte[] code)
    {
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var operation = code[at] == 0xFE ? codes[unchecked((short)(0xFE00 | code[at + 1]))] : codes[code[at]];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType
                or OperandType.InlineTok)
                switch (method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod))
                {
                    case Type type:
                        yield return type;
                        break;
                    case { DeclaringType: { } owner } member:
                        yield return owner;
                        if (member is MethodInfo { IsGenericMethod: true } generic)
                            foreach (var argument in generic.GetGenericArguments()) yield return argument;
                        break;
                }
            at += Length(operation.OperandType, code, at);
        }
    }

    static int Length(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    static IEnumerable<Type> Parts(Type type) => type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type.GetGenericTypeDefinition()) : [type];
}
