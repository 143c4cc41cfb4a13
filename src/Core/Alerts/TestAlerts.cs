using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

/// <summary>Alerts by which somebody tries whether alerts arrive: their face, and where they did.</summary>
sealed class TestAlerts : IAlertCard
{
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    public AlertKind[] Kinds { get; } = [AlertKind.Test];

    public Task<AlertFace> Of(Alert alert, Work work, CancellationToken cancel) => Task.FromResult(new AlertFace([], [End(alert)]));

    public static Button End(Alert alert) => new("End the test", $"/alert resolve {alert.Number}");

    /// <summary>Where alerts go: "slack #alerts" is named by its platform, as its id says nothing to people.</summary>
    public static async Task<IReadOnlyList<string>> Places(Work work, CancellationToken cancel) =>
        [.. (await work.List<string>("select platform from channels where purpose = 'alerts' order by platform", null, cancel)).Select(Place)];

    sealed record Arrival(string Platform, bool Arrived, string? LastError);

    /// <summary>Which channels have got it by now, and what kept it from the others.</summary>
    public static async Task<string> Arrived(Work work, Alert alert, CancellationToken cancel)
    {
        var all = await work.List<Arrival>(
            """
            select   d.platform, d.sent_version > 0 as arrived, d.last_error
            from     messages m
            join     deliveries d on d.message_id = m.id
            where    m.key = @MessageKey
            order by d.platform
            """, new { alert.MessageKey }, cancel);
        var (got, missing) = (all.Where(one => one.Arrived).ToList(), all.Where(one => !one.Arrived).ToList());
        return string.Join(' ',
        [
            .. got.Count > 0 ? [$"It arrived in {Several.InOneSentence([.. got.Select(one => Place(one.Platform))])}."] : (string[])[],
            .. missing.Select(one => $"{Place(one.Platform)} has not got it{(one.LastError is { } error ? $": {error.Cut(200)}" : " yet.")}"),
        ]);
    }

    static string Place(string platform) => $"{char.ToUpperInvariant(platform[0])}{platform[1..]}'s channel for alerts";
}
