using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Maintenances;

/// <summary>What is quiet while it is on.</summary>
public enum MaintenanceScope { Server, Host, Region, Organization }

public enum MaintenanceState
{
    [AlsoCalled("to_come", "announced")] Planned,
    [AlsoCalled("active", "open")] On,
    [AlsoCalled("ended", "done")] Over,
}

/// <summary>
/// A time in which nobody is called about a thing and it is not rebooted, though it is measured all the same. It ends by itself: nobody
/// has to remember, and nothing stays quiet because a worker was away.
/// </summary>
public sealed record Maintenance(
    MaintenanceId Id, long Number, MaintenanceScope Scope, Guid? TargetId, string? Region, string TargetName, string Reason,
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset? AnnouncedAt, DateTimeOffset? BegunAt, DateTimeOffset? EndedAt,
    string? By)
{
    /// <summary>So long before it begins it is told.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(1);

    /// <summary>The key of its one living message.</summary>
    public string Key => $"maintenance:{Id.Value:n}";

    public Target Target => Target.Of(Id, $"maintenance #{Number} of {TargetName}");

    /// <summary>It was taken back before it began.</summary>
    public bool IsCancelled => EndedAt is { } end && (end < StartsAt || (end == StartsAt && BegunAt is null));

    /// <summary>That it is on, on the line of a thing that is a part of it.</summary>
    public Words InWords => Words.Of(new Plain($"#{Number} of {TargetName} until "), new At(EndsAt), new Plain($": “{Reason}”"));

    public DateTimeOffset Until => EndedAt ?? EndsAt;

    public MaintenanceState StateAt(DateTimeOffset now) =>
        Until <= now ? MaintenanceState.Over : StartsAt > now ? MaintenanceState.Planned : MaintenanceState.On;

    /// <summary>Why nothing can be done to it any more; none while something can.</summary>
    internal Refusal? IsOver(DateTimeOffset now) => StateAt(now) != MaintenanceState.Over ? null
        : new($"Maintenance #{Number} of {TargetName} is over since {new At(Until).Text}.")
        {
            WaysOn = [new("Maintenances", "/maintenance list")],
        };

    /// <summary>Two who plan, extend or end one come one after the other, as all of them together are bounded.</summary>
    internal static readonly Task<IReadOnlyList<Target>> Locks =
        Task.FromResult<IReadOnlyList<Target>>([new Target("maintenances", Guid.Empty, "all maintenances")]);

    /// <summary>The one that the thing is in, be it for itself or for what it is a part of.</summary>
    public static async Task<Maintenance?> Around(NpgsqlConnection db, Target thing, DateTimeOffset now, CancellationToken cancel) =>
        await db.Find<MaintenanceId?>(
            "select m.id from maintenance_of(@Kind, @Id, @now) m (id) where m.id is not null",
            new { thing.Kind, thing.Id, now }, cancel) is { } id
            ? await Get(db, id, cancel) : null;

    public static Task<Maintenance> Get(NpgsqlConnection db, MaintenanceId id, CancellationToken cancel) => db.Get<Maintenance>(
        """
        select m.id, m.number, m.scope, m.target_id, m.region, m.target_name, m.reason, m.starts_at, m.ends_at, m.announced_at, m.begun_at,
               m.ended_at, o.name as by
        from   maintenances m
        left   join operators o on o.id = m.set_by
        where  m.id = @id
        """, new { id }, cancel);
}
