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

public sealed record TierShown(Tier Tier) : IAnswer
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
                new("Server types, first choice first", Tier.TypesInOrder ?? "none"),
                new("Organizations", Several.Of(Tier.Organizations, "organization", "organizations")),
                new("Created", new At(Tier.CreatedAt)),
                new("Id", new Code(Tier.Id.ToString())),
            ]),
            .. Tier.ArchivedAt is { } at
                ? [new Notice(Tone.Neutral, (Words)"Nothing new may use it since " + new At(at) + ".")] : Array.Empty<Part>(),
        ],
        Buttons = [new Button("All tiers", "/tier list")],
    };
}

sealed class ShowTierHandler : IAnswerQuestion<ShowTier, TierShown>
{
    public async Task<Result<TierShown>> Answer(ShowTier question, Work work, CancellationToken cancel) =>
        new TierShown(await Tier.One(work, question.Tier, cancel));
}
