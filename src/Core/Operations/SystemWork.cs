using Npgsql;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Operations;

/// <summary>Opens a transaction for what OpsBot does by itself: nobody asked, so nobody is its operator.</summary>
public sealed class SystemWork(NpgsqlDataSource source, Outbox outbox, TimeProvider time)
{
    /// <summary>The name stands in the audit as the account: "opsbot:approvals".</summary>
    public Task<T> Run<T>(string name, Func<Work, Task<T>> run, CancellationToken cancel) =>
        Run(name, Guid.CreateVersion7(time.GetUtcNow()), run, cancel);

    /// <summary>As a part of what somebody has set going.</summary>
    public async Task<T> Run<T>(string name, Guid trail, Func<Work, Task<T>> run, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await using var transaction = await db.BeginTransactionAsync(cancel);
        var now = time.GetUtcNow();
        var request = new Request(new Caller(new ChatAccount("opsbot", name)), "") { Duty = name };
        var work = new Work(transaction, outbox, request, null, trail, now, time);
        var result = await run(work);
        await work.Commit(cancel);
        return result;
    }
}
