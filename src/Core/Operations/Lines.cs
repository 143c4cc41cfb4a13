using System.Collections.Concurrent;
using System.Globalization;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>The command line that asks for an operation: a button's, or a list's with another filter.</summary>
public static class Lines
{
    static readonly ConcurrentDictionary<Type, Entry> entries = new();

    /// <summary>What is as it would be anyway is left out.</summary>
    public static string LineOf(object operation)
    {
        var entry = entries.GetOrAdd(operation.GetType(), Entry.Of);
        return CommandLine.Write(entry.Command,
            from parameter in entry.Parameters
            let value = entry.Value(operation, parameter)
            where value is not null && !value.Equals(parameter.Default)
            select KeyValuePair.Create(parameter.Name, Typed(value)));
    }

    static string Typed(object value) => value switch
    {
        string text => text,
        bool yes => yes ? "yes" : "no",
        Enum choice => SnakeCase.Of(choice.ToString()),
        TimeSpan length => length.AsTyped(),
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
