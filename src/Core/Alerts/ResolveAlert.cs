using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

public sealed record ResolveAlert([Arg("which alert, by its number")] AlertId Alert) : ICommand<ResolveAlert, AlertResolved>
{
    public static Spec Spec { get; } = new("alert resolve", "Close an alert by hand, with a reason; what still fails opens it again")
    {
        Examples = ["/alert resolve 12 reason:\"the customer switched it off\""],
    };
}

public sealed record AlertResolved(Alert Alert) : IAnswer
{
    public Reply Say() => new($"#{Alert.Number} is closed")
    {
        Tone = Tone.Good,
        Parts = [new Paragraph(Alert.Kind == AlertKind.Test ? Alert.Resolution! : ResolveAlertHandler.StillFails)],
        Buttons = [AlertButtons.Timeline(Alert), new Button("Alerts", "/alert list")],
    };
}

sealed class ResolveAlertHandler(AlertCards cards) : IHandle<ResolveAlert, AlertResolved>
{
    /// <summary>OpsBot closes what is over by itself: what is open is what it still finds so.</summary>
    public const string StillFails =
        "As far as OpsBot sees, it still fails: the next look that finds it so opens it again. Who wants quiet snoozes it.";

    public async Task<Result<Plan>> Plan(ResolveAlert command, Work work, CancellationToken cancel)
    {
        var alert = await Alert.Get(work.Db, command.Alert, cancel);
        if (!alert.IsOpen) return alert.IsOver;
        var isTest = alert.Kind == AlertKind.Test;
        return new Plan(alert.Target, $"Close #{alert.Number}: {alert.Heading}")
        {
            TargetVersion = alert.Version,
            Changes = [new("State", alert.State.Words(), "closed by hand")],
            Affects = isTest ? new(Impact.None, "It was a test.") : new(Impact.Told, StillFails),
            Undo = isTest ? Undo.Needless("It was a test.") : Undo.ByHand("It opens again by itself if it still fails."),
            Guard = isTest ? Guard.None : Guard.Reason,
        };
    }

    public async Task<Result<AlertResolved>> Handle(ResolveAlert command, Work work, CancellationToken cancel)
    {
        var before = await Alert.Get(work.Db, command.Alert, cancel);
        var how = before.Kind == AlertKind.Test ? await TestAlerts.Arrived(work, before, cancel)
            : $"Closed by {work.AskerName} while it still failed: “{work.Reason}”";
        if (!await Incidents.Resolve(work, command.Alert, how, cancel)) return (await Alert.Get(work.Db, command.Alert, cancel)).IsOver;
        await cards.Tell(work, command.Alert, cancel);
        return new AlertResolved(await Alert.Get(work.Db, command.Alert, cancel));
    }
}
