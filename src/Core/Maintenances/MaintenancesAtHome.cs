using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Maintenances;

/// <summary>What is quiet right now.</summary>
sealed class MaintenancesAtHome : IHomeSection
{
    const int Few = 3;

    sealed record Line(long Number, string TargetName, string Reason, DateTimeOffset EndsAt, long Total);

    public int Order => 16;

    public void Ask(Batch batch, HomeReader reader) => batch.Add(
        """
        select   number, target_name, reason, ends_at, count(*) over () as total
        from     maintenances
        where    ended_at is null and starts_at <= @Now and ends_at > @Now
        order by ends_at
        limit    3
        """, new { reader.Now });

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var on = await answers.Rows<Line>(cancel);
        return on is not [{ Total: var total }, ..] ? [] :
        [
            new Title("In maintenance"),
            .. on.Select(one => new Item(
                Words.Of(new Strong(one.TargetName), new Plain($"  “{one.Reason.Cut(80)}”, until "), At.Deadline(one.EndsAt)),
                [new Button("End it", $"/maintenance end {one.Number}") { Spoken = $"End maintenance {one.Number}" }])),
            .. new Small($"and {total - Few} more: /maintenance list").If(total > Few),
        ];
    }
}
