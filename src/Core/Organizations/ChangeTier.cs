using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record ChangeTier(
    [Arg("which organization")] OrganizationId Org, [Arg("the new tier")] TierId Tier) : ICommand<ChangeTier, TierChanged>
{
    public static Spec Spec { get; } = new("org change-tier", "Put an organization on another tier")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Examples = ["/org change-tier acme growth reason:\"they outgrew it\""],
    };
}

public sealed record TierChanged(string Slug, string Before, string After, Money Price) : IAnswer
{
    public Reply Say() => new($"{Slug} is on {After}")
    {
        Tone = Tone.Good, Audience = Audience.Room, Parts = [new Paragraph($"It pays {Price} a month. It was on {Before}.")],
        Buttons = [new Button("Show", $"/org show {Slug}")],
    };
}

sealed class ChangeTierHandler : IHandle<ChangeTier, TierChanged>
{
    public async Task<Result<Plan>> Plan(ChangeTier command, Work work, CancellationToken cancel)
    {
        if ((await May(command, work, cancel)).Failed(out var may, out var refusal)) return refusal;
        var (organization, tier) = may;
        return organization.Plan($"Put {organization.Slug} on {tier.Name}") with
        {
            Changes =
            [
                new("Tier", organization.TierName, tier.Name),
                new("Price a month", organization.Price.ToString(), tier.Price.ToString()),
            ],
            Amount = tier.Price,
            Affects = new(Impact.Told, $"{organization.Name}. Its instances stay where they are."),
            Undo = Undo.By("Change it back with", $"/org change-tier {organization.Slug} {organization.Tier}"),
        };
    }

    public async Task<Result<TierChanged>> Handle(ChangeTier command, Work work, CancellationToken cancel)
    {
        if ((await May(command, work, cancel)).Failed(out var may, out var refusal)) return refusal;
        var (organization, tier) = may;
        return await work.Execute(
            "update organizations set tier = @Tier, version = version + 1 where id = @Org and version = @Version",
            new { command.Org, Tier = tier.Slug, organization.Version }, cancel) == 1
            ? new TierChanged(organization.Slug, organization.TierName, tier.Name, tier.Price) : OrganizationMoves.Changed(organization);
    }

    static async Task<Result<(Organization Organization, Tier Tier)>> May(ChangeTier command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        var tier = await Tier.One(work, command.Tier, cancel);
        return organization.State is not OrganizationState.Active ? OrganizationLife.NotNow(organization, "change")
            : organization.Tier == tier.Slug
            ? new Refusal($"{organization.Slug} is on {tier.Name} already.") { WaysOn = [new("Show", $"/org show {organization.Slug}")] }
            : tier.IsArchived
            ? tier.NothingNew
            : (organization, tier);
    }
}
