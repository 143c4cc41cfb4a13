using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

public sealed record UnsnoozeAlert([Arg("which alert, by its number")] AlertId Alert) : ICommand<UnsnoozeAlert, AlertWoken>
{
    public static Spec Spec { get; } = new("alert unsnooze", "End the snooze of an alert: people are called about it again")
    {
        Verb = "End the snooze", Examples = ["/alert unsnooze 12"],
    };
}

public sealed record AlertWoken(Alert Alert) : IAnswer
{
    public Reply Say() => new($"#{Alert.Number} is awake again")
    {
        Tone = Tone.Good, Parts = [new Paragraph($"{Alert.Heading}. People are called about it as about any other.")],
        Buttons = [.. AlertButtons.For(Alert), AlertButtons.Timeline(Alert)],
    };
}

sealed class UnsnoozeAlertHandler(AlertCards cards) : IHandle<UnsnoozeAlert, AlertWoken>
{
    public async Task<Result<Plan>> Plan(UnsnoozeAlert command, Work work, CancellationToken cancel)
    {
        var alert = await Alert.Get(work.Db, command.Alert, cancel);
        return MayNot(alert) is { } no ? no : new Plan(alert.Target, $"End the snooze of #{alert.Number}: {alert.Heading}")
        {
            TargetVersion = alert.Version,
            Changes = [new("Nobody is called until", new At(alert.SnoozedUntil!.Value).Text, "now")],
            Affects = new(Impact.Told, "Whoever is on duty may be called."),
            Undo = Undo.By("Snooze it again with", $"/alert snooze {alert.Number}"),
        };
    }

    public async Task<Result<AlertWoken>> Handle(UnsnoozeAlert command, Work work, CancellationToken cancel)
    {
        var woken = await work.Execute(
            """
            update alerts
            set    snoozed_until = null, snoozed_by = null, snooze_reason = null, version = version + 1, changed_at = @Now
            where  id = @Alert and snoozed_until is not null
            """, new { command.Alert, work.Now }, cancel);
        var alert = await Alert.Get(work.Db, command.Alert, cancel);
        if (woken == 0) return MayNot(alert) ?? alert.Changed;
        await Incidents.Note(work, alert.Id, LineKind.Woken, $"{work.AskerName} ended the snooze.", cancel);
        await cards.Tell(work, alert.Id, cancel);
        return new AlertWoken(alert);
    }

    static Refusal? MayNot(Alert alert) =>
        !alert.IsOpen ? alert.IsOver
        : alert.SnoozedUntil is null ? new Refusal($"#{alert.Number} is not snoozed.") { Heading = "Nothing to end", WaysOn = [alert.Show] }
        : null;
}
