using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Alerts;

/// <summary>What is wrong now, critical ones first; below what waits for the reader's decision.</summary>
sealed class AlertsAtHome : IHomeSection
{
    const int Most = 5;

    public int Order => 15;

    sealed record Open(
        long Number, string Heading, Severity Severity, AlertState State, DateTimeOffset OpenedAt, DateTimeOffset? SnoozedUntil, string? By,
        long Total);

    public void Ask(Batch batch, HomeReader reader) => batch.Add(
        """
        select   a.number, a.heading, a.severity, a.state, a.opened_at, a.snoozed_until, o.name as by, count(*) over () as total
        from     alerts a
        left     join operators o on o.id = a.acknowledged_by
        where    a.state <> 'resolved'
        order by a.snoozed_until is not null, a.severity = 'critical' desc, a.state = 'open' desc, a.number desc
        limit    @Most
        """, new { Most });

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var open = await answers.Rows<Open>(cancel);
        return open.Count == 0 ? [] :
        [
            new Title("Open alerts"), .. open.Select(Item),
            .. new Small($"and {open[0].Total - open.Count} more: /alert list").If(open[0].Total > open.Count),
        ];
    }

    static Item Item(Open one) => new(
        Words.Of(new Strong($"{one.Severity.Mark} #{one.Number} {one.Heading}"), new Plain("\nSince "), new At(one.OpenedAt),
            new Plain($", {(one.By is { } who ? $"{who} is on it" : "nobody is on it yet")}"))
            + (one.SnoozedUntil is { } until ? Words.Of(new Plain(", snoozed until "), new At(until)) : Words.None),
        [
            .. AlertButtons.Acknowledge(one.Number).If(one.State == AlertState.Open),
            new Button("Show", $"/alert show {one.Number}") { Spoken = $"Show alert {one.Number}" },
        ]);
}
