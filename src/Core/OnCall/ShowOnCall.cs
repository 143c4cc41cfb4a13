using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

public sealed record ShowOnCall : IQuestion<ShowOnCall, OnCallShown>
{
    public static Spec Spec { get; } = new("oncall show", "Who is on duty, until when, who is next, and the weeks to come")
    {
        Examples = ["/oncall show"],
    };
}

/// <summary>A while of the weeks to come, as a line of a table.</summary>
public sealed record ShiftLine(DateTimeOffset From, string Who, string Why);

/// <summary>An override that is on or to come.</summary>
public sealed record OverrideLine(long Number, string Who, string? InsteadOf, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

public sealed record OnCallShown(OnDuty Duty, string? Rotation, IReadOnlyList<ShiftLine> Weeks, IReadOnlyList<OverrideLine> Overrides)
    : IAnswer
{
    const int Open = 5;

    internal IReadOnlyList<OpenAlert> Alerts { get; init; } = [];

    public Reply Say() => new(Duty.Who is { } who ? $"{who.Name} is on duty" : "Nobody is on duty")
    {
        Tone = Duty.Who is null ? Tone.Warning : Tone.Neutral,
        Parts =
        [
            new Paragraph(Duty.Who is { } on ? (Words)new Strong(on.Name) + " is called first" + Duty.Lasts : Duty.Nobody!),
            .. Duty.Left.IfAny(left => new Notice(Tone.Warning, left)),
            .. Rotation.IfAny(text => new Paragraph(text)),
            .. Weeks.Count == 0 ? [] : new Part[]
            {
                new Title("What comes"),
                new Table([new("From (UTC)"), new("Who"), new("Why")],
                    [.. Weeks.Select(line => (IReadOnlyList<string>)[new At(line.From).Cell, line.Who, line.Why])]),
            },
            .. new Title("Overrides").If(Overrides.Count > 0),
            .. Overrides.Select(Item),
            .. OpenAlert.Parts(Alerts, Open),
        ],
        Buttons =
        [
            .. new Button("Swap turns", "/oncall swap").If(Rotation is not null), new Button("Take over", "/oncall override"),
            new Button(Rotation is null ? "Set a rotation" : "Change the rotation", "/oncall rotation set"),
        ],
    };

    static Item Item(OverrideLine one) => new(
        Words.Of(new Strong($"#{one.Number} {one.Who}"), new Plain(one.InsteadOf is { } other ? $" instead of {other}, from " : ", from "),
            new At(one.StartsAt), new Plain(" to "), new At(one.EndsAt)),
        [new Button("Cancel", $"/oncall cancel {one.Number}") { Spoken = $"Cancel override {one.Number}" }]);
}

sealed class ShowOnCallHandler : IAnswerQuestion<ShowOnCall, OnCallShown>
{
    const int Lines = 8;
    const int Most = 10;

    public async Task<Result<OnCallShown>> Answer(ShowOnCall question, Work work, CancellationToken cancel)
    {
        var book = await RotaBook.Read(work.Db, work.Now, cancel);
        return new OnCallShown(book.OnDuty(work.Now), book.Rota.Rotation is { } rotation ? Said(rotation, book) : null,
            book.Weeks(work.Now, Lines), [.. book.Rota.Overrides.OrderBy(one => one.StartsAt).Take(Most).Select(one => new OverrideLine(
                one.Number, book.NameOf(one.Who), one.InsteadOf is { } other ? book.NameOf(other) : null, one.StartsAt, one.EndsAt))])
        {
            Alerts = await OpenAlert.Worst(work, 5, cancel),
        };
    }

    static string Said(Rotation rotation, RotaBook book) =>
        $"In turn: {string.Join(", ", rotation.People.Select(one => book.NameOf(one)))}. {rotation.Says}";
}
