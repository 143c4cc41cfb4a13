using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Orphans;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

/// <summary>Reads by one round trip what happened since the last digest, what waits now and what costs.</summary>
sealed record DigestReading(Digest Digest, IReadOnlyDictionary<string, long> Fleet)
{
    // Nobody reads of more at once, however long no digest was told.
    static readonly TimeSpan longest = TimeSpan.FromDays(14), usual = TimeSpan.FromDays(1);

    const int Looked = 2_000;

    sealed record Last(DateTimeOffset ToldAt, string Fleet);

    sealed record Incidents(long Opened, long Critical, long Over, long Open);

    sealed record Reboots(long Asked, long Helped);

    sealed record Done(long Failed, long Asked, long Approved, long Denied);

    sealed record People(long Joined, long Left);

    sealed record Waiting(long Approvals, long Unsigned, long Escalations, long Waitlist);

    sealed record Sum(string Currency, long Minor)
    {
        public Money Money => new(Minor, Values.Currency.Of(Currency));
    }

    public static async Task<DigestReading> Of(Work work, CancellationToken cancel)
    {
        var last = await work.Find<Last>(
            "select told_at, fleet::text as fleet from digests where told_at < @Now order by told_at desc limit 1",
            new { work.Now }, cancel);
        var since = last is null ? work.Now - usual : last.ToldAt < work.Now - longest ? work.Now - longest : last.ToldAt;
        await using var batch = new Batch(work.Db);
        Ask(batch, since);
        await using var answers = await batch.Read(cancel);
        var incidents = (await answers.Rows<Incidents>(cancel)).Single();
        var reboots = (await answers.Rows<Reboots>(cancel)).Single();
        var done = (await answers.Rows<Done>(cancel)).Single();
        var people = (await answers.Rows<People>(cancel)).Single();
        var waiting = (await answers.Rows<Waiting>(cancel)).Single();
        var orphans = await answers.Rows<OrphanSum>(cancel);
        var cancelled = await answers.Rows<Sum>(cancel);
        var fleet = await answers.Rows<Sum>(cancel);
        var before = last is null ? null : Json.Read<Dictionary<string, long>>(last.Fleet);
        var (happened, waits) = (Happened(incidents, reboots, done, people), Waits(waiting, incidents));
        var avoidable = Avoidable(orphans, cancelled);
        var changed = before is not null && fleet.Any(one => before.GetValueOrDefault(one.Currency) != one.Minor);
        return new(
            new(since, happened, waits, [.. avoidable, .. fleet.Select(one => OfFleet(one, before))],
                happened.Count == 0 && waits.Count == 0 && avoidable.Count == 0 && !changed),
            fleet.ToDictionary(one => one.Currency, one => one.Minor));
    }

    static void Ask(Batch batch, DateTimeOffset since)
    {
        batch.Add(
            """
            select count(*) filter (where opened_at > @since) as opened,
                   count(*) filter (where opened_at > @since and severity = 'critical') as critical,
                   count(*) filter (where resolved_at > @since) as over, count(*) filter (where resolved_at is null) as open
            from   (select opened_at, resolved_at, severity from alerts order by number desc limit @Looked) a
            """, new { since, Looked });
        batch.Add("select count(*) as asked, count(*) filter (where helped) as helped from auto_reboots where asked_at > @since",
            new { since });
        batch.Add(
            """
            select (select count(*) from jobs where finished_at > @since and state = 'failed') as failed,
                   count(*) filter (where a.asked_at > @since) as asked,
                   count(*) filter (where a.ended_at > @since and a.state = 'approved') as approved,
                   count(*) filter (where a.ended_at > @since and a.state = 'denied') as denied
            from   (select asked_at, ended_at, state from approvals order by number desc limit @Looked) a
            """, new { since, Looked });
        batch.Add(
            """
            select (select count(*) from organizations where created_at > @since) as joined,
                   (select count(*) from organizations where deleted_at > @since) as left
            """, new { since });
        batch.Add(
            """
            select (select count(*) from approvals where state = 'pending') as approvals,
                   (select count(*) from (select signed_off_at from break_glass order by number desc limit @Looked) b
                    where  b.signed_off_at is null) as unsigned,
                   (select count(*) from escalations where answered_at is null) as escalations,
                   (select count(*) from organizations where state = 'pending') as waitlist
            """, new { Looked });
        batch.Add(OrphanSummary.Costing, null);
        batch.Add(
            """
            select   s.currency, sum(s.price_minor)::bigint as minor
            from     organizations o
            join     servers s on s.organization_id = o.id and s.purpose = 'organization' and s.state <> 'deleted'
            where    o.attention = organization_attention('cancelled') and o.state = 'cancelled' and s.currency is not null
            group by s.currency
            order by s.currency
            """, null);
        batch.Add(
            """
            select   currency, sum(price_minor)::bigint as minor
            from     servers
            where    purpose = 'organization' and state <> 'deleted' and currency is not null
            group by currency
            order by currency
            """, null);
    }

    static IReadOnlyList<Item> Happened(Incidents incidents, Reboots reboots, Done done, People people) =>
    [
        .. Line(incidents.Opened + incidents.Over > 0,
            Several.Of(incidents.Opened, "incident", "incidents")
            + (incidents.Critical > 0 ? $", {incidents.Critical} of them critical" : "") + $"; {incidents.Over} over",
            "Alerts", "/alert list"),
        .. Line(reboots.Asked > 0, $"OpsBot rebooted {Several.Of(reboots.Asked, "time", "times")}; it helped {reboots.Helped}", "Servers",
            "/vps list"),
        .. Line(done.Failed > 0, $"{Several.Of(done.Failed, "job", "jobs")} failed", "Jobs", "/job list state:failed"),
        .. Line(people.Joined + people.Left > 0,
            $"{Several.Of(people.Joined, "organization", "organizations")} came, {people.Left} went", "Organizations", "/org list"),
        .. Line(done.Asked + done.Approved + done.Denied > 0,
            $"{Several.Of(done.Asked, "approval", "approvals")} asked for; {done.Approved} given, {done.Denied} denied", "Approvals",
            "/approval list"),
    ];

    static IReadOnlyList<Item> Waits(Waiting waiting, Incidents incidents) =>
    [
        .. Line(incidents.Open > 0, $"{Several.Of(incidents.Open, "incident is", "incidents are")} open", "Open alerts", "/alert list"),
        .. Line(waiting.Approvals > 0, $"{Several.Of(waiting.Approvals, "request waits", "requests wait")} for approval", "Approve",
            "/approval list"),
        .. Line(waiting.Unsigned > 0, $"{Several.Of(waiting.Unsigned, "run", "runs")} without approval to sign off", "Sign off",
            "/approval list"),
        .. Line(waiting.Escalations > 0, $"{Several.Of(waiting.Escalations, "question waits", "questions wait")} for an answer", "Home",
            "/ops home"),
        .. Line(waiting.Waitlist > 0, $"{Several.Of(waiting.Waitlist, "organization waits", "organizations wait")} to be let in",
            "Waitlist", "/org waitlist"),
    ];

    static IReadOnlyList<Item> Avoidable(IReadOnlyList<OrphanSum> orphans, IReadOnlyList<Sum> cancelled)
    {
        var nobodys = new OrphanSummary(orphans, []);
        return
        [
            .. Line(orphans.Count > 0, $"{Several.Of(nobodys.Count, "thing", "things")} that no record knows: {nobodys.Cost}", "Orphans",
                "/vps orphans"),
            .. Line(cancelled.Count > 0, $"Servers of cancelled organizations: {InOne(cancelled)} a month", "Cancelled",
                "/org list status:cancelled"),
        ];
    }

    static Item OfFleet(Sum now, Dictionary<string, long>? before)
    {
        var change = before is null ? 0 : now.Minor - before.GetValueOrDefault(now.Currency);
        var by = new Money(Math.Abs(change), Values.Currency.Of(now.Currency));
        return new($"The fleet: {now.Money} a month{(change == 0 ? "" : change > 0 ? $", {by} more" : $", {by} less")}",
            [new Button("Servers", "/vps list")]);
    }

    static string InOne(IReadOnlyList<Sum> sums) => Several.InOneSentence([.. sums.Select(one => one.Money.ToString())]);

    static IReadOnlyList<Item> Line(bool holds, string text, string label, string command) =>
        new Item($"{text}.", [new Button(label, command)]).If(holds);
}
