using OpsBot.Core.Alerts;
using OpsBot.Core.OnCall;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.OnCall;

/// <summary>A team with a rotation of two, Olivia and then Adam, a Monday at nine when her turn begins, and things that go wrong.</summary>
public abstract class OnCallTest(Postgres postgres) : OperationTest(postgres)
{
    protected const string Rotation = "/oncall rotation set olivia, adam every:1w at:mon-09:00 zone:UTC";

    protected override async Task Arrange()
    {
        await Execute("insert into channels (purpose, platform, channel_id) values ('alerts', 'slack', 'C0ALERTS')");
        Assert.Equal(OutcomeKind.Done, (await Run(Bea, Rotation)).Kind);
    }

    protected Task<Alert> Fails(string cause, Severity severity = Severity.Critical, params Target[] members) => Get<Transactions>().As(
        Actor.OpsBot("health"), async work =>
        {
            var alert = await Incidents.Open(
                work, new NewAlert(AlertKind.Server, cause, severity, $"{cause} is unreachable") { Members = members }, Cancel);
            await Get<AlertCards>().Tell(work, alert.Id, Cancel);
            return await Alert.Get(work.Db, alert.Id, Cancel);
        }, Cancel);

    protected Task<bool> Ends(Alert alert) => Get<Transactions>().As(Actor.OpsBot("health"), async work =>
    {
        await Incidents.Resolve(work, alert.Id, "It answers again.", Cancel);
        await Get<AlertCards>().Tell(work, alert.Id, Cancel);
        return true;
    }, Cancel);

    /// <summary>Who reads their name in what was said last to call somebody; nobody where nothing was.</summary>
    protected async Task<string> Called(Alert alert) => Mentioned(await Said($"call:{alert.Id.Value:n}"));

    protected static string Mentioned(Reply? reply) => string.Join(", ", (reply?.Parts ?? []).OfType<Paragraph>()
        .SelectMany(one => one.Text.Spans).OfType<Someone>().Select(one => one.Name));

    /// <summary>Each minute what is due; gives back when who was called: "15 Adam, Bea".</summary>
    protected async Task<IReadOnlyList<string>> Minutes(int minutes, Alert alert)
    {
        var (calls, before) = (new List<string>(), await CallsOf(alert));
        for (var minute = 0; minute <= minutes; minute++)
        {
            if (minute > 0) Clock.Advance(TimeSpan.FromMinutes(1));
            await Get<Calls>().Due(Cancel);
            if (await CallsOf(alert) is var now && now > before) calls.Add($"{minute} {await Called(alert)}");
            before = now;
        }
        return calls;
    }

    protected Task<long> CallsOf(Alert alert) =>
        Find<long>("select count(*) from alert_lines where alert_id = @Id and kind = 'called'", new { Id = alert.Id.Value });
}
