using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Approvals;

/// <summary>
/// Lets time pass for approvals: expires them, reminds at half and at 80 %, and asks for overdue sign-offs. Any number may tick at once.
/// </summary>
public sealed partial class ApprovalClock(
    Transactions transactions, NpgsqlDataSource source, TimeProvider time, ILogger<ApprovalClock> log)
{
    static readonly Actor me = Actor.OpsBot("approvals");

    /// <summary>Does all that is due; says how much that was.</summary>
    public async Task<int> Tick(CancellationToken cancel)
    {
        var done = 0;
        foreach (var due in await Due(cancel))
            if (await (due.What == "review" ? Overdue(ReviewId.Of(due.Id), cancel) : OneApproval(ApprovalId.Of(due.Id), cancel)))
                done++;
        return done;
    }

    async Task<IReadOnlyList<Dated>> Due(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<Dated>(
            """
            select 'approval' as what, id
            from   approvals
            where  state = 'pending'
               and (expires_at <= @Now
                 or (reminders < 2 and asked_at + 0.8 * (expires_at - asked_at) <= @Now)
                 or (reminders < 1 and asked_at + 0.5 * (expires_at - asked_at) <= @Now))
            union  all
            select 'review', id
            from   break_glass
            where  signed_off_at is null and reminded_at is null and due_at <= @Now
            limit  500
            """, new { Now = time.GetUtcNow() }, cancel);
    }

    // Locked as a click locks it, then read again: whoever came first has decided what there is left to do.
    Task<bool> OneApproval(ApprovalId id, CancellationToken cancel) => transactions.As(me, async work =>
    {
        await work.Lock(Target.Of(id, ""), cancel);
        var one = await ApprovalCase.Load(work, id, cancel);
        if (one.Request.State != ApprovalState.Pending) return false;
        if (one.Request.ExpiresAt <= work.Now)
        {
            var ended = await Endings.Expire(work, one.Request, cancel) is not null;
            if (ended) LogExpired(one.Request.Number);
            return ended;
        }
        var life = one.Request.ExpiresAt - one.Request.AskedAt;
        var step = work.Now >= one.Request.AskedAt + 0.8 * life ? 2 : work.Now >= one.Request.AskedAt + 0.5 * life ? 1 : 0;
        if (await work.Execute("update approvals set reminders = @step where id = @id and state = 'pending' and reminders < @step",
            new { id, step }, cancel) == 0) return false;
        await work.TellReminder(one, cancel);
        return true;
    }, cancel);

    Task<bool> Overdue(ReviewId id, CancellationToken cancel) => transactions.As(me, async work =>
    {
        if (await work.Execute("update break_glass set reminded_at = @Now where id = @id and signed_off_at is null and reminded_at is null",
            new { id, work.Now }, cancel) == 0) return false;
        await work.TellOverdue(await Review.Load(work.Db, id, cancel), cancel);
        return true;
    }, cancel);

    sealed record Dated(string What, Guid Id);

    [LoggerMessage(LogLevel.Information, "Approval #{Number} expired")]
    partial void LogExpired(long number);
}
