using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Alerts;

/// <summary>What OpsBot finds wrong, and what its card says then.</summary>
static class AlertDesk
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    extension(Desk desk)
    {
        /// <summary>Something new is wrong, and told.</summary>
        public Task<Alert> Alert(string what = "acme-web is unreachable", Severity severity = Severity.Critical,
            AlertKind kind = AlertKind.Provider, string? cause = null) =>
            desk.Found(new(kind, cause ?? $"provider:{Guid.CreateVersion7():n}", severity, what) { Detail = "No service answers." });

        public Task<Alert> Found(NewAlert news) => desk.Tell(work => Incidents.Open(work, news, Cancel));

        public Task<Alert> Over(Alert alert, string how = "It answers again.") => desk.Tell(async work =>
        {
            await Incidents.Resolve(work, alert.Id, how, Cancel);
            return alert;
        });

        public Task<Alert> Tell(Func<Work, Task<Alert>> change) => desk.Get<Transactions>().As(Actor.OpsBot("health"), async work =>
        {
            var alert = await change(work);
            await desk.Get<AlertCards>().Tell(work, alert.Id, Cancel);
            return await OpsBot.Core.Alerts.Alert.Get(work.Db, alert.Id, Cancel);
        }, Cancel);

        public Task<Reply> Card(Alert alert) => desk.Message(alert.MessageKey);

        public Task<Alert> Now(Alert alert) => desk.Get<Transactions>().As(Actor.OpsBot("health"),
            work => OpsBot.Core.Alerts.Alert.Get(work.Db, alert.Id, Cancel), Cancel);
    }
}
