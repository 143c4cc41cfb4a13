namespace OpsBot.Sandbox.Cloud;

/// <summary>What is sold where today.</summary>
sealed class CloudStock(TimeProvider time)
{
    readonly HashSet<(string? Type, string Location)> soldOut = [];

    public IReadOnlyList<CloudType> Types { get; set; } = CloudPriceList.Types;

    public IReadOnlyList<string> PlacesSoldOut => [.. soldOut.Where(one => one.Type is null).Select(one => one.Location).Order()];

    public void SellOut(string location, string? type) => soldOut.Add((type, location));

    public void Restock() => soldOut.Clear();

    public void Announce(string type, DateTimeOffset until) =>
        Types = [.. Types.Select(one => one.Name == type ? one with { Ends = new(time.GetUtcNow(), until) } : one)];

    public bool IsOver(CloudType type) => type.Ends is { } ends && ends.Until <= time.GetUtcNow();

    public bool HasRoom(CloudType type, string location) => !soldOut.Contains((null, location)) && !soldOut.Contains((type.Name, location));

    /// <summary>It can be ordered there, as far as anybody can tell.</summary>
    public bool IsSold(CloudType type, string location) => type.Prices.ContainsKey(location) && !IsOver(type) && HasRoom(type, location);
}
