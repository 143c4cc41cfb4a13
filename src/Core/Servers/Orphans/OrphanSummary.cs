using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Orphans;

/// <summary>How many orphans there are and what they cost, and which servers are missing.</summary>
sealed record OrphanSummary(IReadOnlyList<OrphanSum> Sums, IReadOnlyList<string> Missing)
{
    public bool IsEmpty => Sums.Count == 0 && Missing.Count == 0;

    /// <summary>"€12.40 a month"; none where nothing costs.</summary>
    public string? Cost => Sums.Count == 0 ? null
        : $"{string.Join(" and ", Sums.Select(sum => new Money(sum.PriceMinor, Currency.Of(sum.Currency))))} a month";

    public long Count => Sums.Sum(sum => sum.Count);

    public string MissingSentence => Missing.Count == 1 ? $"{Missing[0]} is not there any more at the provider."
        : $"{Several.InOneSentence(Missing)} are not there any more at the provider.";

    public Reply Card => IsEmpty
        ? new("No orphans any more") { Tone = Tone.Good, Parts = [new Paragraph("All that costs money at the provider is known.")] }
        : new(Count == 0 ? "A server is missing" : $"{Several.Of((int)Count, "orphan", "orphans")} at the provider")
        {
            Tone = Tone.Warning,
            Parts =
            [
                .. Cost.IfAny(cost => new Paragraph($"What no record knows costs {cost}.")),
                .. new Notice(Tone.Bad, MissingSentence).If(Missing.Count > 0),
            ],
            Buttons = [new Button("Look at them", "/vps orphans") { Look = Look.Primary }],
        };

    internal const string Costing =
        """
        select   currency, count(*) as count, sum(price_minor)::bigint as price_minor
        from     orphans
        where    ended_at is null
        group by currency
        order by currency
        """;

    internal const string Gone =
        "select name from servers where state = 'missing' and attention = server_attention('missing') order by name limit 10";

    public static async Task<OrphanSummary> Of(Work work, CancellationToken cancel) =>
        new(await work.List<OrphanSum>(Costing, null, cancel), await work.List<string>(Gone, null, cancel));
}

public sealed record OrphanSum(string Currency, long Count, long PriceMinor);
