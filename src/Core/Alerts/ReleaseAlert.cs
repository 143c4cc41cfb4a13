using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

public sealed record ReleaseAlert([Arg("which alert, by its number")] AlertId Alert) : ICommand<ReleaseAlert, AlertReleased>
{
    public static Spec Spec { get; } = new("alert release", "Take an acknowledgement back: nobody is on it any more")
    {
        Examples = ["/alert release 12", "/alert release 12 reason:\"Olivia has gone home\""],
    };
}

public sealed record AlertReleased(Alert Alert) : IAnswer
{
    public Reply Say() => new($"Nobody is on #{Alert.Number} any more")
    {
        Tone = Tone.Good, Parts = [new Paragraph($"{Alert.Heading}. Whoever is on duty is called again, unless somebody takes it.")],
        Buttons = [AlertButtons.Acknowledge(Alert.Number), AlertButtons.Timeline(Alert)],
    };
}

sealed class ReleaseAlertHandler(AlertCards cards) : IHandle<ReleaseAlert, AlertReleased>
{
    public async Task<Result<Plan>> Plan(ReleaseAlert command, Work work, CancellationToken cancel)
    {
        var alert = await Alert.Get(work.Db, command.Alert, cancel);
        if (MayNot(alert) is { } no) return no;
        var (name, others) = (await work.NameOf(alert.AcknowledgedBy!.Value, cancel), IsOthers(work, alert));
        return new Plan(alert.Target, $"Release #{alert.Number}: {alert.Heading}")
        {
            TargetVersion = alert.Version,
            Changes = [new("On it", name, "nobody")],
            Affects = new(Impact.Told, others ? $"{name} is told; whoever is on duty may be called." : "Whoever is on duty may be called."),
            Undo = Undo.By("Take it with", $"/alert ack {alert.Number}"),
            // What somebody else is at is not taken from their hands without a word.
            Guard = others ? Guard.Reason : Guard.None,
        };
    }

    public async Task<Result<AlertReleased>> Handle(ReleaseAlert command, Work work, CancellationToken cancel)
    {
        var before = await Alert.Get(work.Db, command.Alert, cancel);
        var released = await work.Execute(
            """
            update alerts
            set    state = 'open', acknowledged_at = null, acknowledged_by = null, version = version + 1, changed_at = @Now
            where  id = @Alert and state = 'acknowledged'
            """, new { command.Alert, work.Now }, cancel);
        var alert = await Alert.Get(work.Db, command.Alert, cancel);
        if (released == 0) return MayNot(alert) ?? alert.Changed;
        await Incidents.Note(work, alert.Id, LineKind.Released, await Line(work, before, cancel), cancel);
        if (IsOthers(work, before))
            await work.Say($"alert-released:{work.Trail:n}", new To.Person(before.AcknowledgedBy!.Value), Told(work, alert), cancel);
        await cards.Tell(work, alert.Id, cancel);
        return new AlertReleased(alert);
    }

    static async Task<string> Line(Work work, Alert before, CancellationToken cancel) =>
        !IsOthers(work, before) ? $"{work.Operator.Name} is not on it any more."
        : $"{await work.NameOf(before.AcknowledgedBy!.Value, cancel)} is not on it any more, says {work.Operator.Name}: "
            + $"“{work.Reason}”";

    static Reply Told(Work work, Alert alert) => new($"{work.Operator.Name} released #{alert.Number}, which you were on")
    {
        Tone = Tone.Warning, Parts = [new Paragraph($"{alert.Heading}. “{work.Reason}”")],
        Buttons = [AlertButtons.Acknowledge(alert.Number), AlertButtons.Timeline(alert)],
    };

    static bool IsOthers(Work work, Alert alert) => alert.AcknowledgedBy != work.AskerId;

    static Refusal? MayNot(Alert alert) => alert.State switch
    {
        AlertState.Acknowledged => null,
        AlertState.Resolved => alert.IsOver,
        AlertState.Open => new($"Nobody is on #{alert.Number}.") { Heading = "Nothing to release", WaysOn = [alert.Show] },
    };
}
