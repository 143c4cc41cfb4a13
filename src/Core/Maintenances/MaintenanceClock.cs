using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Maintenances;

/// <summary>Tells of maintenances when their time has come. That they are quiet and end does not wait for it.</summary>
public sealed class MaintenanceClock(NpgsqlDataSource source, Transactions transactions, MaintenanceNews news, TimeProvider time)
{
    public async Task Round(CancellationToken cancel)
    {
        foreach (var id in await Due(cancel))
            await transactions.As(Actor.OpsBot("maintenance"), async work =>
            {
                await news.Tell(work, id, cancel);
                return true;
            }, cancel);
    }

    async Task<IReadOnlyList<MaintenanceId>> Due(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<MaintenanceId>(
            """
            select   id
            from     maintenances
            where    ended_at is null
            and      ((announced_at is null and starts_at <= @Soon) or (begun_at is null and starts_at <= @now) or ends_at <= @now)
            order by starts_at
            limit    500
            """, new { now, Soon = now + Maintenance.Ahead }, cancel);
    }
}
