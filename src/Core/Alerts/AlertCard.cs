using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

/// <summary>The living message of an alert: what is wrong, since when, who is on it, what was done, and what can be done now.</summary>
static class AlertCard
{
    /// <summary>So much of its timeline stands on the card; all of it is one click away.</summary>
    public const int Lines = 5;

    const int LongestHeading = 120;
    const int LongestName = 40;
    const int LongestLine = 200;
    const int LongestDetail = 600;

    public static Reply Of(AlertStory story, AlertFace face) => new(Heading(story.Alert))
    {
        Tone = story.Alert.IsOpen ? story.Alert.Severity.Tone : Tone.Good, Audience = Audience.Room, Fact = Fact(story),
        Parts = [.. About(story), .. face.Parts, .. Done(story), .. Timeline(story.Lines.Take(Lines))],
        Buttons = [.. AlertButtons.For(story.Alert), .. story.Alert.IsOpen ? face.Buttons : [], AlertButtons.Timeline(story.Alert)],
    };

    public static string Heading(Alert alert) =>
        $"#{alert.Number} {(alert.IsOpen ? "" : "is over: ")}{alert.Heading.Cut(LongestHeading)}";

    /// <summary>How it stands, for all who look at it.</summary>
    public static IReadOnlyList<Part> About(AlertStory story) =>
    [
        .. Over(story).IfAny(words => new Paragraph(words)),
        .. Standing(story.Alert).IfAny(detail => new Paragraph(Sentences.WithInstants(detail.Cut(LongestDetail)))),
        new Fields(
        [
            new(story.Alert.IsOpen ? "Since" : "From", Since(story.Alert)),
            .. OnIt(story).IfAny(words => new Field("On it", words)),
            .. Snoozed(story).IfAny(words => new Field("Snoozed", words)),
            .. story.Facts.MaintainedUntil.IfAny(until => new Field("Maintenance", Words.Of(new Plain("until "), new At(until)))),
            .. new Field("What it hits", Members(story)).If(story.Facts.Members > 1),
        ]),
    ];

    /// <summary>One line of the timeline below the other, as they were read: the newest first.</summary>
    public static IReadOnlyList<Part> Timeline(IEnumerable<AlertLine> lines) =>
        lines.Select(Line).ToList() is { Count: > 0 } all
            ? [new Line(), new Paragraph(all.Aggregate((above, below) => above + "\n" + below))] : [];

    static Words Line(AlertLine line) =>
        Words.Of(new At(line.At), new Plain("  ")) + Sentences.WithInstants(line.Text.Cut(LongestLine))
        + (line is { Kind: LineKind.Note, By: { } who } ? $" ({who})" : "");

    // What rings is told in one line: what is wrong, and how that stands.
    static Words? Fact(AlertStory story) =>
        Over(story) ?? (Standing(story.Alert) is { } detail ? Sentences.WithInstants(detail.Cut(LongestLine)) : OnIt(story));

    // How it stood does not matter any more once it is over.
    static string? Standing(Alert alert) => alert.IsOpen ? alert.Detail : null;

    static Words? Over(AlertStory story) => story.Alert.ResolvedAt is not { } at ? null
        : Words.Of(new Plain($"It lasted {(at - story.Alert.OpenedAt).InWords()}, until "), new At(at), new Plain(". "))
            + Sentences.WithInstants((story.Alert.Resolution ?? "").Cut(LongestDetail));

    static Words Since(Alert alert) => (Words)new At(alert.OpenedAt)
        + (alert.Reopened > 0 ? $", it came back {(alert.Reopened == 1 ? "once" : $"{alert.Reopened} times")}" : "");

    static Words? OnIt(AlertStory story) => story.Alert.State switch
    {
        AlertState.Open => "nobody yet",
        AlertState.Acknowledged => Words.Of(
            new Strong(story.Facts.AcknowledgedBy ?? "somebody"), new Plain(" since "), new At(story.Alert.AcknowledgedAt!.Value)),
        AlertState.Resolved => story.Facts.AcknowledgedBy is { } who ? (Words)new Strong(who) : null,
    };

    static Words? Snoozed(AlertStory story) => story.Alert is not { IsOpen: true, SnoozedUntil: { } until } ? null
        : Words.Of(new Plain("until "), new At(until),
            new Plain($" by {story.Facts.SnoozedBy ?? "OpsBot"}: “{story.Alert.SnoozeReason}”"));

    static Words Members(AlertStory story)
    {
        var names = story.Members.Select(name => name.Cut(LongestName)).ToList();
        return story.Facts.Members > names.Count
            ? $"{string.Join(", ", names)} and {Several.Of(story.Facts.Members - names.Count, "more", "more")}"
            : Several.InOneSentence(names);
    }

    static IReadOnlyList<Part> Done(AlertStory story) => story.Done.Count == 0 ? [] :
    [
        new Paragraph(Words.Of(new Strong("OpsBot: "))
            + Sentences.WithInstants(string.Join(" ", story.Done.Select(line => Sentence(line.Text.Cut(LongestLine)))))),
    ];

    static string Sentence(string text) => text.EndsWith('.') || text.EndsWith('…') ? text : text + ".";
}
