using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Alerts;

/// <summary>
/// Tells how an alert stands: one message in #alerts, said once and edited from then on. Whoever changed something of it calls this last,
/// in the same transaction; two who changed it at the same moment wait for each other here, so that the last to tell knows of both.
/// </summary>
public sealed class AlertCards(IServiceProvider services)
{
    readonly Lazy<Dictionary<AlertKind, IAlertCard>> faces = new(() =>
        services.GetServices<IAlertCard>().SelectMany(card => card.Kinds.Select(kind => (kind, card)))
            .ToDictionary(pair => pair.kind, pair => pair.card));

    public async Task Tell(Work work, AlertId alert, CancellationToken cancel)
    {
        var told = await HowItWasTold(work, alert, cancel);
        var now = await Alert.Get(work.Db, alert, cancel);
        if (now.IsOpen && told.Opening != now.Reopened)
        {
            // What they say of it stands below the card; what they note of it stands on the card, which is said once more for that.
            await work.Say(now.MessageKey, new To.Channel(Purpose.Alerts), await Card(work, now, cancel), cancel);
            foreach (var one in services.GetServices<IHearOfAlerts>()) await one.Opened(work, now, cancel);
            now = await Alert.Get(work.Db, alert, cancel);
        }
        if (told.State is { } before && before != now.State && now.State != AlertState.Open)
            foreach (var one in services.GetServices<IHearOfAlerts>()) await one.Settled(work, now, cancel);
        if (told.Happened(now) is { } happening)
        {
            await Note(work, now, cancel);
            var who = now.AcknowledgedBy is { } person ? await work.NameOf(person, cancel) : null;
            await AlertReport.Say(work, now, happening, who, cancel);
        }
        await work.Say(now.MessageKey, new To.Channel(Purpose.Alerts), await Card(work, now, cancel), cancel);
    }

    async Task<Reply> Card(Work work, Alert alert, CancellationToken cancel) =>
        AlertCard.Of(await AlertStory.Read(work, alert, AlertCard.Lines, cancel), await Face(work, alert, cancel));

    /// <summary>What its kind has to say beside.</summary>
    public Task<AlertFace> Face(Work work, Alert alert, CancellationToken cancel) =>
        faces.Value.TryGetValue(alert.Kind, out var face) ? face.Of(alert, work, cancel) : Task.FromResult(AlertFace.None);

    sealed record Told(AlertState? State, Severity? Severity, int? Opening)
    {
        /// <summary>What programs that listen have to know; none where it is as it was.</summary>
        public AlertHappening? Happened(Alert now) =>
            Opening is null ? AlertHappening.Opened
            : Opening != now.Reopened && now.IsOpen ? AlertHappening.Reopened
            : State != now.State ? now.State switch
            {
                AlertState.Open => AlertHappening.Released,
                AlertState.Acknowledged => AlertHappening.Acknowledged,
                AlertState.Resolved => AlertHappening.Resolved,
            }
            : Severity != now.Severity ? AlertHappening.SeverityChanged : null;
    }

    // Held until this is committed: what others change of it meanwhile they tell after this.
    static Task<Told> HowItWasTold(Work work, AlertId alert, CancellationToken cancel) => work.Get<Told>(
        """
        select told_state as state, told_severity as severity, told_opening as opening
        from   alerts
        where  id = @alert
        for    update
        """, new { alert }, cancel);

    static Task Note(Work work, Alert alert, CancellationToken cancel) => work.Execute(
        """
        update alerts
        set    told_state = @State, told_severity = @Severity, told_opening = @Reopened
        where  id = @Id
        """, alert, cancel);
}
