using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

/// <summary>
/// What a person may be called: cards and the audit name people, so nobody reads like OpsBot, nor like a teammate by a name of their own
/// choosing.
/// </summary>
static class Names
{
    const string Own = "opsbot";

    public static Refusal? Problem(string name) => !Key(name).StartsWith(Own, StringComparison.Ordinal) ? null
        : new Refusal($"“{Excerpt.Of(name)}” would read as if OpsBot itself asked. {Otherwise}");

    /// <summary>Of a name that nobody on the team has given: there may be two Zoës, but which is which the team says.</summary>
    public static async Task<Refusal?> ProblemOfTheirOwn(Work work, string name, CancellationToken cancel)
    {
        if (Problem(name) is { } refusal) return refusal;
        var key = Key(name);
        var others = await work.List<string>("select name from operators where active", null, cancel);
        return others.FirstOrDefault(other => Key(other) == key) is { } namesake
            ? new Refusal($"There is {namesake} on the team already, and nobody could tell the two apart. {Otherwise} "
                + $"If it is another account of {namesake}'s, link it to them.")
            : null;
    }

    const string Otherwise = "A super admin can add them by another name: `/admin add <name> account:<account>`.";

    // Without accents, signs and capitals, where that leaves anything.
    static string Key(string name) => Handles.Plain(name).Replace(" ", "", StringComparison.Ordinal) is { Length: > 0 } plain
        ? plain : name.Trim().ToUpperInvariant();
}
