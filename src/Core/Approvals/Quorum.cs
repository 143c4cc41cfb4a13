using OpsBot.Core.Access;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Approvals;

/// <summary>Who fills which part of an approval: one distinct person for each role, the highest part first.</summary>
static class Quorum
{
    /// <summary>The parts that these people leave open, highest first.</summary>
    public static IReadOnlyList<Role> Open(IReadOnlyList<Role> quorum, IEnumerable<Operator> people) =>
        [.. Fill(quorum, people).Where(part => part.By is null).Select(part => part.Role)];

    /// <summary>
    /// Every part with who fills it. Roles contain each other, so strongest person to highest part leaves the fewest open.
    /// </summary>
    public static IReadOnlyList<Part> Fill(IReadOnlyList<Role> quorum, IEnumerable<Operator> people)
    {
        var free = people.Where(person => person.Active).DistinctBy(person => person.Id).OrderByDescending(person => person.Role).ToList();
        var parts = new List<Part>();
        foreach (var role in quorum.DefaultIfEmpty(Role.Admin).OrderDescending())
        {
            var by = free.FirstOrDefault(person => person.May(role));
            if (by is not null) free.Remove(by);
            parts.Add(new(role, by));
        }
        return parts;
    }

    /// <summary>True when who satisfies the first guard satisfies the second, too.</summary>
    public static bool Covers(Guard strong, Guard weak) => strong.Kind > weak.Kind || (strong.Kind == weak.Kind
        && (strong.Kind != GuardKind.Approval || weak.Quorum.OrderDescending()
            .Select((role, i) => strong.Quorum.OrderDescending().ElementAtOrDefault(i) >= role).All(covered => covered)));

    /// <summary>A quorum that satisfies each of these.</summary>
    public static IReadOnlyList<Role> Strongest(IEnumerable<IReadOnlyList<Role>> quorums)
    {
        var sorted = quorums.Select(quorum => quorum.OrderDescending().ToList()).ToList();
        return [.. Enumerable.Range(0, sorted.Select(quorum => quorum.Count).DefaultIfEmpty(0).Max())
            .Select(i => sorted.Max(quorum => quorum.ElementAtOrDefault(i)))];
    }

    public sealed record Part(Role Role, Operator? By);
}
