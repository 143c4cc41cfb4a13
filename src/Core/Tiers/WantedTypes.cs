using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Tiers;

/// <summary>The server types that somebody wants a tier to be made of, first choice first.</summary>
static class WantedTypes
{
    public const string Summary = "server types, first choice first: cx23, cpx22";

    // As many as anybody reads on a card.
    const int Most = 6;
    const int Offered = 12;

    sealed record Sold(string Type, int Cpus, int MemoryMb, int DiskGb, string Architecture);

    /// <summary>Each is sold and at least as large as the tier says, and all run the same programs.</summary>
    public static async Task<Result<IReadOnlyList<string>>> Read(
        Work work, string text, int cpus, int memory, int disk, CancellationToken cancel)
    {
        var types = text.ToLowerInvariant().Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        if (types.Count is 0 or > Most) return new Refusal($"A tier is made of one to {Most} server types.");
        var sold = await work.List<Sold>(
            """
            select distinct type, cpus, memory_mb, disk_gb, architecture
            from   provider_types
            where  available and (last_order_at is null or last_order_at > @Now)
            order  by type
            """, new { work.Now }, cancel);
        // Before the catalogue was read, nobody knows better.
        if (sold.Count == 0) return types;
        var large = sold.Where(one => one.Cpus >= cpus && one.MemoryMb >= memory * 1024 && one.DiskGb >= disk).ToList();
        foreach (var type in types)
        {
            if (sold.All(one => one.Type != type)) return NotSold(type, sold, large);
            if (large.All(one => one.Type != type))
                return new Refusal($"{type} is smaller than {cpus} vCPU, {memory} GB, {disk} GB disk. {Enough(large)}");
        }
        var architectures = large.Where(one => types.Contains(one.Type)).Select(one => one.Architecture).Distinct().Order().ToList();
        return architectures.Count > 1
            ? new Refusal($"One tier is of one architecture; these are {Several.InOneSentence(architectures)}.") : types;
    }

    static Refusal NotSold(string type, IReadOnlyList<Sold> sold, IReadOnlyList<Sold> large) => new(
        $"Nobody sells a server type “{Excerpt.Of(type)}” now."
        + (Nearest.To(Excerpt.Of(type), sold, one => one.Type) is { } near ? $" Did you mean {near.Type}?" : "")
        + $" {Enough(large)}");

    static string Enough(IReadOnlyList<Sold> large) => large.Count == 0 ? "Nothing is sold that is as large."
        : $"Large enough {(large.Count == 1 ? "is" : "are")} {Several.InOneSentence([.. large.Select(one => one.Type).Take(Offered)])}.";

    /// <summary>They make up the tier from now on, in this order; what was told of one that stays is still told.</summary>
    public static async Task Save(Work work, TierId tier, IReadOnlyList<string> types, CancellationToken cancel)
    {
        var before = await work.List<Told>("delete from tier_types where tier_id = @tier returning type, told as at", new { tier }, cancel);
        foreach (var (index, type) in types.Index())
            await work.Execute("insert into tier_types (tier_id, position, type, told) values (@tier, @Position, @type, @Told)",
                new { tier, Position = index + 1, type, Told = before.FirstOrDefault(one => one.Type == type)?.At }, cancel);
    }

    sealed record Told(string Type, DateTimeOffset? At);
}
