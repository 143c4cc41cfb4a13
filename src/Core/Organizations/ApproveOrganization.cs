using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.BringingUp;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record ApproveOrganization(
    [Arg("which organization")] OrganizationId Org,
    [Arg("another tier than it applied for")] TierId? Tier = null) : ICommand<ApproveOrganization, OrganizationUp>
{
    public static Spec Spec { get; } = new("org approve", "Give an organization that waits a server of its own")
    {
        Needs = Role.Admin, Doing = "Setting up", Examples = ["/org approve globex", "/org approve globex growth"],
    };
}

sealed class ApproveOrganizationHandler(BringUp bringUp, ServerOrders orders) : IBringUp<ApproveOrganization>
{
    sealed record Wanted(Organization Organization, Tier Tier, RegionName Region, TierType Type);

    public Move<OrganizationState> Move => OrganizationLife.Approve;

    public BringUp BringUp => bringUp;

    public Task<IReadOnlyList<Target>> Locks(ApproveOrganization command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>([ServerOrders.Turn]);

    public async Task<Result<Plan>> Plan(ApproveOrganization command, Work work, CancellationToken cancel)
    {
        if ((await Read(command, work, cancel)).Failed(out var wanted, out var refusal)) return refusal;
        var (organization, tier) = (wanted.Organization, wanted.Tier);
        return organization.Plan($"Approve {organization.Slug}") with
        {
            Tier = tier.Slug, Amount = tier.Price,
            Changes =
            [
                new("State", organization.State.Words(), "active"),
                .. new Change("Tier", organization.TierName, tier.Name).If(tier.Slug != organization.Tier),
                new("Price a month", "none", $"{tier.Price} ({tier.Name})"), orders.Change(wanted.Type, wanted.Region),
            ],
            Affects = new(Impact.Gain, $"{organization.Name} gets a server of its own."),
            Undo = Undo.ByHand("While it is being set up, cancel the job: then it waits as before."),
        };
    }

    public async Task<Result<OrganizationUp>> Handle(ApproveOrganization command, Work work, CancellationToken cancel)
    {
        if ((await Read(command, work, cancel)).Failed(out var wanted, out var refusal)) return refusal;
        await work.Execute("update organizations set tier = @Tier where id = @Org", new { command.Org, Tier = wanted.Tier.Slug }, cancel);
        if ((await work.Begin(command.Org, OrganizationLife.Approve, cancel)).Failed(out var organization, out refusal)) return refusal;
        await orders.Order(work, command.Org, wanted.Type, cancel);
        return new OrganizationUp(organization.Slug, OrganizationState.Provisioning);
    }

    async Task<Result<Wanted>> Read(ApproveOrganization command, Work work, CancellationToken cancel)
    {
        if ((await work.Movable(command.Org, OrganizationLife.Approve, cancel)).Failed(out var organization, out var refusal))
            return refusal;
        var tier = await Tier.One(work, command.Tier ?? await organization.TierOf(work, cancel), cancel);
        if (tier.IsArchived) return tier.NothingNew;
        var region = await organization.RegionOf(work, cancel);
        return (await orders.May(work, tier.Id, region.Id, organization.Network == OrganizationNetwork.Dual, instead: null, cancel))
            .Failed(out var type, out refusal) ? refusal : new Wanted(organization, tier, region, type);
    }
}
