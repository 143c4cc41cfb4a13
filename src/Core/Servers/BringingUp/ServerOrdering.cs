using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.FirstBoot;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.BringingUp;

/// <summary>
/// Has the provider make the server that is written down as ordered. What is wished for, which tier and where, is read each time: somebody
/// may wish for something else while it waits.
/// </summary>
sealed class ServerOrdering(
    NpgsqlDataSource source, IProvider provider, MachineRemoval removal, SecretVault vault, UserData boot,
    IOptions<ServersOptions> servers, TimeProvider time)
{
    /// <summary>For so long it is asked for again where it is sold out.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    static readonly int[] minutes = [1, 2, 5, 10, 20, 30];
    static readonly TimeSpan soon = TimeSpan.FromSeconds(2);

    internal sealed record Order(
        ServerId Id, string Name, string Label, string? ProviderId, OrganizationId Organization, string Slug, string Tier, string TierName,
        string Region, string City, OrganizationNetwork Network, bool HasRoute, string? Picture)
    {
        public string Wish => $"{Tier} in {Region}";
    }

    sealed record Sold(string Type, long PriceMinor, string Currency);

    /// <summary>The order of this job; none where something else took it over.</summary>
    internal async Task<Order?> Of(JobRun run, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Find<Order>(
            """
            select s.id, s.name, s.label, s.provider_id, o.id as organization, o.slug, o.tier, t.name as tier_name, o.region, r.city,
                   o.network, exists (select from routes where organization_id = o.id) as has_route,
                   -- What was deleted begins with what it had, however often it is retried.
                   (select   p.provider_id
                    from     snapshots p
                    where    p.organization_id = o.id and p.made_for = 'goodbye' and p.deleted_at is null and o.deleted_at is not null
                    order by p.created_at desc
                    limit    1) as picture
            from   servers s
            join   organizations o on o.id = s.organization_id
            join   tiers t on t.slug = o.tier
            join   regions r on r.name = o.region
            where  s.organization_id = @Organization and s.state = 'creating' and s.trail = @Trail
            """, new { Organization = run.Target.Id, run.Trail }, cancel);
    }

    public async Task<StepResult> Choose(JobRun<BringUpMemo> run, CancellationToken cancel)
    {
        if (await Of(run, cancel) is not { } order) return TakenOver(run);
        run.Memo = run.Memo with { HadServer = order.ProviderId is not null, HadRoute = order.HasRoute };
        if (order.ProviderId is not null) return StepResult.Next;
        if (await OnSale(order, cancel) is not [var first, ..]) return Wait(run, order, []);
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            "update servers set type = @Type, region = @Region, price_minor = @PriceMinor, currency = @Currency where id = @Id and provider_id is null",
            new { order.Id, order.Region, first.Type, first.PriceMinor, first.Currency }, cancel);
        return StepResult.Next;
    }

    /// <summary>Never before it was looked for; the types of the tier in their order, and never in another region.</summary>
    public async Task<StepResult> Create(JobRun<BringUpMemo> run, CancellationToken cancel)
    {
        if (await LookUp(run, cancel) is { } known) return known;
        if (await Of(run, cancel) is not { } order) return TakenOver(run);
        if ((await Wanted(order, cancel)).Failed(out var wanted, out var refusal)) return new StepResult.Failed(refusal.Sentence);
        var types = await OnSale(order, cancel);
        foreach (var type in types)
        {
            if (!(await provider.Create(wanted with { Type = type.Type }, cancel)).Failed(out var begun, out var fault))
                return begun.Machine is { } made ? await Keep(run, order, made, begun.Actions is [.., var last] ? last : null, cancel)
                    : new StepResult.Unknown($"{provider.Called} took the order and did not say what became of it.");
            if (fault.Trouble != ProviderTrouble.Capacity || fault.MayHaveHappened) return fault.Step();
        }
        return Wait(run, order, types);
    }

    /// <summary>Whatever carries its label is it, whichever job has ordered it and wherever it stands.</summary>
    public async Task<StepResult?> LookUp(JobRun<BringUpMemo> run, CancellationToken cancel)
    {
        if (await Of(run, cancel) is not { } order) return TakenOver(run);
        if ((await provider.Find(Rented.LabelName, order.Label, cancel)).Failed(out var found, out var fault)) return fault.Step();
        return found.OrderBy(one => one.CreatedAt).FirstOrDefault() switch
        {
            null => null,
            { State: MachineState.Deleting } => new StepResult.LookAgain(soon, "What is there of it is just being deleted."),
            var machine => await Keep(run, order, machine, null, cancel),
        };
    }

    /// <summary>Not what was there before.</summary>
    public async Task<StepResult> TakeBack(JobRun<BringUpMemo> run, CancellationToken cancel) =>
        run.Memo.HadServer ? StepResult.Next
        : await Of(run, cancel) is not { } order ? TakenOver(run)
        : await removal.Remove(order.Name, order.Label,
            new(() => run.Memo.Unprotecting, action => run.Memo = run.Memo with { Unprotecting = action }),
            new(() => run.Memo.Deleting, action => run.Memo = run.Memo with { Deleting = action }), cancel);

    async Task<Result<NewMachine>> Wanted(Order order, CancellationToken cancel)
    {
        var first = new BootOrder(order.Slug, order.Region) { WithV4 = order.Network == OrganizationNetwork.Dual };
        if ((await vault.Open(order.Id, cancel)).Failed(out var secrets, out var shut)) return shut;
        if (boot.Of(first, secrets).Failed(out var userData, out var refusal)) return refusal;
        return new NewMachine(order.Name, "", order.Picture ?? servers.Value.Image, order.Region,
            new Dictionary<string, string> { [Rented.LabelName] = order.Label, ["opsbot-organization"] = order.Slug })
        {
            UserData = userData, WithV4 = first.WithV4,
        };
    }

    // What is said to be sold out may be had again by now: it is asked for last.
    async Task<IReadOnlyList<Sold>> OnSale(Order order, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<Sold>(
            """
            select   p.type, p.price_minor, p.currency
            from     tiers t
            join     tier_types y on y.tier_id = t.id
            join     provider_types p on p.type = y.type
            where    t.slug = @Tier and p.provider = @Provider and p.region = @Region and (p.last_order_at is null or p.last_order_at > @Now)
            order by not p.available, y.position
            """, new { order.Tier, order.Region, Provider = provider.Name, Now = time.GetUtcNow() }, cancel);
    }

    /// <summary>Where it really stands, and what of, is what counts from now on.</summary>
    async Task<StepResult> Keep(JobRun<BringUpMemo> run, Order order, Machine machine, string? starting, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var kept = await db.Get<long>(
            """
            with kept as (
                update servers s
                set    provider_id = @MachineId, type = @Type, region = @Region, v4 = @V4::inet, v6 = @V6::inet, version = version + 1,
                       price_minor = coalesce(p.price_minor, s.price_minor), currency = coalesce(p.currency, s.currency)
                from   (select 1) one
                left   join provider_types p on p.provider = @Provider and p.type = @Type and p.region = @Region
                where  s.id = @Id and s.state = 'creating' and s.trail = @Trail
                returning s.organization_id),
            moved as (
                update organizations o
                set    region = @Region
                from   kept k
                join   regions r on r.name = @Region
                where  o.id = k.organization_id)
            select count(*) from kept
            """,
            new
            {
                order.Id, run.Trail, MachineId = machine.Id, machine.Type, machine.Region, machine.V4, machine.V6, Provider = provider.Name,
            }, cancel);
        if (kept == 0) return TakenOver(run);
        run.Memo = run.Memo with { Starting = starting ?? run.Memo.Starting };
        return StepResult.Next;
    }

    StepResult.LookAgain Wait(JobRun<BringUpMemo> run, Order order, IReadOnlyList<Sold> types)
    {
        var asked = run.Memo.WaitsFor == order.Wish ? run.Memo.Asked : 0;
        run.Memo = run.Memo with { WaitsFor = order.Wish, Asked = asked + 1 };
        var wait = TimeSpan.FromMinutes(minutes[Math.Min(asked, minutes.Length - 1)]);
        var why = types.Count == 0 ? $"nothing that it is made of is sold there"
            : $"{Several.InOneSentence([.. types.Select(type => type.Type)])} {(types.Count == 1 ? "is" : "are")} sold out";
        var now = time.GetUtcNow();
        var again = now - run.StepStartedAt < Patience ? $" Asked again at {new At(now + wait).Text}." : "";
        return new(wait, $"{order.TierName} cannot be had in {order.City} now: {why}.{again}")
        {
            Ways =
            [
                new Button("Other region", $"/org other-region {order.Slug}"), new Button("Other tier", $"/org other-tier {order.Slug}"),
            ],
        };
    }

    internal static StepResult.Failed TakenOver(JobRun run) => new($"Something else took {run.Target.Label} over meanwhile.");
}
