using OpsBot.Core.Access;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

public sealed record ShowAlert(
    [Arg("which alert, by its number")] AlertId Alert,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null)
    : IQuestion<ShowAlert, AlertShown>
{
    public static Spec Spec { get; } = new("alert show", "One alert: how it stands, who is on it, and all that happened")
    {
        Examples = ["/alert show 12"],
    };
}

/// <summary>A line of its timeline as a row of a list.</summary>
public sealed record AlertEvent(
    DateTimeOffset At, LineKind Kind, string Text, OperatorId? OperatorId, string? By, string Key, long Total, long Before) : IListed
{
    internal AlertLine Line => new(At, Kind, Text, OperatorId, By);
}

public sealed record AlertShown : IAnswer
{
    internal AlertShown(ShowAlert asked, AlertStory story, AlertFace face, Page<AlertEvent> page) =>
        (Asked, Story, Face, Page) = (asked, story, face, page);

    internal ShowAlert Asked { get; }

    internal AlertStory Story { get; }

    internal AlertFace Face { get; }

    internal Page<AlertEvent> Page { get; }

    public Reply Say() => new(AlertCard.Heading(Story.Alert))
    {
        Tone = Story.Alert.IsOpen ? Story.Alert.Severity.Tone : Tone.Good,
        Parts =
        [
            .. AlertCard.About(Story), .. Face.Parts, .. AlertCard.Timeline(Page.Rows.Select(row => row.Line)),
            .. Page.Turn("line", "lines", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. AlertButtons.For(Story.Alert), .. Story.Alert.IsOpen ? Face.Buttons : [],
            .. new Button("Release", $"/alert release {Story.Alert.Number}").If(Story.Alert.State == AlertState.Acknowledged),
            .. Story.Alert.Command.IfAny(command => new Button("Look", command)),
            new Button("Note", $"/alert note {Story.Alert.Number}"),
            .. new Button("Resolve", $"/alert resolve {Story.Alert.Number}").If(Story.Alert.IsOpen),
            new Button("Refresh", Lines.LineOf(Asked)) { InPlace = true },
        ],
    };
}

sealed class ShowAlertHandler(AlertCards cards) : IAnswerQuestion<ShowAlert, AlertShown>
{
    static readonly Listing timeline = new(
        "from alert_lines l where l.alert_id = @Alert",
        "l.at, l.kind, l.text, l.operator_id, o.name as by",
        """
        from     page p
        join     alert_lines l on l.id = p.key0
        left     join operators o on o.id = l.operator_id
        """,
        PageKey.Number("l.id")) { Falls = true };

    public async Task<Result<AlertShown>> Answer(ShowAlert question, Work work, CancellationToken cancel)
    {
        var alert = await Alert.Get(work.Db, question.Alert, cancel);
        var asked = new PageAsked(question.Page, false, Lines.LineOf(question with { Page = null }));
        if ((await work.Page<AlertEvent>(timeline, asked, new { question.Alert }, cancel)).Failed(out var page, out var refusal))
            return refusal;
        return new AlertShown(question, await AlertStory.Read(work, alert, 0, cancel), await cards.Face(work, alert, cancel), page);
    }
}
