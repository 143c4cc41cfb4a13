using System.Globalization;
using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Orphans;

/// <summary>
/// Compares what stands at the provider with what is recorded: what costs and belongs to nothing is remembered, a record whose server is
/// gone is marked, and the team is told when that list changes, and not else.
/// </summary>
public sealed class OrphanWatch(IProvider provider, Transactions transactions, TimeProvider time)
{
    public const string Duty = "orphans";

    // So many gone at once are no accident of one server's: it is another project, or an empty one.
    const int Suspicious = 4;

    public async Task Round(CancellationToken cancel)
    {
        if (!provider.IsSetUp) return;
        var lookedAt = time.GetUtcNow();
        if ((await provider.All(Urgency.Whenever, cancel)).Failed(out var machines, out var fault)
            || (await provider.Costing(Urgency.Whenever, cancel)).Failed(out var costing, out fault))
            // The schedule shows it, and tries again in a while.
            throw new HttpRequestException(fault.Sentence);
        await transactions.As(Actor.OpsBot(Duty), async work =>
        {
            // One after the other: two that look at the same moment would both put the same one down.
            await work.Lock(new Target("orphans", Guid.Empty, "all orphans"), cancel);
            var moved = await Compare(work, machines, lookedAt, cancel);
            await Forget(work, costing, lookedAt, cancel);
            var changed = await Keep(work, WithWhatHangsOn(costing), lookedAt, cancel);
            if (moved + changed > 0) await Tell(work, cancel);
            await work.Execute(
                """
                insert into orphan_looks (provider, looked_at)
                values (@Name, @lookedAt)
                on conflict (provider) do update set looked_at = excluded.looked_at
                """, new { provider.Name, lookedAt }, cancel);
            return true;
        }, cancel);
    }

    /// <summary>What hangs on a server belongs to it, and is paid for with it; what costs nothing is no orphan.</summary>
    static IReadOnlyList<CostingItem> WithWhatHangsOn(IReadOnlyList<CostingItem> items)
    {
        var servers = items.Where(one => one.Kind == CostKind.Server).Select(one => one.Id).ToHashSet();
        var hanging = items.Where(one => one.AttachedTo is { } server && servers.Contains(server)).ToLookup(one => one.AttachedTo);
        return
        [
            .. from item in items
               where item.Kind == CostKind.Server || (item.Price.Minor > 0 && !(item.AttachedTo is { } server && servers.Contains(server)))
               select item.Kind != CostKind.Server ? item
                   : item with { Price = hanging[item.Id].Aggregate(item.Price, (sum, one) => sum + one.Price) },
        ];
    }

    sealed record Recorded(ServerId Id, string Name, ServerState State, string ProviderId, bool Serves);

    /// <summary>What moved since then is left to the next round: the look is older than it.</summary>
    async Task<int> Compare(Work work, IReadOnlyList<Machine> machines, DateTimeOffset lookedAt, CancellationToken cancel)
    {
        var there = machines.ToDictionary(machine => machine.Id);
        var recorded = await work.List<Recorded>(
            """
            select   s.id, s.name, s.state, s.provider_id, coalesce(o.state in ('active', 'suspended', 'cancelling'), true) as serves
            from     servers s
            left     join organizations o on o.id = s.organization_id
            where    s.provider = @Name and s.provider_id is not null and s.state in ('running', 'off', 'error', 'missing')
            and      coalesce(s.changed_at, s.created_at) < @lookedAt
            order by s.id
            """, new { provider.Name, lookedAt }, cancel);
        var gone = recorded.Where(one => one.State != ServerState.Missing && !there.ContainsKey(one.ProviderId)).ToList();
        if (gone.Count >= Suspicious && gone.Count * 2 > recorded.Count)
            throw new InvalidOperationException($"{gone.Count} of {recorded.Count} servers are not there at {provider.Called}: the token "
                + "looks like one of another project. Nothing was marked as missing.");
        var moved = 0;
        foreach (var one in recorded)
            if (MoveOf(one, there.GetValueOrDefault(one.ProviderId)) is { } move) moved += await Moved(work, one, move, cancel);
        return moved;
    }

    static Move<ServerState>? MoveOf(Recorded one, Machine? machine) => (one.State, machine) switch
    {
        (ServerState.Missing, null) => null,
        (_, null) => ServerLife.GoMissing,
        (ServerState.Missing, _) => ServerLife.TurnUp,
        // What failed to come up is its maker's to go on with; what serves somebody is not left in error for a job that ended badly.
        (ServerState.Error, { State: MachineState.Running, IsLocked: false }) when one.Serves => ServerLife.TurnUp,
        (ServerState.Running, { State: MachineState.Off, IsLocked: false }) => ServerLife.GoOff,
        (ServerState.Off, { State: MachineState.Running, IsLocked: false }) => ServerLife.GoOn,
        _ => null,
    };

    async Task<int> Moved(Work work, Recorded one, Move<ServerState> move, CancellationToken cancel)
    {
        await work.Lock(Target.Of(one.Id, one.Name), cancel);
        var server = await Server.Get(work.Db, one.Id, cancel);
        if (server.State != one.State || !await ServerMoves.Lived.Begin(work, one.Id, server.State, server.Version, move, cancel)) return 0;
        await work.Audit(Execution.Entry(work, "vps look", AuditOutcome.Done) with
        {
            Target = server.Target,
            Detail = $"{server.Name} was {server.State.Words()} here, and is {(move == ServerLife.GoMissing ? "not there"
                : move.Done!.Value.Words())} at {provider.Called}.",
        }, cancel);
        return move == ServerLife.GoMissing || server.State == ServerState.Missing ? 1 : 0;
    }

    /// <summary>Addresses that somebody deleted there, or that went with their server.</summary>
    Task<int> Forget(Work work, IReadOnlyList<CostingItem> items, DateTimeOffset lookedAt, CancellationToken cancel) => work.Execute(
        """
        update floating_ips
        set    removed_at = @Now
        where  provider = @Name and removed_at is null and added_at < @lookedAt and provider_id <> all (@There)
        """,
        new
        {
            provider.Name, lookedAt, work.Now,
            There = items.Where(one => one.Kind == CostKind.FloatingIp).Select(one => one.Id).ToArray(),
        }, cancel);

    /// <summary>How many came, or are none any more.</summary>
    Task<int> Keep(Work work, IReadOnlyList<CostingItem> items, DateTimeOffset lookedAt, CancellationToken cancel) => work.Get<int>(
        """
        with seen as (
            select *
            from   unnest(@Keys, @Kinds, @Ids, @Names, @Labels, @Attached, @Regions, @Ips, @Sizes::numeric[], @Protected, @Prices,
                   @Currencies, @Made::timestamptz[])
                   as s (key, kind, id, name, label, attached, region, ip, size, protected, price, currency, made)),
        unknown as (
            select u.*
            from   seen u
            where  not exists (
                   select from servers s
                   where  (s.state <> 'deleted' or s.deleted_at >= @lookedAt)
                   and    ((s.provider = @Provider and s.provider_id in (case when u.kind = 'server' then u.id end, u.attached))
                           or s.label = u.label or (u.kind = 'server' and s.provider is null and s.name = u.name)))
            and    not exists (
                   select from snapshots p
                   where  u.kind = 'snapshot' and p.provider = @Provider and p.provider_id = u.id
                   and    (p.deleted_at is null or p.deleted_at >= @lookedAt))
            and    not exists (
                   select from orphans o
                   where  o.provider = @Provider and o.kind = u.kind and o.provider_id = u.id and o.ended_at >= @lookedAt)),
        came as (
            select count(*)::int as count
            from   unknown u
            where  not exists (
                   select from orphans o
                   where  o.provider = @Provider and o.kind = u.kind and o.provider_id = u.id and o.ended_at is null)),
        ended as (
            update orphans o
            set    ended_at = @Now, version = o.version + 1,
                   ended_by = case when exists (select from seen s where s.kind = o.kind and s.id = o.provider_id)
                                then 'known' else 'gone' end
            where  o.provider = @Provider and o.ended_at is null and o.first_seen_at < @lookedAt
            and    not exists (select from unknown u where u.kind = o.kind and u.id = o.provider_id)
            returning o.id),
        kept as (
            insert into orphans as o (
                id, provider, kind, provider_id, slug, name, label, attached_to, region, ip, size_gb, is_protected, price_minor, currency,
                made_at, first_seen_at, seen_at)
            select key, @Provider, kind, id, replace(kind, '_', '-') || '-' || id, name, label, attached, region, ip, size, protected,
                   price, currency, made, @Now, @Now
            from   unknown
            on conflict (provider, kind, provider_id) do update
            set    name = excluded.name, label = excluded.label, attached_to = excluded.attached_to, region = excluded.region,
                   ip = excluded.ip, size_gb = excluded.size_gb, is_protected = excluded.is_protected,
                   price_minor = excluded.price_minor, currency = excluded.currency, seen_at = excluded.seen_at,
                   first_seen_at = case when o.ended_at is null then o.first_seen_at else excluded.first_seen_at end,
                   ended_at = null, ended_by = null,
                   -- Whoever agreed to remove it agreed to what it was.
                   version = o.version + case when
                       (o.name, o.label, o.attached_to, o.is_protected, o.price_minor, o.ended_at)
                       is distinct from (excluded.name, excluded.label, excluded.attached_to, excluded.is_protected,
                                         excluded.price_minor, null)
                       then 1 else 0 end
            returning o.id)
        select came.count + (select count(*)::int from ended) from came
        """,
        new
        {
            Provider = provider.Name, lookedAt, work.Now,
            Keys = items.Select(_ => Guid.CreateVersion7(work.Now)).ToArray(), Kinds = items.Select(one => one.Kind.Snake()).ToArray(),
            Ids = items.Select(one => one.Id).ToArray(), Names = items.Select(one => one.Name.Cut(LongestName)).ToArray(),
            Labels = items.Select(one => one.Labels.GetValueOrDefault(Rented.LabelName)).ToArray(),
            Attached = items.Select(one => one.AttachedTo).ToArray(), Regions = items.Select(one => one.Region).ToArray(),
            Ips = items.Select(one => one.Ip).ToArray(),
            Sizes = items.Select(one => one.SizeGb?.ToString(CultureInfo.InvariantCulture)).ToArray(),
            Protected = items.Select(one => one.IsProtected).ToArray(), Prices = items.Select(one => one.Price.Minor).ToArray(),
            Currencies = items.Select(one => one.Price.Currency.Code).ToArray(),
            Made = items.Select(one => one.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)).ToArray(),
        }, cancel);

    const int LongestName = 100;

    /// <summary>One message, said anew so that it rings; a list that is empty now only ends it.</summary>
    static async Task Tell(Work work, CancellationToken cancel)
    {
        var summary = await OrphanSummary.Of(work, cancel);
        await work.Say("orphans", new To.Channel(Purpose.Ops), summary.Card with { Anew = !summary.IsEmpty }, cancel);
    }
}
