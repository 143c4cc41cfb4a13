using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.BringingUp;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record OtherRegion(
    [Arg("which organization")] OrganizationId Org, [Arg("where its server is to stand")] RegionId Region)
    : ICommand<OtherRegion, OrderedElsewhere>
{
    public static Spec Spec { get; } = new("org other-region", "Order a server that cannot be had now in another region")
    {
        Needs = Role.Admin, Hidden = true, Verb = "Order it there", Examples = ["/org other-region acme hel1"],
    };
}

public sealed record OrderedElsewhere(string Slug, string Where) : IAnswer
{
    public Reply Say() => new($"{Slug}: ordered {Where}")
    {
        Tone = Tone.Good, Parts = [new Paragraph("It is asked for at once. Its own message tells how it goes on.")],
        Buttons = [new Button("Show", $"/org show {Slug}")],
    };
}

sealed class OtherRegionHandler(ServerOrders orders) : IHandle<OtherRegion, OrderedElsewhere>
{
    sealed record Wanted(Organization Organization, RegionName Region, TierType Type);

    public async Task<Result<Plan>> Plan(OtherRegion command, Work work, CancellationToken cancel)
    {
        if ((await Read(command, work, cancel)).Failed(out var wanted, out var refusal)) return refusal;
        var organization = wanted.Organization;
        return organization.Plan($"Order the server of {organization.Slug} in {wanted.Region.City}") with
        {
            Amount = organization.Price,
            Changes = [new("Region", organization.Region, wanted.Region.Name), orders.Change(wanted.Type, wanted.Region)],
            Affects = new(Impact.Gain, $"{organization.Name}, whose data will stand in {wanted.Region.City}."),
            Undo = Undo.ByHand("While it is waited for, choose another region again."),
        };
    }

    public async Task<Result<OrderedElsewhere>> Handle(OtherRegion command, Work work, CancellationToken cancel)
    {
        if ((await Read(command, work, cancel)).Failed(out var wanted, out var refusal)) return refusal;
        var organization = wanted.Organization;
        if (!await work.OrderAnew(organization, cancel)) return OrganizationMoves.Changed(organization);
        await work.Execute("update organizations set region = @Name, version = version + 1 where id = @Org",
            new { command.Org, wanted.Region.Name }, cancel);
        return new OrderedElsewhere(organization.Slug, $"in {wanted.Region.City}");
    }

    async Task<Result<Wanted>> Read(OtherRegion command, Work work, CancellationToken cancel)
    {
        if ((await work.Waiting(command.Org, cancel)).Failed(out var organization, out var refusal)) return refusal;
        var region = await work.Get<RegionName>("select id, name, city from regions where id = @Region", command, cancel);
        if (region.Name == organization.Region) return new Refusal($"It is {region.City} where it cannot be had now. Choose another region.");
        var (tier, ordered) = (await organization.TierOf(work, cancel), (await Server.Of(work.Db, command.Org, cancel))?.Id);
        return (await orders.May(work, tier, region.Id, organization.Network == OrganizationNetwork.Dual, ordered, cancel))
            .Failed(out var type, out refusal) ? refusal : new Wanted(organization, region, type);
    }
}
