using OpsBot.Core.Operations;

namespace OpsBot.Core.Access;

public enum RightsChange { Claimed, Added, Linked, Promoted, Demoted, Unlinked, Deactivated }

/// <summary>Keeps who changed whose rights, and whether a second person agreed.</summary>
static class RightsLog
{
    // More than this is a history; the audit has all of it.
    const int Most = 5;

    extension(Work work)
    {
        /// <summary>The role is what they may do after it was given, or could do before it was taken.</summary>
        public Task Note(RightsChange change, OperatorId whose, Role role, ChatAccount? account, CancellationToken cancel) =>
            work.Note(change, whose, role, account, by: work.Operator.Id, cancel);

        public Task Note(
            RightsChange change, OperatorId whose, Role role, ChatAccount? account, OperatorId by, CancellationToken cancel) => work.Execute(
            """
            insert into rights (id, operator_id, change, role, account, changed_by, approval, changed_at)
            values (@Id, @whose, @change, @role, @Account, @by, @Approval, @Now)
            """,
            new
            {
                Id = Guid.CreateVersion7(work.Now), whose, change, role, Account = account?.ToString(), by, work.Approval, work.Now,
            }, cancel);

        /// <summary>"… nobody else could approve then: Sam added Adam as an admin"; none when all was agreed to by two.</summary>
        public async Task<string?> GivenAlone(CancellationToken cancel)
        {
            var given = await work.List<Given>(
                """
                select   g.name as giver, o.name, r.change, r.role, r.account, count(*) over () as total
                from     rights r
                join     operators o on o.id = r.operator_id
                join     operators g on g.id = r.changed_by
                where    r.approval is null and r.change in ('added', 'linked', 'promoted')
                order by r.changed_at desc
                limit    @Most
                """, new { Most }, cancel);
            if (given.Count == 0) return null;
            var more = given[0].Total > given.Count ? $"; and {given[0].Total - given.Count} more" : "";
            var all = string.Join("; ", given.Select(one => one.Words));
            return $"Without a second person, because nobody else could approve then: {all}{more}.";
        }
    }

    sealed record Given(string Giver, string Name, RightsChange Change, Role Role, string? Account, long Total)
    {
        public string Words => Change switch
        {
            RightsChange.Added => $"{Giver} added {Name} as {Role.AsOne}",
            RightsChange.Linked => $"{Giver} linked {Account} to {Name}",
            _ => $"{Giver} made {Name} {Role.AsOne}",
        };
    }
}
