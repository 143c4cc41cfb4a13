using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Tiers;

public sealed record ShowTier([Arg("which tier")] TierId Tier) : IQuestion<ShowTier, TierShown>
{
    public static Spec Spec { get; } = new("tier show", "One tier: size, price, server types, who has it")
    {
        Examples = ["/tier show growth"],
    };
}

public sealed record TierShown(Tier Tier, IReadOnlyList<TierType> Types, DateTimeOffset Now) : IAnswer
{
    public Reply Say() => new(Tier.IsArchived ? $"{Tier.Name} (archived)" : Tier.Name)
    {
        Parts =
        [
            new Fields(
            [
                new("Size", Tier.Shape),
                new("Price", $"{Tier.Price} a month"),
                new("Price at the payment provider", Tier.PriceId is { } price ? new Code(price) : "none"),
                new("Organizations", Several.Of(Tier.Organizations, "organization", "organizations")),
                new("Created", new At(Tier.CreatedAt)),
                new("Id", new Code(Tier.Id.ToString())),
            ]),
            .. Tier.ArchivedAt.IfAny(at => new Notice(Tone.Neutral, (Words)"Nothing new may use it since " + new At(at) + ".")),
            new Table([new("Server type, first choice first"), new("A month", Right: true), new("Can be ordered in")],
                [.. TierType.Everywhere(Types, Now).Select(row => (IReadOnlyList<string>)[.. row.Skip(1)])])
            { Empty = "No server type makes it up." },
        ],
        Buttons = [new Button("Types by region", "/tier types"), new Button("All tiers", "/tier list")],
    };
}

sealed class ShowTierHandler : IAnswerQuestion<ShowTier, TierShown>
{
    public async Task<Result<TierShown>> Answer(ShowTier question, Work work, CancellationToken cancel) => new TierShown(
        await Tier.One(work, question.Tier, cancel), await TierType.All(work, question.Tier, null, cancel), work.Now);
}
