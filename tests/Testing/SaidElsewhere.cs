using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Tests.Testing;

/// <summary>Works in a transaction as another process does, one that delivers nothing itself, and tells those who do.</summary>
static class SaidElsewhere
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    extension(NpgsqlDataSource source)
    {
        public async Task<T> Work<T>(Request request, Operator? who, DateTimeOffset now, Func<Work, Task<T>> run)
        {
            using var hints = new Hints(source, NullLogger<Hints>.Instance);
            await using var db = await source.OpenConnectionAsync(Cancel);
            await using var transaction = await db.BeginTransactionAsync(Cancel);
            var work = new Work(transaction, new Outbox(hints), request, who, Guid.CreateVersion7(now), now);
            var result = await run(work);
            await work.Commit(Cancel);
            await db.Execute("select pg_notify('outbox', '')", null, Cancel);
            return result;
        }

        public Task Say(string key, To to, Reply reply, DateTimeOffset? now = null) =>
            source.Work(new(new(new("cli", "test")), "/ops help"), null, now ?? TimeProvider.System.GetUtcNow(), async work =>
            {
                await work.Say(key, to, reply, Cancel);
                return true;
            });
    }
}
