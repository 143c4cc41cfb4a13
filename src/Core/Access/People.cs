using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

/// <summary>What may be done to a person on the team: never to oneself, never to the last super admin.</summary>
static class People
{
    public sealed record Person(OperatorId Id, string Name, Role Role, bool Active, long Version);

    /// <summary>
    /// The person, locked, if their rights may change; <paramref name="staysSuper"/> when they would still be a super admin.
    /// </summary>
    public static async Task<Result<Person>> ForChange(Work work, OperatorId id, bool staysSuper, CancellationToken cancel)
    {
        await Lock(work, id, cancel);
        var (person, supers) = (await One(work, id, cancel), await work.Get<int>(
            "select count(*)::int from operators where active and role = 'super_admin'", null, cancel));
        if (person.Id == work.Operator.Id) return new Refusal("Nobody changes their own rights. Ask another super admin.");
        if (!person.Active) return new Refusal($"{person.Name} is deactivated. Add them again with `/admin add`.");
        if (!staysSuper && person.Role == Role.SuperAdmin && supers == 1)
            return new Refusal($"{person.Name} is the last super admin. Make somebody else super admin first.");
        return person;
    }

    public static Task<Person> One(Work work, OperatorId id, CancellationToken cancel) => work.Get<Person>(
        "select id, name, role, active, version from operators where id = @id", new { id }, cancel);

    // All super admins, the person and who acts, in one order: of two who take each other's rights the second waits here, and then has
    // none left to act with. Not "for update": a vote that is under way refers to its voter, and cutting somebody off waits for nobody's.
    static async Task Lock(Work work, OperatorId id, CancellationToken cancel)
    {
        await using var batch = new Batch(work.Db);
        batch.Add(
            """
            select   id
            from     operators
            where    (active and role = 'super_admin') or id in (@id, @Me)
            order by id
            for no key update
            """, new { id, Me = work.Operator.Id });
        await work.LookAgain(batch, cancel);
    }
}
