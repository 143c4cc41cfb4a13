using OpsBot.Core.Access;
using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

/// <summary>
/// Tells who is on duty whenever that is somebody else than was told last: once, however many look, and however long nobody looked.
/// </summary>
public sealed class Handovers(Transactions transactions)
{
    const int Shown = 5;

    public Task<bool> Round(CancellationToken cancel) => transactions.As(Actor.OpsBot("on-call"), async work =>
    {
        await work.Lock(Target, cancel);
        var book = await RotaBook.Read(work.Db, work.Now, cancel);
        var (duty, told) = (book.OnDuty(work.Now), await Told(work, cancel));
        // Who never had a rotation misses nobody.
        if (duty.Who?.Id == told?.OperatorId || (told is null && book.Rota is { Rotation: null, Overrides.Count: 0 })) return false;
        var number = await work.Get<long>("insert into handovers (operator_id, at) values (@Who, @Now) returning id",
            new { Who = duty.Who?.Id.Value, work.Now }, cancel);
        var open = await OpenAlert.Worst(work, Shown, cancel);
        await work.Say($"handover:{number}", new To.Channel(Purpose.Alerts), Card(book, duty, open), cancel);
        return true;
    }, cancel);

    static Target Target => new("on-call", Guid.Empty, "who is on duty");

    sealed record Handed(OperatorId? OperatorId);

    static Task<Handed?> Told(Work work, CancellationToken cancel) =>
        work.Find<Handed>("select operator_id from handovers order by id desc limit 1", null, cancel);

    static Reply Card(RotaBook book, OnDuty duty, IReadOnlyList<OpenAlert> open) =>
        new(duty.Who is { } who ? $"{who.Name} is on duty" : "Nobody is on duty")
        {
            Tone = duty.Who is null ? Tone.Warning : Tone.Neutral, Audience = Audience.Room,
            Parts =
            [
                new Paragraph(duty.Who is { } on ? book.Of(on.Id).Someone + (Words)", you are called first" + duty.Lasts : duty.Nobody!),
                .. duty.Left.IfAny(left => new Notice(Tone.Warning, left)),
                .. OpenAlert.Parts(open, Shown),
            ],
            Buttons = [new Button("On call", "/oncall show"), .. new Button("Alerts", "/alert list").If(open.Count > 0)],
        };
}

/// <summary>An alert that somebody who comes on duty has to know.</summary>
sealed record OpenAlert(long Number, string Heading, Severity Severity, DateTimeOffset OpenedAt, string? By, long Total)
{
    /// <summary>The most severe first, then the oldest.</summary>
    public static Task<IReadOnlyList<OpenAlert>> Worst(Work work, int most, CancellationToken cancel) => work.List<OpenAlert>(
        """
        select   a.number, a.heading, a.severity, a.opened_at, o.name as by, count(*) over () as total
        from     alerts a
        left     join operators o on o.id = a.acknowledged_by and a.state = 'acknowledged'
        where    a.state <> 'resolved'
        order by a.severity <> 'critical', a.opened_at
        limit    @most
        """, new { most }, cancel);

    public static IReadOnlyList<Part> Parts(IReadOnlyList<OpenAlert> open, int most) => open is not [{ Total: var total }, ..]
        ? [new Small("Nothing is wrong right now.")]
        :
        [
            new Title($"Open incidents ({total})"),
            .. open.Select(one => new Item(one.Words,
                [new Button("Show", $"/alert show {one.Number}") { Spoken = $"Show alert {one.Number}" }])),
            .. new Small($"and {total - most} more: /alert list").If(total > most),
        ];

    Words Words => Words.Of(
        new Plain($"{Severity.Mark} "), new Strong($"#{Number} {Heading.Cut(100)}"), new Plain("  since "), new At(OpenedAt),
        new Plain(By is null ? ", nobody is on it" : $", {By} is on it"));
}
