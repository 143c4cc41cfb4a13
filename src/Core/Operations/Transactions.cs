using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Operations;

/// <summary>
/// Opens the one kind of transaction in which anything is done: for a person who asks, or for OpsBot by the name of a duty. What is not
/// committed was never done.
/// </summary>
public sealed class Transactions(NpgsqlDataSource source, Outbox outbox, TimeProvider time)
{
    /// <summary>Does it and commits. A duty's name stands in the audit as the account: "opsbot:approvals".</summary>
    public Task<T> As<T>(Actor actor, Func<Work, Task<T>> run, CancellationToken cancel) =>
        As(actor, Guid.CreateVersion7(time.GetUtcNow()), run, cancel);

    /// <summary>As a part of what somebody has set going.</summary>
    public async Task<T> As<T>(Actor actor, Guid trail, Func<Work, Task<T>> run, CancellationToken cancel)
    {
        await using var work = await Begin(actor, trail, cancel);
        var result = await run(work);
        await work.Commit(cancel);
        return result;
    }

    /// <summary>For whoever may find that there is nothing to commit.</summary>
    public async Task<Work> Begin(Actor actor, Guid trail, CancellationToken cancel) =>
        await Begin(actor.Asks(""), trail, cancel) ?? throw new InvalidOperationException("Nobody else handles what never came in.");

    /// <summary>The same where an inbox row is handled by it; none where somebody else has handled that.</summary>
    public Task<Work?> Handling(Guid receipt, Actor actor, CancellationToken cancel) =>
        Begin(actor.Asks("") with { Receipt = receipt }, receipt, cancel);

    /// <summary>For what was asked; none where somebody else has handled it.</summary>
    internal async Task<Work?> Begin(Request request, Guid trail, CancellationToken cancel)
    {
        var db = await source.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await db.BeginTransactionAsync(cancel);
            var now = time.GetUtcNow();
            var (isMine, who) = await Begin(db, request, now, cancel);
            // Where a worker goes on with what was begun, nobody decides any more.
            if (isMine) return new Work(transaction, outbox, request, who, trail, now, request.GoesOn ? null : time);
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
        await db.DisposeAsync();
        return null;
    }

    sealed record Begun(bool IsMine, Operator? Who);

    /// <summary>
    /// Marks the request handled, unless somebody else did, and reads who asks: in one round trip, with the transaction's begin.
    /// </summary>
    static async Task<Begun> Begin(NpgsqlConnection db, Request request, DateTimeOffset now, CancellationToken cancel)
    {
        if (request.Receipt is not { } receipt) return new(true, await Asker(db, request, cancel));
        await using var batch = new Batch(db);
        batch.Add("update inbox set handled_at = @now where id = @receipt and handled_at is null returning id", new { receipt, now });
        if (request.Duty is null) batch.Add(Who.OfAccount, request.Caller.Account);
        await using var reader = await batch.Read(cancel);
        var marked = await reader.Rows<Guid>(cancel);
        return new(marked.Count > 0, request.Duty is null ? (await reader.Rows<Operator>(cancel)).SingleOrDefault() : null);
    }

    static async Task<Operator?> Asker(NpgsqlConnection db, Request request, CancellationToken cancel) =>
        request.InNameOf is { } person ? await Who.Was(db, person, cancel)
        : request.Duty is not null || request.GoesOn ? null
        : await Who.Is(db, request.Caller.Account, cancel);
}
