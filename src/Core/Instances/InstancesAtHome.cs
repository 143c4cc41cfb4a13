using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>Failed instances want attention.</summary>
sealed class FailedAtHome : IHomeSection
{
    public int Order => 20;

    sealed record Failed(string Slug, string Error, DateTimeOffset FailedAt);

    public void Ask(Batch batch, HomeReader reader) => batch.Add(
        "select slug, error, failed_at from instances where state = 'error' order by failed_at desc, id desc limit 5", null);

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var failed = await answers.Rows<Failed>(cancel);
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

/// <summary>The platform in numbers, as far as numbers are counted.</summary>
sealed class NumbersAtHome : IHomeSection
{
    public int Order => 40;

    sealed record Totals(long Customers, long Organizations, long Servers);

    static string[] States { get; } =
        [.. Enum.GetValues<InstanceState>().Except([InstanceState.Deleted]).Select(state => state.Snake())];

    public void Ask(Batch batch, HomeReader reader)
    {
        batch.Add(
            """
            select (select count(*) from (select 1 from customers limit @UpTo) c) as customers,
                   (select count(*) from (select 1 from organizations limit @UpTo) o) as organizations,
                   (select count(*) from (select 1 from servers where purpose = 'host' limit @UpTo) s) as servers
            """, new { UpTo });
        batch.Add(
            """
            select   s.state, c.count
            from     unnest(@States) s (state)
            cross    join lateral (select count(*) as count from (select 1 from instances i where i.state = s.state limit @UpTo) i) c
            where    c.count > 0
            order by c.count desc, s.state
            """, new { States, UpTo });
    }

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var totals = (await answers.Rows<Totals>(cancel)).Single();
        var counts = await answers.Rows<StateCount>(cancel);
        return
        [
            new Title("Platform"),
            new Fields([Field("Customers", totals.Customers), Field("Instances", counts.Sum(count => count.Count)),
                Field("Organizations", totals.Organizations), Field("Servers", totals.Servers)]),
            .. new Bars([.. counts.Select(Bar)]).If(counts.Count > 0),
        ];
    }

    const int UpTo = Paging.MostCounted + 1;

    static Field Field(string name, long count) => new(name, new Bar(name, count) { Most = Paging.MostCounted }.Written);

    static Bar Bar(StateCount count) => new(count.State.Words(), count.Count, count.State.Tone) { Most = Paging.MostCounted };
}
