using System.Collections.Concurrent;

namespace OpsBot.Sandbox;

/// <summary>Somebody on a chat platform.</summary>
public interface IPerson
{
    string Id { get; }

    /// <summary>Unique and lower case: "adam".</summary>
    string Handle { get; }
    bool IsBot { get; }
}

/// <summary>Everybody on a chat platform, people before bots and then by id, which is by age where the platform's ids are.</summary>
public sealed class People<TPerson>(IComparer<string> byId, Action<string> changed) where TPerson : class, IPerson
{
    readonly ConcurrentDictionary<string, TPerson> known = new();

    public IReadOnlyList<TPerson> All => [.. known.Values.OrderBy(person => person.IsBot).ThenBy(person => person.Id, byId)];

    public TPerson? Find(string? id) => id is not null && known.TryGetValue(id, out var person) ? person : null;

    public TPerson? FindByName(string handle) => known.Values.FirstOrDefault(person => person.Handle == handle);

    /// <summary>Adds, or replaces who has the same id (renamed, deactivated, left).</summary>
    public TPerson Add(TPerson person)
    {
        known[person.Id] = person;
        changed(person.Id);
        return person;
    }
}
