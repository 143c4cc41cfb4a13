using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Maintenances;

/// <summary>Keeps maintenances from making anything quiet for longer than it may be.</summary>
static class Bounds
{
    sealed record Other(Guid Thing, string Name, DateTimeOffset StartsAt, DateTimeOffset Until);

    /// <summary>
    /// Why it may not be quiet for that time, too. Every server that is a part of it is looked at: of it, of its organization and of its
    /// region count alike.
    /// </summary>
    public static async Task<Refusal?> Exceeded(
        Work work, Guid? targetId, string? region, string name, Quiet added, MaintenanceId? itself, CancellationToken cancel)
    {
        var others = await work.List<Other>(
            """
            select s.id as thing, s.name, m.starts_at, coalesce(m.ended_at, m.ends_at) as until
            from   servers s
            join   maintenances m on m.target_id = s.id or m.target_id = s.organization_id or m.region = s.region
            where  s.state <> 'deleted' and (s.id = @targetId or s.organization_id = @targetId or s.region = @region)
            and    m.ends_at > @Since and m.starts_at < @Before and m.id is distinct from @Itself
            union  all
            select m.id, @name, m.starts_at, coalesce(m.ended_at, m.ends_at)
            from   maintenances m
            where  (m.target_id = @targetId or m.region = @region)
            and    m.ends_at > @Since and m.starts_at < @Before and m.id is distinct from @Itself
            """,
            new
            {
                targetId, region, name, Itself = itself?.Value,
                Since = added.From - QuietTime.Reach, Before = added.Until + QuietTime.Reach,
            }, cancel);
        var longest = others.GroupBy(one => one.Name)
            .Select(of => (Name: of.Key, Quiet: QuietTime.With(of.Select(one => new Quiet(one.StartsAt, one.Until)), added)))
            .Append((Name: name, Quiet: added.Until - added.From)).MaxBy(of => of.Quiet);
        return longest.Quiet <= QuietTime.InARow ? null : new Refusal(
            $"{longest.Name} would be quiet for {longest.Quiet.InWords()} in a row, and {QuietTime.InARow.TotalHours:0} h is the most; "
            + $"only after {QuietTime.Loud.TotalHours:0} h in which it is heard does that begin anew.")
        {
            WaysOn = [new("Maintenances", "/maintenance list")],
        };
    }

    /// <summary>One that is of just the same and at that time.</summary>
    public static Task<long?> Same(Work work, Maintainable thing, Quiet time, CancellationToken cancel) => work.Find<long?>(
        """
        select   number
        from     maintenances
        where    ended_at is null and (target_id = @TargetId or region = @Region)
        and      starts_at < @Until and ends_at > @From and ends_at > @Now
        order by number
        limit    1
        """, new { thing.TargetId, thing.Region, time.From, time.Until, work.Now }, cancel);
}
