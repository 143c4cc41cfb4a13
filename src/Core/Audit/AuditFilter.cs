using OpsBot.Core.Access;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>Which rows of the audit are meant; searching and exporting share it.</summary>
public sealed record AuditFilter(
    [Arg("by whom", Named = true)] OperatorId? Operator = null,
    [Arg("what was done: instance, or instance stop", Named = true, Words = typeof(OperationWords))] string? Operation = null,
    [Arg("on whom: how its name begins", Named = true)] string? Target = null,
    [Arg("whose it is", Named = true)] OrganizationId? Organization = null,
    [Arg("from when on: 2026-01-31, yesterday, 7d", Named = true)] DateTimeOffset? From = null,
    [Arg("until when", Named = true)] DateTimeOffset? To = null,
    [Arg("what came of it", Named = true)] AuditOutcome? Outcome = null)
{
    // What is called that, is looked up first where it is so few things that their rows are quickly put in order.
    const int FewTargets = 300;

    /// <summary>
    /// The SQL of it. Texts are beginnings, so that an index finds them. Rows are numbered nearly in the order of their time: an hour
    /// is more than any of them waited for its number, and leads straight to where the times asked for begin and end.
    /// </summary>
    internal const string Where =
        """
        where (@Operator::uuid is null or operator_id = @Operator)
        and   (@Operation::text is null or operation like @Operation)
        and   (@Targets::uuid[] is null or target_id = any (@Targets))
        and   (@Target::text is null or lower(target_label) collate "C" like lower(@Target))
        and   (@Organization::uuid is null or organization_id = @Organization)
        and   (@From::timestamptz is null or (at >= @From and seq > coalesce(
                   (select b.seq from audit b where b.at < @From::timestamptz - interval '1 hour' order by b.at desc, b.seq desc limit 1), 0)))
        and   (@To::timestamptz is null or (at < @To and seq < coalesce(
                   (select b.seq from audit b where b.at >= @To::timestamptz + interval '1 hour' order by b.at, b.seq limit 1), @Last + 1)))
        and   (@Outcome::text is null or outcome = @Outcome)
        """;

    internal sealed record Arguments(
        Guid? Operator, string? Operation, string? Target, Guid[]? Targets, Guid? Organization, DateTime? From, DateTime? To,
        string? Outcome)
    {
        public long First { get; init; }
        public long Last { get; init; } = long.MaxValue - 1;
        public int UpTo { get; init; }
    }

    /// <summary>
    /// A name finds all rows on what once bore it, also under another name; where more things are called so than that is quick for, those
    /// in which the name stands.
    /// </summary>
    internal async Task<Arguments> Sql(Work work, CancellationToken cancel)
    {
        var arguments = new Arguments(
            Operator?.Value, Beginning(Operation is null ? null : OperationWords.Typed(Operation)), null, null, Organization?.Value,
            From?.UtcDateTime, To?.UtcDateTime, Outcome?.Snake());
        if (Target is null) return arguments;
        var pattern = Beginning(Target);
        var targets = await work.ListPlanned<Guid>(
            """
            with recursive named as (
                (select lower(target_label) collate "C" as label, target_id
                 from   audit
                 where  lower(target_label) collate "C" like lower(@pattern) and target_id is not null
                 order by lower(target_label) collate "C", target_id
                 limit  1)
                union all
                select next.label, next.target_id
                from   named n
                cross  join lateral (
                       select lower(a.target_label) collate "C" as label, a.target_id
                       from   audit a
                       where  lower(a.target_label) collate "C" like lower(@pattern) and a.target_id is not null
                       and    (lower(a.target_label) collate "C", a.target_id) > (n.label, n.target_id)
                       order by lower(a.target_label) collate "C", a.target_id
                       limit  1) next)
            select target_id from named limit @Most
            """, new { pattern, Most = FewTargets + 1 }, cancel);
        return targets.Count <= FewTargets ? arguments with { Targets = [.. targets.Distinct()] } : arguments with { Target = pattern };
    }

    static string? Beginning(string? text) => text is null ? null : Searched.Escaped(text) + "%";
}
