using System.Globalization;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

public sealed record ShowSchedule : IQuestion<ShowSchedule, ScheduleShown>
{
    public static Spec Spec { get; } = new("ops schedule", "What OpsBot does by itself: when it last ran, how it went, when it is next")
    {
        Examples = ["/ops schedule"],
    };
}

/// <summary>The newest round of a duty; open while it runs, or until a failed one has gone well.</summary>
public sealed record DutyLine(
    string Duty, DateTimeOffset Slot, TimeSpan Every, string Worker, int Attempts, DateTimeOffset StartedAt, DateTimeOffset HeldUntil,
    DateTimeOffset? EndedAt, string? Error)
{
    // A worker is late for a moment when it starts.
    static readonly TimeSpan grace = TimeSpan.FromMinutes(5);

    public DateTimeOffset Next => Slot + Every;

    public bool IsFailing => EndedAt is null && Error is not null;

    /// <summary>Since when a worker should have taken it up.</summary>
    public DateTimeOffset Due => EndedAt is null ? HeldUntil : Next;

    public bool IsOverdue(DateTimeOffset now) => Due + grace < now;

    // Each duty by its first row, then its newest: none of the others is read.
    // One that no running worker has on its schedule was dropped.
    internal static Task<IReadOnlyList<DutyLine>> All(Work work, CancellationToken cancel) => work.List<DutyLine>(
        """
        with recursive duties as (
            (select duty from duty_runs order by duty limit 1)
            union all
            select (select r.duty from duty_runs r where r.duty > d.duty order by r.duty limit 1)
            from   duties d
            where  d.duty is not null)
        select   d.duty, last.slot, last.every, last.worker, last.attempts, last.started_at, last.held_until, last.ended_at, last.error
        from     duties d
        join     lateral (
                 select   slot, every, worker, attempts, started_at, held_until, ended_at, error
                 from     duty_runs
                 where    duty = d.duty
                 order by slot desc
                 limit    1) last on true
        where    exists (select from programs p where p.seen_at > @Seen and d.duty = any (p.duties))
        or       not exists (select from programs p where p.seen_at > @Seen and p.duties <> '{}')
        order by d.duty
        """, new { Seen = work.Now - Presence.Fresh }, cancel);
}

public sealed record ScheduleShown(IReadOnlyList<DutyLine> Duties, DateTimeOffset At) : IAnswer
{
    public Reply Say() => Duties.Count == 0
        ? new("No duty has run yet")
        {
            Tone = Tone.Warning, Parts = [new Paragraph("Duties are a worker's. Start one: `docker compose up -d worker`.")],
            Buttons = [new Button("Status", "/ops status")],
        }
        : new(Heading)
        {
            Tone = Bad.Count == 0 ? Tone.Good : Tone.Warning,
            Parts =
            [
                .. Bad.Select(Item),
                .. new Table([new("Duty"), new("Every"), new("Last"), new("Took"), new("Next")], [.. Good.Select(Row)]).If(Good.Count > 0),
                .. new Small("Times are UTC.").If(Good.Count > 0),
            ],
            Buttons = [new Button("Refresh", "/ops schedule") { InPlace = true }, new Button("Status", "/ops status")],
        };

    List<DutyLine> Bad => [.. Duties.Where(duty => duty.IsFailing || duty.IsOverdue(At))];

    List<DutyLine> Good => [.. Duties.Except(Bad)];

    string Heading => Bad.Count switch
    {
        0 => "Every duty is on time",
        1 => "One duty is in trouble",
        _ => $"{Bad.Count} duties are in trouble",
    };

    Item Item(DutyLine duty) =>
        new(Words.Of(new Strong(Called(duty)), new Plain($"  every {Pace(duty.Every)}\n")) + Why(duty), []);

    Words Why(DutyLine duty) => duty.IsOverdue(At)
        ? (Words)"Overdue since " + new At(duty.Due) + ": no worker takes it up. Is one running?"
        : (Words)"The round of " + new At(duty.Slot) + $" failed {Times(duty.Attempts)}: {duty.Error}\nIt is tried again "
            + new At(duty.HeldUntil);

    static string Times(int many) => many == 1 ? "once" : many == 2 ? "twice" : $"{many} times";

    IReadOnlyList<string> Row(DutyLine duty) =>
    [
        Called(duty), Pace(duty.Every), Clock(duty.Slot),
        (duty.EndedAt is { } ended ? Took(ended - duty.StartedAt) : "running") + (duty.Attempts == 1 ? "" : $", {duty.Attempts} attempts"),
        Clock(duty.Next),
    ];

    static string Called(DutyLine duty) => $"{duty.Duty.Initial()}{duty.Duty[1..]}";

    // On its own day the hour is enough.
    string Clock(DateTimeOffset slot) => new At(slot).Cell is var cell && slot.UtcDateTime.Date == At.UtcDateTime.Date ? cell[^5..] : cell;

    static string Took(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0.1 } => "< 0.1 s",
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        _ => $"{(long)time.TotalSeconds} s",
    };

    static string Pace(TimeSpan every) => every switch
    {
        { TotalDays: >= 1 } => $"{(int)every.TotalDays} d",
        { TotalHours: >= 1 } => $"{(int)every.TotalHours} h",
        { TotalMinutes: >= 1 } => $"{(int)every.TotalMinutes} min",
        _ => $"{(int)every.TotalSeconds} s",
    };
}

sealed class ShowScheduleHandler : IAnswerQuestion<ShowSchedule, ScheduleShown>
{
    public async Task<Result<ScheduleShown>> Answer(ShowSchedule question, Work work, CancellationToken cancel) =>
        new ScheduleShown(await DutyLine.All(work, cancel), work.Now);
}
