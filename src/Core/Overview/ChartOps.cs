using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

/// <summary>What of the whole is shown over time.</summary>
public enum OpsFigure
{
    [AlsoCalled("orgs", "customers")] Organizations,
    Instances,
    [AlsoCalled("incidents")] Alerts,
    Jobs,
    [AlsoCalled("costs", "money")] Cost,
}

public sealed record ChartOps(
    [Arg("what of it")] OpsFigure Figure = OpsFigure.Organizations,
    [Arg("how much of the past")] ChartRange Range = ChartRange.Month,
    [Arg("the picture as a file", Named = true)] bool Save = false) : IQuestion<ChartOps, OpsCharted>
{
    public static Spec Spec { get; } = new("ops chart", "How the whole was over time: organizations, instances, alerts, jobs or cost")
    {
        Examples = ["/ops chart", "/ops chart alerts 7d", "/ops chart cost 30d save:yes"],
    };
}

public sealed record OpsCharted(ChartOps Asked, Chart Chart, string? Note) : IAnswer
{
    public Reply Say() => new("How it went")
    {
        Parts =
        [
            Asked.Save ? Chart with { SaveAs = Charting.FileName("ops", Asked.Figure.Words(), Asked.Range) } : Chart,
            .. Note.IfAny(note => new Small(note)),
            new Pickers(
            [
                Charting.Which("Figure", Asked.Figure, figure => Line(Asked with { Figure = figure })),
                Charting.Which("Time", Asked.Range, range => Line(Asked with { Range = range })),
            ]),
        ],
        Buttons = [new Button("Refresh", Line(Asked)) { InPlace = true }, new Button("Save", Line(Asked with { Save = true }))],
    };

    string Line(ChartOps asked) =>
        Charting.Line($"/ops chart {asked.Figure.Words()} {asked.Range.Words()}", asked.Save && !Asked.Save);
}

sealed class ChartOpsHandler : IAnswerQuestion<ChartOps, OpsCharted>
{
    // What is counted in a step needs steps in which something can be.
    const int Steps = 30;

    const string AtTheEnd = "As many as there were at the end of each step.";

    sealed record Change(string Name, int Slot, long By);

    public async Task<Result<OpsCharted>> Answer(ChartOps question, Work work, CancellationToken cancel)
    {
        var when = ChartTime.Of(question.Range, work.Now);
        when = when with { Step = (when.Until - when.From) / Steps };
        var (unit, series, note) = question.Figure switch
        {
            OpsFigure.Organizations => ("", Sums(when, await Organizations(when, work, cancel), "Organizations"), AtTheEnd),
            OpsFigure.Instances => ("", Sums(when, await Instances(when, work, cancel), "Instances"), AtTheEnd),
            OpsFigure.Alerts => ("", Each(when, await Alerts(when, work, cancel), "critical", "warning"), "How many opened in each step."),
            OpsFigure.Jobs => ("", Each(when, await Jobs(when, work, cancel), "succeeded", "failed"), "How many ended in each step."),
            OpsFigure.Cost => Cost(when, await Servers(when, work, cancel)),
        };
        var title = $"{Filter.Capitalized(question.Figure)}, {Charting.Past(question.Range)}";
        return new OpsCharted(question, new(title, unit, series, []) { From = when.From, Until = when.Until }, note);
    }

    /// <summary>What was there at the end of each step, from what came and went.</summary>
    static IReadOnlyList<Series> Sums(ChartTime when, IReadOnlyList<Change> changes, params IReadOnlyList<string> names) =>
        [.. names.Select(name => new Series(name, Running(when, changes, name)))];

    static double?[] Running(ChartTime when, IReadOnlyList<Change> changes, string name)
    {
        var bySlot = changes.Where(change => change.Name == name).ToLookup(change => change.Slot, change => change.By);
        // What was there before comes with the slot before the first.
        var sum = bySlot[-1].Sum();
        return [.. Enumerable.Range(0, when.Slots).Select(slot => (double?)(sum += bySlot[slot].Sum()))];
    }

    static IReadOnlyList<Series> Each(ChartTime when, IReadOnlyList<Change> changes, params IReadOnlyList<string> names) =>
    [
        .. names.Select(name => new Series(name, [.. Enumerable.Range(0, when.Slots).Select(slot =>
            (double?)changes.Where(change => change.Name == name && change.Slot == slot).Sum(change => change.By))])),
    ];

    static (string Unit, IReadOnlyList<Series> Series, string Note) Cost(ChartTime when, IReadOnlyList<Change> changes)
    {
        var currencies = changes.Select(change => change.Name).Distinct().Order(StringComparer.Ordinal).ToList();
        var series = currencies.Select(code => new Series(code,
            [.. Running(when, changes, code).Select(minor => minor / Math.Pow(10, Currency.Of(code).Digits))]));
        return (currencies.Count == 1 ? currencies[0] : "", [.. series], "What the servers that were there cost in a month.");
    }

    static Task<IReadOnlyList<Change>> Organizations(ChartTime when, Work work, CancellationToken cancel) => work.List<Change>(
        """
        select   'Organizations' as name, floor(greatest(extract(epoch from m.at - @From) / extract(epoch from @Step), -1))::int as slot,
                 sum(m.by)::bigint as by
        from     organizations o
        cross    join lateral (values (o.created_at, 1), (case when o.state = 'deleted' then coalesce(o.changed_at, o.created_at) end, -1))
                 m (at, by)
        where    m.at < @Until
        group by 2
        """, when, cancel);

    static Task<IReadOnlyList<Change>> Instances(ChartTime when, Work work, CancellationToken cancel) => work.List<Change>(
        """
        select   'Instances' as name, floor(greatest(extract(epoch from m.at - @From) / extract(epoch from @Step), -1))::int as slot,
                 sum(m.by)::bigint as by
        from     instances i
        cross    join lateral (values (i.created_at, 1), (i.deleted_at, -1)) m (at, by)
        where    m.at < @Until
        group by 2
        """, when, cancel);

    static Task<IReadOnlyList<Change>> Servers(ChartTime when, Work work, CancellationToken cancel) => work.List<Change>(
        """
        select   trim(s.currency) as name, floor(greatest(extract(epoch from m.at - @From) / extract(epoch from @Step), -1))::int as slot,
                 sum(m.by * s.price_minor)::bigint as by
        from     servers s
        cross    join lateral (values (s.created_at, 1), (case when s.state = 'deleted' then coalesce(s.changed_at, s.created_at) end, -1))
                 m (at, by)
        where    m.at < @Until and s.price_minor is not null and s.currency is not null
        group by 1, 2
        """, when, cancel);

    static Task<IReadOnlyList<Change>> Alerts(ChartTime when, Work work, CancellationToken cancel) => work.List<Change>(
        """
        select   severity as name, floor(extract(epoch from opened_at - @From) / extract(epoch from @Step))::int as slot, count(*) as by
        from     alerts
        where    opened_at >= @From and opened_at < @Until
        group by 1, 2
        """, when, cancel);

    static Task<IReadOnlyList<Change>> Jobs(ChartTime when, Work work, CancellationToken cancel) => work.List<Change>(
        """
        select   state as name, floor(extract(epoch from finished_at - @From) / extract(epoch from @Step))::int as slot, count(*) as by
        from     jobs
        where    finished_at >= @From and finished_at < @Until
        group by 1, 2
        """, when, cancel);
}
