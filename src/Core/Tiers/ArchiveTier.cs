using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Tiers;

public sealed record ArchiveTier([Arg("which tier")] TierId Tier) : ICommand<ArchiveTier, TierArchived>
{
    public static Spec Spec { get; } = new("tier archive", "Let nothing new use a tier; who has it keeps it")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Examples = ["/tier archive growth"],
    };
}

public sealed record TierArchived(Tier Tier) : IAnswer
{
    public Reply Say() => new($"Nothing new may use tier {Tier.Name}")
    {
        Tone = Tone.Good,
        Parts = [new Paragraph(ArchiveTierHandler.Kept(Tier))],
        Buttons = [new Button("All tiers", "/tier list")],
    };
}

sealed class ArchiveTierHandler : IHandle<ArchiveTier, TierArchived>
{
    public async Task<Result<Plan>> Plan(ArchiveTier command, Work work, CancellationToken cancel)
    {
        var tier = await Tier.One(work, command.Tier, cancel);
        if (tier.IsArchived) return new Refusal($"{tier.Name} is archived already.");
        var others = await work.Get<long>("select count(*) from tiers where archived_at is null and id <> @Tier", command, cancel);
        if (others == 0) return new Refusal($"{tier.Name} is the only tier that can be booked. Create another one first.");
        return new Plan(tier.Target, $"Archive tier {tier.Name}")
        {
            TargetVersion = tier.Version, Tier = tier.Slug, Targets = (int)Math.Max(1, tier.Organizations),
            Affects = new(Impact.None, Kept(tier)), Changes = [new("New organizations", "may use it", "may not")],
            Undo = Undo.Never("It stays archived. Create another tier to sell the same again."),
        };
    }

    public async Task<Result<TierArchived>> Handle(ArchiveTier command, Work work, CancellationToken cancel)
    {
        var archived = await work.Execute(
            "update tiers set archived_at = @Now, version = version + 1 where id = @Tier and archived_at is null",
            new { command.Tier, work.Now }, cancel);
        var tier = await Tier.One(work, command.Tier, cancel);
        return archived == 1 ? new TierArchived(tier) : new Refusal($"{tier.Name} is archived already.");
    }

    internal static string Kept(Tier tier) => tier.Organizations == 0 ? "No organization has it."
        : $"{Several.Of(tier.Organizations, "organization keeps it", "organizations keep it")}, at its price.";
}
