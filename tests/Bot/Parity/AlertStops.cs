using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Alerts;

namespace OpsBot.Tests.Bot.Parity;

/// <summary>Alerts of one thing and of four hundred, what people do about them, and what is said when they end.</summary>
static class AlertStops
{
    public static async Task All(Tour tour)
    {
        var desk = tour.Desk;
        var alert = await desk.Alert("web-7 is unreachable");
        await desk.Found(new(AlertKind.Region, "region:pretend/hel1", Severity.Critical, "400 servers in hel1 fail")
        {
            Detail = "They share the region hel1.",
            Members =
            [
                .. Enumerable.Range(1, 400).Select(i => new Target("server", Guid.CreateVersion7(), $"web-called-at-length-{i:000}")),
            ],
        });
        await tour.Listen("alerts that open");
        foreach (var line in new[]
        {
            $"/alert ack {alert.Number}", $"/alert ack {alert.Number}", $"/alert snooze {alert.Number}",
            $"/alert snooze {alert.Number} for:2h reason:\"the provider works on it\"", $"/alert note {alert.Number} I look at it",
            "/alert list", "/alert list state:acknowledged", $"/alert show {alert.Number}", $"/alert unsnooze {alert.Number}",
            $"/alert release {alert.Number}", $"/alert resolve {alert.Number}", "/alert test",
            $"/alert resolve {alert.Number} reason:\"the customer switched it off\"", $"/alert show {alert.Number}",
        })
            await tour.Ask("olivia", line);
        await desk.Get<Troubles>().Round(TestContext.Current.CancellationToken);
        await tour.Listen("alerts that go on and end");
    }
}
