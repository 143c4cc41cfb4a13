using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.BringingUp;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record RetryOrganization([Arg("which organization")] OrganizationId Org) : ICommand<RetryOrganization, OrganizationUp>
{
    public static Spec Spec { get; } = new("org retry", "Bring an organization up that failed, from where it failed")
    {
        Needs = Role.Admin, Doing = "Retrying", Examples = ["/org retry globex"],
    };
}

sealed class RetryOrganizationHandler(BringUp bringUp, ServerOrders orders) : IBringUp<RetryOrganization>
{
    /// <summary>The server that is there is gone on with; where none is, one of that type is ordered.</summary>
    sealed record Wanted(Organization Organization, RegionName Region, Server? Server, TierType? Type);

    public Move<OrganizationState> Move => OrganizationLife.Retry;

    public BringUp BringUp => bringUp;

    public async Task<IReadOnlyList<Target>> Locks(RetryOrganization command, Work work, CancellationToken cancel) =>
        [ServerOrders.Turn, .. (await Server.Of(work.Db, command.Org, cancel)).IfAny(server => server.Target)];

    public async Task<Result<Plan>> Plan(RetryOrganization command, Work work, CancellationToken cancel) =>
        (await Read(command, work, cancel)).Failed(out var wanted, out var refusal) ? refusal
            : wanted.Organization.Plan($"Retry {wanted.Organization.Slug}") with
            {
                Amount = wanted.Organization.Price,
                Changes =
                [
                    new("State", wanted.Organization.State.Words(), "active"),
                    .. wanted.Type.IfAny(type => orders.Change(type, wanted.Region)),
                    .. wanted.Server is { ProviderId: not null } server ? [new Change("Server", server.State.Words(), "running")]
                        : (Change[])[],
                ],
                Affects = new(Impact.Gain, $"{wanted.Organization.Name} gets its server."),
                Undo = Undo.Needless("If it fails again, it is as it is now."),
            };

    public async Task<Result<OrganizationUp>> Handle(RetryOrganization command, Work work, CancellationToken cancel)
    {
        if ((await Read(command, work, cancel)).Failed(out var wanted, out var refusal)) return refusal;
        if ((await work.Begin(command.Org, OrganizationLife.Retry, cancel)).Failed(out var organization, out refusal)) return refusal;
        if (wanted.Server is null) await orders.Order(work, command.Org, wanted.Type!, cancel);
        else if (await ServerOrders.TryAgain(work, wanted.Server, cancel) is { } notNow) return notNow;
        return new OrganizationUp(organization.Slug, OrganizationState.Provisioning);
    }

    async Task<Result<Wanted>> Read(RetryOrganization command, Work work, CancellationToken cancel)
    {
        if ((await work.Movable(command.Org, OrganizationLife.Retry, cancel)).Failed(out var organization, out var refusal)) return refusal;
        var (region, server) = (await organization.RegionOf(work, cancel), await Server.Of(work.Db, command.Org, cancel));
        if (server is null && organization.Instances > 0)
            return new Refusal($"{organization.Slug} has no server of its own: its instances run on shared hosts. Retry those.")
            {
                WaysOn = [new("Instances", $"/instance list organization:{organization.Slug}")],
            };
        if (server is not null && !ServerLife.Retry.MayBegin(server.State)) return ServerLife.NotNow(server, ServerLife.Retry.Name);
        if (server is { ProviderId: not null }) return new Wanted(organization, region, server, null);
        return (await orders.May(work, await organization.TierOf(work, cancel), region.Id,
            organization.Network == OrganizationNetwork.Dual, server?.Id, cancel))
            .Failed(out var type, out refusal) ? refusal : new Wanted(organization, region, server, type);
    }
}
