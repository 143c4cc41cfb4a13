using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Bot.Web;

/// <summary>
/// Whether requests can be taken: asked of the database once a second at most and once at a time, however many balancers ask here.
/// </summary>
sealed class Readiness(Func<CancellationToken, Task<bool>> migrationsAreApplied, TimeProvider time)
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(2);
    static readonly TimeSpan between = TimeSpan.FromSeconds(1);

    readonly Lock gate = new();
    Task<string?>? last;
    long asked;

    /// <summary>What is missing; nothing when it is ready.</summary>
    public Task<string?> Missing(CancellationToken cancel)
    {
        lock (gate)
        {
            if (last is null || (last.IsCompleted && time.GetElapsedTime(asked) >= between))
                (last, asked) = (Ask(), time.GetTimestamp());
            return last.WaitAsync(cancel);
        }
    }

    async Task<string?> Ask()
    {
        using var limit = new CancellationTokenSource(patience, time);
        try
        {
            return await migrationsAreApplied(limit.Token) ? null : "migrations are missing";
        }
        catch (Exception away) when (away is OperationCanceledException || Outage.Is(away))
        {
            return "the database does not answer";
        }
        // No bug of the program's: a wrong password, or a database of another name.
        catch (PostgresException refused) when (refused.SqlState is ['2', '8', ..] or PostgresErrorCodes.InvalidCatalogName)
        {
            return "the database does not let the bot in";
        }
    }
}
