using System.Reflection;

namespace OpsBot.Core.Operations;

/// <summary>Every operation there is, read off the records that declare them; there is no second list.</summary>
public sealed class Catalog
{
    readonly Dictionary<string, Entry> byCommand;

    public Catalog(IEnumerable<Entry> entries)
    {
        Entries = [.. entries.OrderBy(entry => entry.Spec.Command, StringComparer.Ordinal)];
        byCommand = Entries.ToDictionary(entry => entry.Spec.Command, StringComparer.Ordinal);
    }

    public IReadOnlyList<Entry> Entries { get; }

    /// <summary>The first words of all commands: instance, approval, audit.</summary>
    public IEnumerable<IGrouping<string, Entry>> Nouns => Entries.Where(entry => !entry.Spec.Hidden).GroupBy(entry => entry.Spec.Noun);

    public Entry? Find(string command) => byCommand.GetValueOrDefault(command);

    public Entry Of(Type operation) => Entries.Single(entry => entry.Type == operation);

    public static Catalog Of(params IReadOnlyList<Assembly> assemblies) => new(
        from assembly in assemblies
        from type in assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false } && typeof(IOperation).IsAssignableFrom(type)
        select Entry.Of(type));
}
