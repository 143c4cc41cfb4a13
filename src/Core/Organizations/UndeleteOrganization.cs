using OpsBot.Core.Operations;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.BringingUp;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record UndeleteOrganization([Arg("which organization")] OrganizationId Org) : ICommand<UndeleteOrganization, OrganizationUp>
{
    public static Spec Spec { get; } = new("org undelete", "Rebuild a deleted organization from the picture of its server's disk")
    {
        // Whoever is asked why reads what it costs and how long it takes.
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Rebuilding", Examples = ["/org undelete acme reason:\"they came back\""],
    };
}

sealed class UndeleteOrganizationHandler(BringUp bringUp, ServerOrders orders) : IBringUp<UndeleteOrganization>
{
    sealed record Wanted(Organization Organization, RegionName Region, TierType Type, Goodbye Goodbye);

    public Move<OrganizationState> Move => OrganizationLife.Undelete;

    public BringUp BringUp => bringUp;

    public Task<IReadOnlyList<Target>> Locks(UndeleteOrganization command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>([ServerOrders.Turn]);

    public async Task<Result<Plan>> Plan(UndeleteOrganization command, Work work, CancellationToken cancel) =>
        (await Read(command, work, cancel)).Failed(out var wanted, out var refusal) ? refusal
            : wanted.Organization.Plan($"Rebuild {wanted.Organization.Slug}") with
            {
                Amount = wanted.Organization.Price,
                Changes =
                [
                    new("State", "deleted", "active"), orders.Change(wanted.Type, wanted.Region),
                    new("Its disk", "none", $"as it was on {wanted.Goodbye.CreatedAt:yyyy-MM-dd}"),
                ],
                Affects = new(Impact.Gain, $"{wanted.Organization.Name} has what it had, at the same address, {await Takes(work, cancel)}."),
                Undo = Undo.By("Delete it again with", $"/org delete {wanted.Organization.Slug}"),
            };

    public async Task<Result<OrganizationUp>> Handle(UndeleteOrganization command, Work work, CancellationToken cancel)
    {
        if ((await Read(command, work, cancel)).Failed(out var wanted, out var refusal)) return refusal;
        if ((await work.Begin(command.Org, Move, cancel)).Failed(out var organization, out refusal)) return refusal;
        await orders.Order(work, command.Org, wanted.Type, cancel);
        return new OrganizationUp(organization.Slug, OrganizationState.Provisioning);
    }

    async Task<Result<Wanted>> Read(UndeleteOrganization command, Work work, CancellationToken cancel)
    {
        if ((await work.Movable(command.Org, Move, cancel)).Failed(out var organization, out var refusal)) return refusal;
        if (await work.GoodbyeOf(command.Org, cancel) is not { } goodbye)
            return new Refusal($"There is no picture of the server of {organization.Slug} any more, or none was taken, so nothing brings it back.");
        var region = await organization.RegionOf(work, cancel);
        if ((await orders.May(work, await organization.TierOf(work, cancel), region.Id,
            organization.Network == OrganizationNetwork.Dual, null, cancel)).Failed(out var type, out refusal)) return refusal;
        var disk = await work.Find<int?>(
            "select disk_gb from provider_types where type = @Type and region = @Name", new { type.Type, region.Name }, cancel);
        return disk < goodbye.DiskGb
            ? new Refusal($"The picture of its disk needs {goodbye.DiskGb} GB, and {type.Type}, which {organization.TierName} is made of, "
                + $"has {disk} GB.")
            {
                WaysOn = [new("Tiers", "/tier list")],
            }
            : new Wanted(organization, region, type, goodbye);
    }

    sealed record Past(double? Seconds);

    /// <summary>By the last ones that were set up, in whichever way.</summary>
    static async Task<string> Takes(Work work, CancellationToken cancel)
    {
        var past = await work.Get<Past>(
            """
            select percentile_cont(0.5) within group (order by extract(epoch from lately.took)) as seconds
            from   (select   finished_at - created_at as took
                    from     jobs
                    where    operation in ('org create', 'org approve', 'org undelete') and state = 'succeeded'
                    order by number desc
                    limit    20) lately
            """, null, cancel);
        return past.Seconds is { } seconds ? $"in about {TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling(seconds / 60))).InWords()}"
            : "in some minutes, 20 at most as a rule";
    }
}
