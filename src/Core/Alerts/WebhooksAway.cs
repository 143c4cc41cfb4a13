using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

/// <summary>Webhooks that do not take what they are told: tried again and again, or given up within the day.</summary>
sealed class WebhooksAway : ITrouble
{
    // About three minutes, by the pauses of a delivery.
    const int Tries = 10;

    public string Causes => "webhook:";

    sealed record Deaf(string Name, long Waiting, long GivenUp, string? LastError);

    public async Task<IReadOnlyList<NewAlert>> Now(Work work, CancellationToken cancel) =>
    [
        .. (await work.List<Deaf>(
            """
            select   split_part(d.place_id, '/', 1) as name, count(*) filter (where d.pending) as waiting,
                     count(*) filter (where d.given_up) as given_up, max(d.last_error) as last_error
            from     (
                     select place_id, pending, given_up, last_error from deliveries where platform = @Platform and pending
                     union  all
                     select place_id, pending, given_up, last_error
                     from   deliveries
                     where  platform = @Platform and given_up and ended_at > @Since) d
            where    strpos(d.place_id, '/') > 0
            group by 1
            having   count(*) filter (where d.given_up) > 0 or exists (
                     select from deliveries e
                     where  e.platform = @Platform and e.pending and e.attempts >= @Tries
                     and    starts_with(e.place_id, split_part(min(d.place_id), '/', 1) || '/'))
            order by 1
            """, new { AlertReport.Platform, Since = work.Now.AddDays(-1), Tries }, cancel)).Select(Alert),
    ];

    public Task<string> Over(Alert alert, Work work, CancellationToken cancel) => Task.FromResult("It takes what it is told again.");

    // How many wait is not told: it would be another number with each alert.
    static NewAlert Alert(Deaf one) => new(AlertKind.Duty, $"webhook:{one.Name}", Severity.Warning,
        $"The webhook {one.Name} does not take alerts")
    {
        Detail = (one.GivenUp > 0
            ? $"{Several.Of(one.GivenUp, "report", "reports")} to it were given up within a day. " : "It is tried on, in order. ")
            + one.LastError, Command = "/ops status",
    };
}
