using Microsoft.Extensions.Options;
using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>
/// What OpsBot's own reboots rest on, and what is kept of each: whether one may be asked for, that it was, and whether it helped. The
/// row of a reboot is written in the transaction that queues its job, so that there is never one without the other.
/// </summary>
public sealed class AutoReboots(AlertCards cards, IOptions<HealthOptions> options)
{
    /// <summary>A server that is well so soon after a reboot is so because of it.</summary>
    public static readonly TimeSpan HelpsWithin = TimeSpan.FromMinutes(30);

    // One after the other over all servers: how many there were lately is counted under it.
    static readonly Target all = new("auto reboots", Guid.Empty, "auto reboots");

    /// <summary>Who is rebooted now. Of those who should be and may not, their incident says why, once for each reason.</summary>
    internal async Task<IReadOnlyList<RebootCandidate>> Due(
        Work work, RoundSeen seen, HashSet<AlertId> touched, CancellationToken cancel)
    {
        var ill = seen.Servers.Where(one => one.State == ServerState.Running && one.Bad >= seen.Rules[HealthRules.RebootAfter])
            .Select(one => one.Id).ToList();
        if (!options.Value.Reboot || ill.Count == 0) return [];
        var due = new List<RebootCandidate>();
        // Whoever is in no incident is maintained, or a person has ended it.
        foreach (var one in await work.RebootCandidates(ill, seen.Round, seen.Rules, seen.At, cancel))
            if (one is not { Alert: { } alert, IsPending: false }) continue;
            else if (RebootRules.Of(one.Case(seen.Rules, seen.Round), seen.Rules, seen.At) is RebootVerdict.No no)
                await NoteOnce(work, alert, no.Why, touched, cancel);
            else due.Add(one);
        return due;
    }

    public static async Task NoteOnce(Work work, AlertId alert, string why, HashSet<AlertId> touched, CancellationToken cancel)
    {
        var text = $"Not rebooted: {why}.";
        if (await work.Get<bool>(
            "select exists (select from alert_lines where alert_id = @alert and kind = 'not_rebooted' and text = @text)",
            new { alert, text }, cancel)) return;
        await Incidents.Note(work, alert, LineKind.NotRebooted, text, cancel);
        touched.Add(alert);
    }

    public static IReadOnlyList<Target> Locks => [all];

    /// <summary>
    /// The last word, in the transaction of the reboot and under its locks: what was decided before may have been overtaken since.
    /// </summary>
    public async Task<Refusal?> Brake(RebootServer command, Work work, CancellationToken cancel)
    {
        var rules = await HealthRules.Read(work.Db, cancel);
        if (!options.Value.Reboot) return new Refusal("OpsBot reboots nothing by itself: `Health:Reboot` is not set.");
        if (await work.NewestRound(cancel) is not { VoidWhy: null } round) return new Refusal("Nobody knows how the servers are.");
        var found = await work.RebootCandidates([command.Server], round, rules, work.Now, cancel);
        return found is not [{ Alert: not null } one] ? new Refusal("It has no open incident, so OpsBot does not reboot it.")
            : RebootRules.Of(one.Case(rules, round), rules, work.Now) switch
            {
                RebootVerdict.No no => new Refusal($"Not rebooted: {no.Why}."),
                RebootVerdict.Yes yes when yes.Hard == command.Hard => null,
                RebootVerdict.Yes or RebootVerdict.NotYet => new Refusal("It is another case than it was."),
                _ => throw new InvalidOperationException("No such verdict."),
            };
    }

    /// <summary>Its job is queued in this same transaction.</summary>
    public async Task Keep(RebootServer command, Work work, CancellationToken cancel)
    {
        var alert = await work.Find<AlertId?>(
            """
            select a.id
            from   alert_members m
            join   alerts a on a.id = m.alert_id and a.state <> 'resolved'
            where  m.member_kind = 'server' and m.member_id = @Server and m.left_at is null
            """, command, cancel);
        var how = command.Hard ? "its power is cut and comes back" : "its system is asked to";
        if (work.Duty == HealthIncidents.Duty)
            await work.Execute(
                """
                insert into auto_reboots (id, server_id, alert_id, trail, hard, asked_at)
                values (@Id, @Server, @alert, @Trail, @Hard, @Now)
                """,
                new
                {
                    Id = Guid.CreateVersion7(work.Now), command.Server, alert = alert?.Value, work.Trail, command.Hard, work.Now,
                }, cancel);
        if (alert is not { } open) return;
        await (work.Duty is null
            ? Incidents.Note(work, open, LineKind.Note, $"It is rebooted: {how}.", cancel)
            : Incidents.Note(work, open, LineKind.AutoReboot, $"OpsBot reboots it: {how}.", cancel));
        await cards.Tell(work, open, cancel);
    }

    sealed record Settled(ServerId ServerId, AlertId? AlertId, bool Helped, DateTimeOffset AskedAt, DateTimeOffset SettledAt);

    /// <summary>What became of those that were asked for: it was well soon after, or not, or the reboot itself failed.</summary>
    internal static async Task Settle(Work work, RoundSeen seen, HashSet<AlertId> touched, CancellationToken cancel)
    {
        await SettleFailed(work, seen.At, touched, cancel);
        foreach (var one in await work.List<Settled>(
            """
            update auto_reboots r
            set    helped = s.helped, settled_at = case when s.helped then s.well_since else @At end
            from   (select r.id, h.well_since,
                           coalesce(h.well_since > r.asked_at and h.well_since <= r.asked_at + @HelpsWithin, false) as helped
                    from   auto_reboots r
                    left   join server_health h on h.server_id = r.server_id
                    where  r.settled_at is null
                    and    (r.asked_at + @HelpsWithin < @At or (h.well_since > r.asked_at and h.good_rounds >= @Rounds))) s
            where  r.id = s.id
            returning r.server_id, r.alert_id, r.helped, r.asked_at, r.settled_at
            """, new { seen.At, HelpsWithin, Rounds = seen.Rules[HealthRules.RecoveredAfter] }, cancel))
            if (one.AlertId is { } alert)
            {
                await Incidents.Note(work, alert, LineKind.AutoReboot, one.Helped
                    ? $"It was well {(one.SettledAt - one.AskedAt).InWords()} after the reboot of {new At(one.AskedAt).Text}."
                    : $"The reboot of {new At(one.AskedAt).Text} did not help.", cancel);
                touched.Add(alert);
            }
    }

    sealed record Failed(Guid Id, AlertId? AlertId, string? Error);

    static async Task SettleFailed(Work work, DateTimeOffset at, HashSet<AlertId> touched, CancellationToken cancel)
    {
        foreach (var one in await work.List<Failed>(
            """
            update auto_reboots r
            set    helped = false, settled_at = @at
            from   jobs j
            where  r.settled_at is null and j.target_kind = 'server' and j.target_id = r.server_id and j.trail = r.trail
            and    j.state in ('failed', 'cancelled')
            returning r.id, r.alert_id, j.error
            """, new { at }, cancel))
            if (one.AlertId is { } alert)
            {
                await Incidents.Note(work, alert, LineKind.RebootFailed, $"The reboot failed: {one.Error ?? "nobody knows why."}", cancel);
                touched.Add(alert);
            }
    }
}
