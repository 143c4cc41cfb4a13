using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

public sealed record NoteAlert(
    [Arg("which alert, by its number")] AlertId Alert,
    [Arg("what the others should know", Rest = true, MaxLength = 1000)] string Text) : ICommand<NoteAlert, AlertNoted>
{
    public static Spec Spec { get; } = new("alert note", "Write a line into the timeline of an alert, open or over")
    {
        Examples = ["/alert note 12 the disk is full, I am making room"],
    };
}

public sealed record AlertNoted(Alert Alert) : IAnswer
{
    public Reply Say() => new($"Noted at #{Alert.Number}")
    {
        Tone = Tone.Good, Parts = [new Paragraph($"It stands in the timeline of “{Alert.Heading}”.")],
        Buttons = [AlertButtons.Timeline(Alert)],
    };
}

sealed class NoteAlertHandler(AlertCards cards) : IHandle<NoteAlert, AlertNoted>
{
    public async Task<Result<Plan>> Plan(NoteAlert command, Work work, CancellationToken cancel)
    {
        var alert = await Alert.Get(work.Db, command.Alert, cancel);
        return string.IsNullOrWhiteSpace(command.Text) ? new Refusal($"Say what to note: `/alert note {alert.Number} <text>`")
            : new Plan(alert.Target, $"Note at #{alert.Number}: {alert.Heading}")
            {
                Undo = Undo.ByHand("What was noted stays; note what is right instead."),
            };
    }

    public async Task<Result<AlertNoted>> Handle(NoteAlert command, Work work, CancellationToken cancel)
    {
        await Incidents.Note(work, command.Alert, LineKind.Note, $"“{command.Text.Trim()}”", cancel);
        await cards.Tell(work, command.Alert, cancel);
        return new AlertNoted(await Alert.Get(work.Db, command.Alert, cancel));
    }
}
