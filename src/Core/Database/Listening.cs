using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace OpsBot.Core.Database;

/// <summary>Hears what other processes hint at, for as long as it may.</summary>
public static class Listening
{
    static readonly TimeSpan betweenTries = TimeSpan.FromSeconds(2);

    // A connection that died without a word is noticed by asking it something.
    static readonly TimeSpan betweenPings = TimeSpan.FromSeconds(30);

    extension(NpgsqlDataSource source)
    {
        /// <summary>
        /// Wakes somebody for each hint, and whenever it begins to listen, for what was hinted at while nobody did. Of a connection that is
        /// lost it tells, and makes another one.
        /// </summary>
        public async Task Listen(
            [ConstantExpected] string sql, Action wake, Action<Exception> lost, TimeProvider time, CancellationToken cancel)
        {
            while (!cancel.IsCancellationRequested)
            {
                try
                {
                    await using var db = await source.OpenConnectionAsync(cancel);
                    db.Notification += (_, _) => wake();
                    await db.Execute(sql, null, cancel);
                    wake();
                    while (true)
                        if (!await db.WaitAsync(betweenPings, cancel))
                            await db.Execute("select 1", null, cancel);
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    return;
                }
                // Whoever listens looks by itself, too.
                catch (Exception fault)
                {
                    lost(fault);
                    await Task.WhenAny(Task.Delay(betweenTries, time, cancel));
                }
            }
        }
    }
}
