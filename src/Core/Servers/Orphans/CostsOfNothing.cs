using Microsoft.Extensions.Options;
using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Orphans;

/// <summary>
/// What costs money and serves nobody, where that is more than <see cref="AlertsOptions.CostAMonth"/>: what no record knows, and what
/// cancelled organizations left. Below that, #ops reads of it.
/// </summary>
sealed class CostsOfNothing(IOptions<AlertsOptions> options) : ITrouble, IAlertCard
{
    const string Orphans = "cost:orphans";
    const string Cancelled = "cost:cancelled";

    public string Causes => "cost:";

    public AlertKind[] Kinds { get; } = [AlertKind.Cost];

    public async Task<IReadOnlyList<NewAlert>> Now(Work work, CancellationToken cancel)
    {
        var orphans = await work.List<OrphanSum>(OrphanSummary.Costing, null, cancel);
        var cancelled = await work.List<OrphanSum>(
            """
            select   s.currency, count(*) as count, sum(s.price_minor)::bigint as price_minor
            from     servers s
            join     organizations o on o.id = s.organization_id
            where    s.purpose = 'organization' and s.state <> 'deleted' and o.state = 'cancelled' and s.price_minor is not null
            group by s.currency
            order by s.currency
            """, null, cancel);
        return
        [
            .. Told(orphans, sum => new(AlertKind.Cost, Orphans, Severity.Warning, $"What no record knows costs {sum} a month")
            {
                Detail = "It stands at the provider and belongs to nothing here. Adopt it or remove it.", Command = "/vps orphans",
            }),
            .. Told(cancelled, sum => new(AlertKind.Cost, Cancelled, Severity.Warning, $"Cancelled organizations cost {sum} a month")
            {
                Detail = "They have ended, and their servers are still paid for.", Command = "/org list status:cancelled",
            }),
        ];
    }

    IReadOnlyList<NewAlert> Told(IReadOnlyList<OrphanSum> sums, Func<string, NewAlert> alert)
    {
        var amounts = sums.Select(sum => new Money(sum.PriceMinor, Currency.Of(sum.Currency))).ToList();
        return amounts.Exists(options.Value.IsWorthTelling)
            ? [alert(Several.InOneSentence([.. amounts.Select(amount => amount.ToString())]))] : [];
    }

    public Task<string> Over(Alert alert, Work work, CancellationToken cancel) =>
        Task.FromResult("It costs less than what is worth an alert, or nothing.");

    public Task<AlertFace> Of(Alert alert, Work work, CancellationToken cancel) => Task.FromResult(new AlertFace([],
    [
        alert.Cause == Orphans ? new Button("Look at them", "/vps orphans")
            : new Button("Cancelled organizations", "/org list status:cancelled"),
    ]));
}
