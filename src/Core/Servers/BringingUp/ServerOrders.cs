using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Servers.FirstBoot;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.BringingUp;

/// <summary>
/// The row of a server that an organization is to have. It stands, with its label, before anything is asked of the provider, so that
/// whatever happens to the job, and whichever job goes on with it, the same server is found.
/// </summary>
sealed class ServerOrders(IProvider provider, SecretVault vault, UserData boot, TimeProvider time)
{
    /// <summary>For so long somebody can look at what did not come up.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>Two who order at a time are asked one after the other what the house allows.</summary>
    public static Target Turn { get; } = new("server-orders", Guid.Empty, "the orders of servers");

    sealed record There(long Servers, long Minor);

    /// <summary>
    /// The type that is ordered first; else why nothing can be. It may be written down already, and is then ordered instead of what was.
    /// </summary>
    public async Task<Result<TierType>> May(
        Work work, TierId tier, RegionId region, bool withV4, ServerId? instead, CancellationToken cancel)
    {
        if (!provider.IsSetUp)
            return new Refusal("No server can be ordered: no provider is set up. Set OPSBOT_Hetzner__Token of bot and worker.");
        if (boot.Hindrance(withV4) is { } hindrance) return hindrance;
        if ((await ChooseType.In(work, tier, region, cancel)).Failed(out var type, out var refusal)) return refusal;
        return await TooMuch(work, type.Price!.Value, instead, cancel) is { } tooMuch ? tooMuch : type;
    }

    /// <summary>How a plan shows it.</summary>
    public Change Change(TierType type, RegionName region) =>
        new("Server", "none", $"{type.Type} in {region.City}, {type.Price} a month at {provider.Called}");

    async Task<Refusal?> TooMuch(Work work, Money price, ServerId? instead, CancellationToken cancel)
    {
        var (most, spend) = provider.Limits;
        if (most is null && spend is null) return null;
        var there = await work.Get<There>(
            """
            select count(*) as servers, coalesce(sum(price_minor) filter (where currency = @Currency), 0)::bigint as minor
            from   servers
            where  provider = @Name and state <> 'deleted' and id is distinct from @Instead
            """, new { provider.Name, Currency = price.Currency.Code, Instead = instead?.Value }, cancel);
        var ways = new[] { new WayOn("Servers", "/vps list") };
        if (there.Servers >= most)
            return new Refusal($"The house allows {Several.Of(most.Value, "server", "servers")} at {provider.Called} and has {there.Servers}. "
                + "Remove one that is not needed, or raise OPSBOT_Hetzner__MostServers.") { WaysOn = ways };
        return spend is { } limit && limit.Currency == price.Currency && there.Minor + price.Minor > limit.Minor
            ? new Refusal($"The house allows {limit} a month at {provider.Called}. Its servers cost {new Money(there.Minor, limit.Currency)}, "
                + $"and this one would cost {price} more. Remove one that is not needed, or raise OPSBOT_Hetzner__MostPerMonth.")
            { WaysOn = ways } : null;
    }

    /// <summary>Writes it down as ordered by this command, with all its secrets.</summary>
    public async Task Order(Work work, OrganizationId organization, TierType type, CancellationToken cancel)
    {
        var (id, label) = (ServerId.New(time), $"{work.Trail:n}");
        await work.Execute(
            """
            insert into servers (id, name, purpose, organization_id, provider, label, region, type, state, trail, reach, app_version,
                                 price_minor, currency, unproven, created_at, changed_at)
            select @id, o.slug || '-' || right(@label, 6), 'organization', o.id, @Provider, @label, o.region, @Type, 'creating', @Trail,
                   @Reach, @AppVersion, @PriceMinor, @Currency, true, @Now, @Now
            from   organizations o
            where  o.id = @organization
            """,
            new
            {
                id, label, organization, Provider = provider.Name, type.Type, work.Trail, boot.Reach, boot.AppVersion, type.PriceMinor,
                type.Currency, work.Now,
            }, cancel);
        await vault.Make(id, work, cancel);
    }

    /// <summary>It is this command's to bring up from now on, wherever the one before has left it.</summary>
    public static async Task<Refusal?> TryAgain(Work work, Server server, CancellationToken cancel) =>
        ServerLife.Retry.MayBegin(server.State) && await work.Execute(
            """
            update servers
            set    state = 'creating', trail = @Trail, error = null, kept_until = null, version = version + 1, changed_at = @Now
            where  id = @Id and state = @State and version = @Version
            """, new { server.Id, server.State, server.Version, work.Trail, work.Now }, cancel) == 1
            ? null : ServerLife.NotNow(server, ServerLife.Retry.Name);

    /// <summary>It serves its organization; false where it is no longer this command's.</summary>
    public static async Task<bool> CameUp(Work work, OrganizationId organization, CancellationToken cancel) => await work.Execute(
        """
        update servers
        set    state = 'running', trail = null, error = null, unproven = false, version = version + 1, changed_at = @Now
        where  organization_id = @organization and state = 'creating' and trail = @Trail
        """, new { organization, work.Trail, work.Now }, cancel) == 1;

    /// <summary>It is looked at for an hour, or for as long as somebody wants; what has ever served anybody stays.</summary>
    public static Task GiveUp(Work work, OrganizationId organization, string error, bool keep, CancellationToken cancel) => work.Execute(
        """
        update servers
        set    state = 'error', trail = null, error = @error, version = version + 1, changed_at = @Now,
               kept_until = case when unproven and not @keep then @Until::timestamptz end
        where  organization_id = @organization and state = 'creating' and trail = @Trail
        """, new { organization, error, keep, work.Trail, Until = work.Now + Kept, work.Now }, cancel);

    /// <summary>Nothing of it is there.</summary>
    public async Task CallOff(Work work, OrganizationId organization, CancellationToken cancel)
    {
        if (await work.Find<ServerId?>(
            """
            update servers
            set    state = 'deleted', deleted_at = @Now, trail = null, kept_until = null, version = version + 1, changed_at = @Now
            where  organization_id = @organization and state = 'creating' and trail = @Trail
            returning id
            """, new { organization, work.Trail, work.Now }, cancel) is { } gone) await vault.Forget(gone, work, cancel);
    }
}

/// <summary>What was ordered by a job that ended without its handler is looked at, and cleaned up, like what did not come up.</summary>
sealed class StrandedOrders : IStranded
{
    public async Task Abandoned(Guid trail, string error, Work work, CancellationToken cancel)
    {
        foreach (var organization in await work.List<OrganizationId>(
            "select organization_id from servers where trail = @trail and state = 'creating'", new { trail }, cancel))
            await ServerOrders.GiveUp(work, organization, error, keep: false, cancel);
    }
}
