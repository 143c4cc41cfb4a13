using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;
using OpsBot.Core.Customers;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.BringingUp;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record CreateOrganization(
    [Arg("name that its people read", MaxLength = 100)] string Name,
    [Arg("short name for its address: small letters, digits, dashes", MaxLength = 40)] string Slug,
    [Arg("e-mail address of who owns it", MaxLength = 254)] string Owner,
    [Arg("which tier it is on")] TierId Tier,
    [Arg("where its server stands; Nuremberg unless you say otherwise", Named = true)] RegionId? Region = null,
    [Arg("by which addresses its server is reached", Named = true)] OrganizationNetwork Network = OrganizationNetwork.Dual,
    [Arg("leave a server that does not come up as it is", Named = true)] bool KeepFailed = false)
    : ICommand<CreateOrganization, OrganizationUp>
{
    public static Spec Spec { get; } = new("org create", "A new organization with a server of its own")
    {
        Needs = Role.Admin, Doing = "Creating",
        Examples = ["/org create \"Acme GmbH\" acme anna@acme.example growth", "/org create Globex globex bob@globex.example starter region:hel1"],
    };
}

sealed class CreateOrganizationHandler(BringUp bringUp, ServerOrders orders, TimeProvider time) : IBringUp<CreateOrganization>
{
    sealed record Wanted(OrganizationId Id, string Name, string Owner, Tier Tier, RegionName Region, TierType Type);

    public Move<OrganizationState> Move => OrganizationLife.Approve;

    public BringUp BringUp => bringUp;

    public bool KeepsFailed(CreateOrganization command) => command.KeepFailed;

    public Task<IReadOnlyList<Target>> Locks(CreateOrganization command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>([Target.Of(IdOf(command.Slug), command.Slug), ServerOrders.Turn]);

    public async Task<Result<Plan>> Plan(CreateOrganization command, Work work, CancellationToken cancel) =>
        (await Read(command, work, cancel)).Failed(out var wanted, out var refusal) ? refusal
            : new Plan(Target.Of(wanted.Id, command.Slug) with { Organization = wanted.Id.Value }, $"Create {command.Slug}")
            {
                Tier = wanted.Tier.Slug, Amount = wanted.Tier.Price,
                Changes =
                [
                    new("Organization", "none", $"{wanted.Name}, owned by {wanted.Owner}"),
                    new("Price a month", "none", $"{wanted.Tier.Price} ({wanted.Tier.Name})"),
                    orders.Change(wanted.Type, wanted.Region),
                ],
                Affects = new(Impact.Gain, $"{wanted.Name} gets a server of its own."),
                Undo = Undo.ByHand("While it is being set up, cancel the job: nothing is left then."),
            };

    public async Task<Result<OrganizationUp>> Handle(CreateOrganization command, Work work, CancellationToken cancel)
    {
        if ((await Read(command, work, cancel)).Failed(out var wanted, out var refusal)) return refusal;
        await work.Execute(
            """
            insert into organizations (id, slug, name, tier, region, network, state, created_at)
            values (@Id, @Slug, @Name, @Tier, @Region, @Network, 'pending', @Now)
            """,
            new
            {
                wanted.Id, command.Slug, wanted.Name, Tier = wanted.Tier.Slug, Region = wanted.Region.Name, command.Network, work.Now,
            }, cancel);
        await work.Execute(
            """
            with owner as (
                insert into customers (id, organization_id, email, name, created_at)
                values (@Customer, @Id, @Owner, split_part(@Owner, '@', 1), @Now)
                returning id)
            update organizations set owner_id = (select id from owner) where id = @Id
            """, new { Customer = CustomerId.New(time), wanted.Id, wanted.Owner, work.Now }, cancel);
        // Whoever creates it approves it by that.
        if ((await work.Begin(wanted.Id, OrganizationLife.Approve, cancel)).Failed(out _, out refusal)) return refusal;
        await orders.Order(work, wanted.Id, wanted.Type, cancel);
        return new OrganizationUp(command.Slug, OrganizationState.Provisioning);
    }

    async Task<Result<Wanted>> Read(CreateOrganization command, Work work, CancellationToken cancel)
    {
        var (name, owner) = (command.Name.Trim(), command.Owner.Trim().ToLowerInvariant());
        if (name.Length == 0 || name.Any(char.IsControl)) return new Refusal("An organization needs a name, in one line.");
        if (await OrganizationSlug.Wrong(work, command.Slug, cancel) is { } wrong) return wrong;
        if (!MailAddress.TryCreate(owner, out var address) || address.Address != owner
            || !address.Host.Contains('.', StringComparison.Ordinal))
            return new Refusal($"“{Excerpt.Of(command.Owner)}” is no e-mail address. Write it like anna@acme.example.");
        if (await work.Find<string>(
            "select o.slug from customers c join organizations o on o.id = c.organization_id where c.email = @owner",
            new { owner }, cancel) is { } theirs)
            return new Refusal($"{owner} belongs to {theirs} already, and an e-mail address belongs to one organization.")
            {
                WaysOn = [new($"Show {theirs}", $"/org show {theirs}")],
            };
        var tier = await Tier.One(work, command.Tier, cancel);
        if (tier.IsArchived) return tier.NothingNew;
        var region = await work.Get<RegionName>(
            "select id, name, city from regions where id = @Region or (@Region::uuid is null and is_default)",
            new { Region = command.Region?.Value }, cancel);
        return (await orders.May(work, tier.Id, region.Id, command.Network == OrganizationNetwork.Dual, instead: null, cancel))
            .Failed(out var type, out var refusal) ? refusal : new Wanted(IdOf(command.Slug), name, owner, tier, region, type);
    }

    /// <summary>Of one slug there is one organization: two who create it at a time wait for each other, and mean the same thing.</summary>
    static OrganizationId IdOf(string slug) =>
        new(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"organization {slug}")).AsSpan(0, 16)));
}
