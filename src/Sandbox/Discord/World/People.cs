using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Discord;

/// <summary>Everybody in the server.</summary>
public sealed class People(Action<DiscordChange> announce)
{
    readonly ConcurrentDictionary<string, Person> byId = new();

    public IReadOnlyList<Person> All => [.. byId.Values.OrderBy(person => person.IsBot).ThenBy(person => person.Id, Ids.Oldest)];

    public Person? Find(string? id) => id is not null && byId.TryGetValue(id, out var person) ? person : null;

    public Person? FindByName(string username) => byId.Values.FirstOrDefault(person => person.Username == username);

    /// <summary>Adds, or replaces who has the same id (renamed, left).</summary>
    public Person Add(Person person)
    {
        byId[person.Id] = person;
        announce(new(Changed.People, PersonId: person.Id));
        return person;
    }
}
