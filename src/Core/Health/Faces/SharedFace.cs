using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>What stands on the card of many that fail together: who pays most of those that it hits.</summary>
sealed class SharedFace : IAlertCard
{
    public AlertKind[] Kinds => [AlertKind.Region, AlertKind.Provider];

    const int Shown = 5;

    sealed record Hit(string Organization, string Server, string Health, long? PriceMinor, string? Currency, long Total)
    {
        public string Price => PriceMinor is { } minor ? new Money(minor, Values.Currency.Of(Currency!)).ToString() : "";
    }

    public async Task<AlertFace> Of(Alert alert, Work work, CancellationToken cancel)
    {
        if (!alert.IsOpen) return AlertFace.None;
        var hit = await work.List<Hit>(
            """
            select   coalesce(o.name, 'nobody') as organization, s.name as server, coalesce(h.health, 'unreachable') as health,
                     s.price_minor, s.currency, count(*) over () as total
            from     alert_members m
            join     servers s on s.id = m.member_id
            left     join organizations o on o.id = s.organization_id
            left     join server_health h on h.server_id = s.id
            where    m.alert_id = @Id and m.member_kind = 'server' and m.left_at is null
            order by s.price_minor desc nulls last, s.name
            limit    5
            """, new { alert.Id }, cancel);
        var rows = hit.Select(one => (IReadOnlyList<string>)[one.Organization, one.Server, one.Health, one.Price]).ToList();
        return new(
            [
                new Table([new("Organization"), new("Server"), new("Is"), new("A month", Right: true)], rows),
                .. hit is [{ Total: > Shown and var total }, ..] ? [new Small($"and {total - Shown} more")] : Array.Empty<Part>(),
            ], Buttons(alert));
    }

    static IReadOnlyList<Button> Buttons(Alert alert)
    {
        if (alert.Kind == AlertKind.Provider) return [new("Servers", "/vps list")];
        var region = alert.Cause[(alert.Cause.IndexOf('/') + 1)..];
        return
        [
            new("Maintenance", $"/maintenance start {region} for:1h") { Spoken = $"Maintenance of {region}" },
            new("Servers", $"/vps list region:{region}") { Spoken = $"Servers in {region}" },
        ];
    }
}
