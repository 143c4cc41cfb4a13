using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Approvals;

/// <summary>Who could be the second person where somebody gives rights, and what holds where there is nobody.</summary>
static class SecondPerson
{
    /// <summary>So long neither of two counts for the other after one of them gave the other rights alone.</summary>
    public static readonly TimeSpan Tied = TimeSpan.FromHours(24);

    /// <summary>So long somebody who lost their rights is still somebody who could have agreed: removing everybody opens no door.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    public const string WhyTied = "one of you gave the other rights without a second person, or somebody gave both of you theirs that way";

    /// <summary>The quiet line about what one person did alone, the newest first; the rest of it is only counted.</summary>
    public static Small Missing(IEnumerable<string> newest, long total)
    {
        var told = newest.ToList();
        var more = total > told.Count ? $"; and {total - told.Count} more" : "";
        return new(Sentences.WithInstants(
            $"Without a second person, because nobody else could approve then: {string.Join("; ", told)}{more}."));
    }

    extension(Work work)
    {
        /// <summary>What gives rights, as this team can satisfy it; all else as it is.</summary>
        public async Task<Guard> WithinReach(Guard guard, Plan plan, CancellationToken cancel)
        {
            if (guard is not { Rights: Rights.Given, Kind: GuardKind.Approval } || work.Operator.Role != Role.SuperAdmin) return guard;
            var able = await work.AbleToAgree(cancel);
            // The only super admin has no equal to ask, so another admin is the second person. Who removes their equal is not the only one.
            if (able.All(one => one.Role != Role.SuperAdmin))
                guard = guard with { Quorum = [.. guard.Quorum.Select(role => role == Role.SuperAdmin ? Role.Admin : role)] };
            var fit = able.Where(one => guard.Quorum.Any(one.May)).ToList();
            // Nobody agrees to what is done to themselves, and a promotion makes nobody new who could sign. That an account is theirs
            // they can say, and have to: it might be the asker's own, and a second signature from tomorrow on.
            return fit.Any(one => !plan.IsAbout(one.Id) || plan.SubjectConfirms) ? guard : Guard.GivingAlone;
        }

        // Everybody else who is or was lately in a position to agree, except whom the asker alone added today: setting up a team is no
        // attack.
        Task<IReadOnlyList<Operator>> AbleToAgree(CancellationToken cancel) => work.List<Operator>(
            """
            with able as (
                select o.id, o.role
                from   operators o
                where  o.ended_at > @Since or (o.active and exists (select from chat_accounts a where a.operator_id = o.id))
                union
                select r.operator_id, r.role
                from   rights r
                where  r.change in ('demoted', 'unlinked') and r.changed_at > @Since
            )
            select o.id, o.handle, o.name, able.role, true as active
            from   able
            join   operators o on o.id = able.id
            where  o.id <> @Me
            and    not exists (
                       select from rights g
                       where  g.operator_id = o.id and g.changed_by = @Me and g.change = 'added'
                       and    g.approval is null and g.changed_at > @Today)
            """, new { Me = work.Operator.Id, Since = work.Now - Remembered, Today = work.Now - Tied }, cancel);
    }
}
