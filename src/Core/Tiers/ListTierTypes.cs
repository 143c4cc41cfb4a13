using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Tiers;

public sealed record ListTierTypes(
    [Arg("only as it is there")] RegionId? Region = null) : IQuestion<ListTierTypes, TierTypesListed>
{
    public static Spec Spec { get; } = new("tier types", "What can be ordered of each tier, where, and what it costs the house")
    {
        Examples = ["/tier types", "/tier types nbg1"],
    };
}

public sealed record RegionName(RegionId Id, string Name, string City);

public sealed record TierTypesListed(
    IReadOnlyList<TierType> Types, IReadOnlyList<RegionName> Regions, RegionName? Region, DateTimeOffset? ReadAt, bool IsSetUp,
    DateTimeOffset Now) : IAnswer
{
    public Reply Say() => new(Region is null ? "Server types" : $"Server types in {Region.City}")
    {
        Parts =
        [
            new Pickers([new("Region", [new("Any region", "/tier types"), .. Regions.Select(Option)],
                Region is null ? null : Called(Region))]),
            new Table(
                [new("Tier"), new("Type"), new("A month", Right: true), new(Region is null ? "Can be ordered in" : "Now")],
                [.. Region is null ? TierType.Everywhere(Types, Now) : Types.Select(There)])
            { Empty = "There is no tier that can be booked." },
            .. Hint.IfAny(hint => new Notice(Tone.Warning, hint)),
            .. ReadAt.IfAny(at => new Small((Words)"What the provider charges, without tax, as it said at " + new At(at) + ".")),
        ],
        Buttons = [new Button("Tiers", "/tier list")],
    };

    string? Hint => ReadAt is not null ? null
        : IsSetUp ? "The provider's catalogue has not been read yet; it is within the hour."
        : "No provider is set up: set OPSBOT_Hetzner__Token of bot and worker.";

    static string Called(RegionName region) => $"{region.Name} ({region.City})";

    static PickerOption Option(RegionName region) => new(Called(region), $"/tier types {region.Name}");

    IReadOnlyList<string> There(TierType type) =>
        [type.Tier, type.Type, type.Price?.ToString() ?? "–", ReadAt is null ? "not known" : type.InWords(Now)];
}

sealed class ListTierTypesHandler(IProvider provider) : IAnswerQuestion<ListTierTypes, TierTypesListed>
{
    public async Task<Result<TierTypesListed>> Answer(ListTierTypes question, Work work, CancellationToken cancel)
    {
        var regions = await work.List<RegionName>(
            "select id, name, city from regions order by is_default desc, continent, name", null, cancel);
        var region = regions.FirstOrDefault(one => one.Id == question.Region);
        var read = await work.Get<DateTimeOffset?>("select max(seen_at) from provider_types", null, cancel);
        return new TierTypesListed(await TierType.All(work, null, region?.Name, cancel), regions, region, read, provider.IsSetUp, work.Now);
    }
}
