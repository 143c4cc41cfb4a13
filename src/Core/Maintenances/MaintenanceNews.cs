using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Maintenances;

/// <summary>
/// Tells what has become of a maintenance since it was told last: that it comes within the hour, is on, or is over. Whoever holds its row
/// does, a person who changed it or the clock; told twice, it is told once.
/// </summary>
public sealed class MaintenanceNews(AlertCards cards)
{
    const int Most = 11;
    const int Alerts = 50;

    public async Task Tell(Work work, MaintenanceId id, CancellationToken cancel)
    {
        await work.Execute("select from maintenances where id = @id for update", new { id }, cancel);
        var one = await Maintenance.Get(work.Db, id, cancel);
        var (state, wasOn) = (one.StateAt(work.Now), one.BegunAt is not null);
        // What is planned for later is nobody's business yet, and what was taken back before anybody knew never will be.
        var isUnheardOf = state == MaintenanceState.Over ? one.IsCancelled : one.StartsAt - work.Now > Maintenance.Ahead;
        if (one.AnnouncedAt is null && isUnheardOf) return;
        await work.Execute(
            """
            update maintenances
            set    announced_at = coalesce(announced_at, @Now),
                   begun_at = case when starts_at <= @Now then coalesce(begun_at, starts_at) end,
                   ended_at = case when ends_at <= @Now then coalesce(ended_at, ends_at) else ended_at end,
                   told_at = case when ended_at is not null or ends_at <= @Now then @Now end
            where  id = @id
            """, new { id, work.Now }, cancel);
        one = await Maintenance.Get(work.Db, id, cancel);
        await work.Say(one.Key, new To.Channel(Purpose.Alerts), await Card(work, one, cancel), cancel);
        if (state == MaintenanceState.On && !wasOn) await OnCards(work, one, $"In maintenance until {new At(one.EndsAt).Text}.", cancel);
        if (state == MaintenanceState.Over && !one.IsCancelled) await OnCards(work, one, "The maintenance is over.", cancel);
    }

    /// <summary>How it is, and of what is over what failed meanwhile.</summary>
    internal static async Task<Reply> Card(Work work, Maintenance one, CancellationToken cancel)
    {
        if (one.StateAt(work.Now) != MaintenanceState.Over) return MaintenanceCard.Of(one, work.Now);
        var alerts = new List<Alert>();
        foreach (var alert in await work.AlertsOf(one, one.StartsAt, 5, cancel)) alerts.Add(await Alert.Get(work.Db, alert, cancel));
        return MaintenanceCard.Over(one, await work.FailedDuring(one, Most, cancel), alerts, work.Now);
    }

    async Task OnCards(Work work, Maintenance one, string line, CancellationToken cancel)
    {
        foreach (var alert in await work.AlertsOf(one, null, Alerts, cancel))
        {
            await Incidents.Note(work, alert, LineKind.Maintenance, line, cancel);
            await cards.Tell(work, alert, cancel);
        }
    }
}
