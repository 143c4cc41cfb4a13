using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>Failed instances want attention.</summary>
sealed class FailedAtHome : IHomeSection
{
    public int Order => 20;

    sealed record Failed(string Slug, string Error, DateTimeOffset FailedAt);

    public async Task<IReadOnlyList<Part>> Show(Work work, CancellationToken cancel)
    {
        var failed = await work.List<Failed>(
            "select slug, error, failed_at from instances where state = 'error' order by failed_at desc, id desc limit 5", null, cancel);
        return failed.Count == 0 ? [] :
        [
            new Title("Needs attention"),
            .. failed.Select(line => new Item(
                Words.Of(new Strong(line.Slug), new Plain($"  {line.Error}\nSince "), new At(line.FailedAt)),
                [
                    new Button("Retry", $"/instance retry {line.Slug}") { Spoken = $"Retry {line.Slug}" },
                    new Button("Logs", $"/instance logs {line.Slug}") { Spoken = $"Logs of {line.Slug}" },
                ])),
        ];
    }
}

/// <summary>The platform in numbers.</summary>
sealed class NumbersAtHome : IHomeSection
{
    public int Order => 40;

    sealed record Totals(long Customers, long Organizations, long Servers);

    public async Task<IReadOnlyList<Part>> Show(Work work, CancellationToken cancel)
    {
        var totals = await work.Get<Totals>(
            """
            select (select count(*) from customers) as customers, (select count(*) from organizations) as organizations, (select count(*) from servers) as servers
            """, null, cancel);
        var counts =
            await work.List<StateCount>(
            "select state, count(*) as count from instances where state <> 'deleted' group by state order by count(*) desc, state", null,
            cancel);
        return
        [
            new Title("Platform"),
            new Fields([new("Customers", $"{totals.Customers}"), new("Instances", $"{counts.Sum(count => count.Count)}"),
                new("Organizations", $"{totals.Organizations}"), new("Servers", $"{totals.Servers}")]),
            .. counts.Count == 0 ? Array.Empty<Part>()
                : [new Bars([.. counts.Select(count => new Bar(count.State.Words(), count.Count, count.State.Tone))])],
        ];
    }
}
