using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Slack;

/// <summary>Everybody in the workspace.</summary>
public sealed class People(Action<WorldChange> announce)
{
    readonly ConcurrentDictionary<string, Person> byId = new();

    public IReadOnlyList<Person> All =>
        [.. byId.Values.OrderBy(person => person.IsBot).ThenBy(person => person.Id, StringComparer.Ordinal)];

    public Person? Find(string? id) => id is not null && byId.TryGetValue(id, out var person) ? person : null;

    public Person? FindByName(string name) => byId.Values.FirstOrDefault(person => person.Name == name);

    /// <summary>Adds, or replaces who has the same id (renamed, deactivated).</summary>
    public Person Add(Person person)
    {
        byId[person.Id] = person;
        announce(new(Changed.People, PersonId: person.Id));
        return person;
    }
}
