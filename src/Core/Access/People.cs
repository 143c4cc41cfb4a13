using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

/// <summary>What may be done to a person on the team: never to oneself, never to the last super admin.</summary>
static class People
{
    public sealed record Person(OperatorId Id, string Name, Role Role, bool Active, long Version);

    /// <summary>The person, locked, if their rights may change; <paramref name="staysSuper"/> when they would still be a super admin.</summary>
    public static async Task<Result<Person>> ForChange(Work work, OperatorId id, bool staysSuper, CancellationToken cancel)
    {
        // Not "for update": a vote that is under way refers to its voter, and cutting somebody off waits for nobody's vote.
        // All super admins in one order: two that demote each other wait here, and the second is refused.
        var supers = await work.List<OperatorId>(
            "select id from operators where active and role = 'super_admin' order by id for no key update", null, cancel);
        var person = await work.Get<Person>(
            "select id, name, role, active, version from operators where id = @id for no key update", new { id }, cancel);
        if (person.Id == work.Operator.Id) return new Refusal("Nobody changes their own rights. Ask another super admin.");
        if (!person.Active) return new Refusal($"{person.Name} is deactivated. Add them again with `/admin add`.");
        if (!staysSuper && person.Role == Role.SuperAdmin && supers.Count == 1)
            return new Refusal($"{person.Name} is the last super admin. Make somebody else super admin first.");
        return person;
    }
}
