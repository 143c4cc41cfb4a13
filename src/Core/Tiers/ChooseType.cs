using OpsBot.Core.Operations;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Tiers;

/// <summary>Which server type a tier comes to in a region: the first of its list that can be had there now.</summary>
public static class ChooseType
{
    /// <summary>Else what can be had: the tier elsewhere, and other tiers there.</summary>
    public static async Task<Result<TierType>> In(Work work, TierId tier, RegionId region, CancellationToken cancel)
    {
        var there = await work.Get<RegionName>("select id, name, city from regions where id = @region", new { region }, cancel);
        var own = await TierType.All(work, tier, null, cancel);
        if (own.FirstOrDefault(one => one.Region == there.Name && one.CanBeOrdered(work.Now)) is { } first) return first;
        var name = (await Tier.One(work, tier, cancel)).Name;
        if (own.All(one => one.Region is null))
            return new Refusal($"Nobody has read yet what can be ordered for {name}. Look at it with `/tier types`.");
        var elsewhere = own.Where(one => one.CanBeOrdered(work.Now)).Select(one => one.Region!).Distinct().ToList();
        var others = (await TierType.All(work, null, there.Name, cancel))
            .Where(one => one.CanBeOrdered(work.Now)).Select(one => one.Tier).Distinct().ToList();
        return new Refusal($"{name} cannot be had in {there.City} now."
            + (elsewhere.Count > 0 ? $" It can in {Several.InOneSentence(elsewhere)}." : " It cannot be had anywhere now.")
            + (others.Count > 0 ? $" In {there.City} there is {Several.InOneSentence(others)}." : ""))
        {
            WaysOn = [new("Types", $"/tier types {there.Name}")],
        };
    }
}
