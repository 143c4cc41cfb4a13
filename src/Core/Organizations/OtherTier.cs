using OpsBot.Core.Operations;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.BringingUp;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record OtherTier(
    [Arg("which organization")] OrganizationId Org, [Arg("the tier it is put on instead")] TierId Tier)
    : ICommand<OtherTier, OrderedElsewhere>
{
    public static Spec Spec { get; } = new("org other-tier", "Put an organization whose server cannot be had now on another tier")
    {
        Needs = Role.Admin, Hidden = true, Verb = "Order that", Examples = ["/org other-tier acme enterprise"],
    };
}

sealed class OtherTierHandler(ServerOrders orders) : IHandle<OtherTier, OrderedElsewhere>
{
    sealed record Wanted(Organization Organization, Tier Tier, RegionName Region, TierType Type);

    public async Task<Result<Plan>> Plan(OtherTier command, Work work, CancellationToken cancel)
    {
        if ((await Read(command, work, cancel)).Failed(out var wanted, out var refusal)) return refusal;
        var (organization, tier) = (wanted.Organization, wanted.Tier);
        return organization.Plan($"Order the server of {organization.Slug} for {tier.Name}") with
        {
            Tier = tier.Slug, Amount = tier.Price,
            Changes =
            [
                new("Tier", organization.TierName, tier.Name), new("Price a month", organization.Price.ToString(), tier.Price.ToString()),
                orders.Change(wanted.Type, wanted.Region),
            ],
            Affects = new(Impact.Gain, $"{organization.Name}, which is on {tier.Name} from now on."),
            Undo = Undo.ByHand("While it is waited for, choose another tier again."),
        };
    }

    public async Task<Result<OrderedElsewhere>> Handle(OtherTier command, Work work, CancellationToken cancel)
    {
        if ((await Read(command, work, cancel)).Failed(out var wanted, out var refusal)) return refusal;
        var organization = wanted.Organization;
        if (!await work.OrderAnew(organization, cancel)) return OrganizationMoves.Changed(organization);
        await work.Execute("update organizations set tier = @Slug, version = version + 1 where id = @Org",
            new { command.Org, wanted.Tier.Slug }, cancel);
        return new OrderedElsewhere(organization.Slug, $"for {wanted.Tier.Name}");
    }

    async Task<Result<Wanted>> Read(OtherTier command, Work work, CancellationToken cancel)
    {
        if ((await work.Waiting(command.Org, cancel)).Failed(out var organization, out var refusal)) return refusal;
        var tier = await Tier.One(work, command.Tier, cancel);
        if (tier.Slug == organization.Tier) return new Refusal($"It is {tier.Name} that cannot be had now. Choose another tier.");
        if (tier.IsArchived) return tier.NothingNew;
        var region = await organization.RegionOf(work, cancel);
        var ordered = (await Server.Of(work.Db, command.Org, cancel))?.Id;
        return (await orders.May(work, tier.Id, region.Id, organization.Network == OrganizationNetwork.Dual, ordered, cancel))
            .Failed(out var type, out refusal) ? refusal : new Wanted(organization, tier, region, type);
    }
}
