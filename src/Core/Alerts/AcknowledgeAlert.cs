using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

public sealed record AcknowledgeAlert([Arg("which alert, by its number")] AlertId Alert) : ICommand<AcknowledgeAlert, AlertAcknowledged>
{
    public static Spec Spec { get; } = new("alert ack", "Say that you are on it: everybody sees it, and nobody else is called")
    {
        Verb = "Acknowledge", Examples = ["/alert ack 12"],
    };
}

public sealed record AlertAcknowledged(Alert Alert) : IAnswer
{
    public Reply Say() => new($"You are on it: #{Alert.Number} {Alert.Heading}")
    {
        Tone = Tone.Good,
        Parts = [new Paragraph("Everybody sees that you have it. You are not called about it again within the hour.")],
        Buttons =
        [
            .. Alert.Command.IfAny(command => new Button("Look", command)), AlertButtons.Timeline(Alert),
            new Button("Release", $"/alert release {Alert.Number}"),
        ],
    };
}

sealed class AcknowledgeAlertHandler(AlertCards cards) : IHandle<AcknowledgeAlert, AlertAcknowledged>
{
    public async Task<Result<Plan>> Plan(AcknowledgeAlert command, Work work, CancellationToken cancel)
    {
        var alert = await Alert.Get(work.Db, command.Alert, cancel);
        return await MayNot(work, alert, cancel) is { } no ? no
            : new Plan(alert.Target, $"Take #{alert.Number}: {alert.Heading}")
            {
                TargetVersion = alert.Version,
                Changes = [new("On it", "nobody", work.Duty is null ? work.Operator.Name : "OpsBot")],
                Affects = new(Impact.Told, "Nobody else is called about it."),
                Undo = Undo.By("Give it back with", $"/alert release {alert.Number}"),
            };
    }

    public async Task<Result<AlertAcknowledged>> Handle(AcknowledgeAlert command, Work work, CancellationToken cancel)
    {
        var taken = await work.Execute(
            """
            update alerts
            set    state = 'acknowledged', acknowledged_at = @Now, acknowledged_by = @Who, version = version + 1, changed_at = @Now
            where  id = @Alert and state = 'open'
            """, new { command.Alert, work.Now, Who = work.Operator.Id }, cancel);
        var alert = await Alert.Get(work.Db, command.Alert, cancel);
        // It was open when this was planned: it is over, or somebody else's, since a moment ago.
        if (taken == 0) return await MayNot(work, alert, cancel) ?? alert.Changed;
        await Incidents.Note(work, alert.Id, LineKind.Acknowledged, $"{work.Operator.Name} is on it.", cancel);
        await cards.Tell(work, alert.Id, cancel);
        return new AlertAcknowledged(alert);
    }

    static async Task<Refusal?> MayNot(Work work, Alert alert, CancellationToken cancel) =>
        work.Duty is not null ? new("Only a person can be on it.")
        : alert.State switch
        {
            AlertState.Open => null,
            AlertState.Resolved => alert.IsOver,
            AlertState.Acknowledged => new Refusal(await Has(work, alert, cancel))
            {
                Heading = $"#{alert.Number} is taken already", WaysOn = [alert.Show],
            },
        };

    static async Task<string> Has(Work work, Alert alert, CancellationToken cancel) =>
        alert.AcknowledgedBy == work.Operator.Id ? $"You are on it yourself, since {new At(alert.AcknowledgedAt!.Value).Text}."
        : $"{await work.NameOf(alert.AcknowledgedBy!.Value, cancel)} is on it since {new At(alert.AcknowledgedAt!.Value).Text}. "
            + "Nothing changed; you can help, and need not take it over.";
}
