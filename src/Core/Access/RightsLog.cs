using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Access;

public enum RightsChange { Claimed, Added, Linked, Promoted, Demoted, Unlinked, Deactivated }

/// <summary>Keeps who changed whose rights, and whether a second person agreed.</summary>
static class RightsLog
{
    // More than this is a history; the audit has all of it.
    internal const int Most = 5;

    extension(Work work)
    {
        /// <summary>The role is what they may do after it was given, or could do before it was taken.</summary>
        public Task Note(RightsChange change, OperatorId whose, Role role, ChatAccount? account, CancellationToken cancel) =>
            work.Note(change, whose, role, account, by: work.Operator.Id, cancel);

        public Task Note(
            RightsChange change, OperatorId whose, Role role, ChatAccount? account, OperatorId by, CancellationToken cancel) =>
                work.Execute(
            """
            insert into rights (id, operator_id, change, role, account, changed_by, approval, changed_at)
            values (@Id, @whose, @change, @role, @Account, @by, @Approval, @Now)
            """,
            new
            {
                Id = Guid.CreateVersion7(work.Now), whose, change, role, Account = account?.ToString(), by, work.Approval, work.Now,
            }, cancel);

        /// <summary>The quiet line about all that one person gave alone; none when all was agreed to by two.</summary>
        public async Task<IReadOnlyList<Part>> GivenAlone(CancellationToken cancel) =>
            Alone(await work.List<Given>(OnesGivenAlone, new { Whose = (Guid?)null, Most }, cancel));
    }

    /// <summary>What one person gave alone, to somebody or to anybody, the newest first.</summary>
    internal const string OnesGivenAlone =
        """
        select   g.name as giver, case when @Whose::uuid is null then o.name else 'you' end as name,
                 r.change, r.role, r.account, r.changed_at, count(*) over () as total
        from     rights r
        join     operators o on o.id = r.operator_id
        join     operators g on g.id = r.changed_by
        where    r.approval is null and r.change in ('added', 'linked', 'promoted') and (@Whose::uuid is null or r.operator_id = @Whose)
        order by r.changed_at desc, r.id desc
        limit    @Most
        """;

    /// <summary>"Without a second person, because nobody else could approve then: Sam added Adam as an admin, …"</summary>
    internal static IReadOnlyList<Part> Alone(IReadOnlyList<Given> given) =>
        given.Count == 0 ? [] : [SecondPerson.Missing(given.Select(one => one.Words), given[0].Total)];

    internal sealed record Given(
        string Giver, string Name, RightsChange Change, Role Role, string? Account, DateTimeOffset ChangedAt, long Total)
    {
        public string Words => $"{What}, {new At(ChangedAt).Text}";

        string What => Change switch
        {
            RightsChange.Added => $"{Giver} added {Name} as {Role.AsOne}",
            RightsChange.Linked => $"{Giver} linked {Account} to {Name}",
            _ => $"{Giver} made {Name} {Role.AsOne}",
        };
    }
}
