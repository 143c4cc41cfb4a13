using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Jobs;

/// <summary>A job as people look at it, whoever works on it.</summary>
public sealed record StoredJob(
    JobId Id, long Number, string Operation, string Arguments, string TargetLabel, Guid? Organization, string Heading, string? Byline,
    JobState State, DateTimeOffset NotBefore, string? GivingUp, string? Cancelling, DateTimeOffset? UnknownSince, string? Error,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt)
{
    public string Name => $"job #{Number}";

    public string Typed => Number.ToString(CultureInfo.InvariantCulture);

    public bool HasEnded => JobLife.Of.IsEnd(State);

    public Target Target => Operations.Target.Of(Id, Name) with { Organization = Organization };

    public static Task<StoredJob> Get(NpgsqlConnection db, JobId id, CancellationToken cancel) => db.Get<StoredJob>(
        """
        select id, number, operation, arguments, target_label, organization, heading, byline,
               state, not_before, giving_up, cancelling, unknown_since, error, created_at, finished_at
        from   jobs
        where  id = @id
        """, new { id }, cancel);
}
