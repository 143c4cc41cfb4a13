using System.Globalization;
using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

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

    /// <summary>Who may not ask for a thing may neither hurry nor end it; what nobody here knows is left to admins.</summary>
    internal async Task<Refusal?> NotTheirs(Work work, Catalog catalog, string doing, CancellationToken cancel)
    {
        var needs = catalog.Find(Operation)?.Spec.Needs ?? Role.Admin;
        return work.Duty is not null || work.Operator.May(needs) ? null
            : new Refusal($"`/{Operation}` needs {needs.AsOne}, and so does {doing} it: {await Who.May(work.Db, needs, cancel)}.");
    }

    public static Task<StoredJob> Get(NpgsqlConnection db, JobId id, CancellationToken cancel) => db.Get<StoredJob>(
        """
        select id, number, operation, arguments, target_label, organization, heading, byline,
               state, not_before, giving_up, cancelling, unknown_since, error, created_at, finished_at
        from   jobs
        where  id = @id
        """, new { id }, cancel);
}
