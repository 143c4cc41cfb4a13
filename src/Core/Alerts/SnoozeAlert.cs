using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

public sealed record SnoozeAlert(
    [Arg("which alert, by its number")] AlertId Alert,
    [Arg("for how long, up to 8h: 30m, 2h", Named = true)] TimeSpan For) : ICommand<SnoozeAlert, AlertSnoozed>
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    public static Spec Spec { get; } = new("alert snooze", "Have nobody called about an alert for a while; it ends when it is over")
    {
        Guard = Guard.Reason, Examples = ["/alert snooze 12 for:2h reason:\"the provider works on it\""],
    };
}

public sealed record AlertSnoozed(Alert Alert) : IAnswer
{
    public Reply Say() => new($"#{Alert.Number} is snoozed")
    {
        Tone = Tone.Good,
        Parts =
        [
            new Paragraph(Words.Of(new Plain("Nobody is called about it until "), At.Deadline(Alert.SnoozedUntil!.Value),
                new Plain(". If it still fails then, you are told; if it is over before, so is the snooze."))),
        ],
        Buttons = [AlertButtons.Wake(Alert.Number), AlertButtons.Timeline(Alert)],
    };
}

sealed class SnoozeAlertHandler(AlertCards cards) : IHandle<SnoozeAlert, AlertSnoozed>
{
    static readonly TimeSpan shortest = TimeSpan.FromMinutes(1);

    public async Task<Result<Plan>> Plan(SnoozeAlert command, Work work, CancellationToken cancel)
    {
        var alert = await Alert.Get(work.Db, command.Alert, cancel);
        return MayNot(alert, command) is { } no ? no
            : new Plan(alert.Target, $"Snooze #{alert.Number} for {command.For.InWords()}: {alert.Heading}")
            {
                TargetVersion = alert.Version,
                Changes = [new("Nobody is called until", alert.SnoozedUntil is { } until ? new At(until).Text : "not snoozed",
                    $"{command.For.InWords()} from then on")],
                Affects = new(Impact.Told, "Nobody is called about it meanwhile. It is looked at all the same."),
                Undo = Undo.By("End it with", $"/alert unsnooze {alert.Number}"),
            };
    }

    public async Task<Result<AlertSnoozed>> Handle(SnoozeAlert command, Work work, CancellationToken cancel)
    {
        var until = work.Now + command.For;
        var snoozed = await work.Execute(
            """
            update alerts
            set    snoozed_until = @until, snoozed_by = @Who, snooze_reason = @Reason, version = version + 1, changed_at = @Now
            where  id = @Alert and state <> 'resolved'
            """, new { command.Alert, until, Who = work.AskerId?.Value, work.Reason, work.Now }, cancel);
        var alert = await Alert.Get(work.Db, command.Alert, cancel);
        if (snoozed == 0) return MayNot(alert, command) ?? alert.Changed;
        await Incidents.Note(work, alert.Id, LineKind.Snoozed,
            $"{work.AskerName} snoozed it until {new At(until).Text}: “{work.Reason}”", cancel);
        await cards.Tell(work, alert.Id, cancel);
        return new AlertSnoozed(alert);
    }

    static Refusal? MayNot(Alert alert, SnoozeAlert command) =>
        !alert.IsOpen ? alert.IsOver
        : command.For < shortest || command.For > SnoozeAlert.Longest
            ? new Refusal($"An alert can be snoozed for {shortest.InWords()} to {SnoozeAlert.Longest.InWords()}: "
                + $"`/alert snooze {alert.Number} for:2h`. For longer work there is `/maintenance start`.")
        : null;
}
