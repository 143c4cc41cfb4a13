using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Tiers;

public sealed record ListTiers(
    [Arg("also those that nothing new may use", Named = true)] bool Archived = false) : IQuestion<ListTiers, TiersListed>
{
    public static Spec Spec { get; } = new("tier list", "What can be booked: size, price, server types")
    {
        Examples = ["/tier list", "/tier list archived:yes"],
    };
}

public sealed record TiersListed(ListTiers Asked, IReadOnlyList<Tier> Tiers) : IAnswer
{
    public Reply Say() => new("Tiers")
    {
        Parts =
        [
            new Table([new("Tier"), new("Size"), new("A month", Right: true), new("Server types"), new("Organizations", Right: true)],
                [.. Tiers.Select(Row)]) { Empty = "There is no tier that can be booked." },
        ],
        Buttons =
        [
            .. Tiers.Take(5).Select(tier => new Button(tier.Name, $"/tier show {tier.Slug}")),
            .. new Button("Archived, too", "/tier list archived:yes") { InPlace = true }.If(!Asked.Archived),
        ],
    };

    static IReadOnlyList<string> Row(Tier tier) =>
    [
        tier.IsArchived ? $"{tier.Name} (archived)" : tier.Name, tier.Shape, tier.Price.ToString(), tier.TypesInOrder ?? "none",
        Paging.Written(tier.Organizations),
    ];
}

sealed class ListTiersHandler : IAnswerQuestion<ListTiers, TiersListed>
{
    public async Task<Result<TiersListed>> Answer(ListTiers question, Work work, CancellationToken cancel) =>
        new TiersListed(question, await Tier.All(work, question.Archived, cancel));
}
