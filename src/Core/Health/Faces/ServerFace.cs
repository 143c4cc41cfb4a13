using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>What stands on the card of one server that is ill: which of its services answer, whom it serves, what helps.</summary>
sealed class ServerFace : IAlertCard
{
    public AlertKind[] Kinds => [AlertKind.Server];

    sealed record Row(
        ServerId Id, string Name, string Region, string? Type, string? OrganizationName, string? Tier, long? PriceMinor, string? Currency,
        ServerState State, HealthState? Health, DateTimeOffset? Since, bool Convex, bool Web, bool Mta)
    {
        public Money? Price => PriceMinor is { } minor ? new Money(minor, Values.Currency.Of(Currency!)) : null;
    }

    public async Task<AlertFace> Of(Alert alert, Work work, CancellationToken cancel)
    {
        if (await Read(work, alert, cancel) is not { } row) return AlertFace.None;
                var fields = new Fields(
        [
            .. new Field("Services", Services(row)).If(alert.IsOpen && row.Health is not null),
            .. row.Since.IfAny(since => new Field("So since", new At(since))).Where(_ => alert.IsOpen),
            new("Hits", $"{row.OrganizationName ?? "nobody"}{(row.Tier is { } tier ? $" ({tier})" : "")}"),
            new("Server", $"{row.Type ?? "a host"} in {row.Region}{(row.Price is { } price ? $", {price} a month" : "")}"),
        ]);
        return alert.IsOpen
            ? new(
                [
                    fields, await HealthChart.OfLastDay(work.Db, row.Id, work.Now, cancel),
                    new Small((await RebootOdds.Of(work.Db, row.Id, work.Now, cancel)).Sentence),
                ], Buttons(row))
            : new([fields], []);
    }

    static Task<Row?> Read(Work work, Alert alert, CancellationToken cancel) => work.Find<Row>(
        """
        select s.id, s.name, s.region, s.type, o.name as organization_name, o.tier, s.price_minor, s.currency, s.state, h.health, h.since,
               h.convex_ms is not null as convex, h.web_ms is not null as web, h.mta_ms is not null as mta
        from   alerts a
        join   servers s on s.id = a.target_id
        left   join organizations o on o.id = s.organization_id
        left   join server_health h on h.server_id = s.id
        where  a.id = @Id
        """, new { alert.Id }, cancel);

    static string Services(Row row) => $"{Mark(row.Convex)} Convex  {Mark(row.Web)} web  {Mark(row.Mta)} mail";

    static string Mark(bool answers) => answers ? "🟢" : "🔴";

    // What a job is at can be rebooted when that is done.
    static IReadOnlyList<Button> Buttons(Row row) =>
    [
        new("Maintenance", $"/maintenance start {row.Name} for:1h") { Spoken = $"Maintenance of {row.Name}" },
        .. new Button("Reboot", $"/vps reboot {row.Name}") { Spoken = $"Reboot {row.Name}" }.If(row.State == ServerState.Running),
        new("Why", $"/why {row.Name}") { Spoken = $"Why {row.Name} is so" },
    ];
}
