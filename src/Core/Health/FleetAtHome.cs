using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Health;

/// <summary>How many servers were not well over the last day; nothing where all were.</summary>
sealed class FleetAtHome : IHomeSection
{
    public int Order => 45;

    sealed record Rounds(int Slot, int Degraded, int Unhealthy, int Unreachable)
    {
        public bool AllWell => Degraded + Unhealthy + Unreachable == 0;
    }

    public void Ask(Batch batch, HomeReader reader)
    {
        var time = ChartTime.Of(ChartRange.Day, reader.Now);
        batch.Add(
            """
            select   floor(extract(epoch from began_at - @From) / extract(epoch from @Step))::int as slot,
                     max(degraded) as degraded, max(unhealthy) as unhealthy, max(unreachable) as unreachable
            from     probe_rounds
            where    began_at >= @From and began_at < @Until and ended_at is not null and void_why is null
            group by 1
            """, new { time.From, time.Until, time.Step });
    }

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var rounds = (await answers.Rows<Rounds>(cancel)).ToDictionary(round => round.Slot);
        if (rounds.Values.All(round => round.AllWell)) return [];
        var time = ChartTime.Of(ChartRange.Day, reader.Now);
        Series Counted(string name, Func<Rounds, int> many) => new(name, [.. Enumerable.Range(0, time.Slots)
            .Select(slot => rounds.TryGetValue(slot, out var round) ? many(round) : (double?)null)]);
        return
        [
            new Chart("Servers that were not well, the last day", "",
            [
                Counted("degraded", round => round.Degraded), Counted("unhealthy", round => round.Unhealthy),
                Counted("unreachable", round => round.Unreachable),
            ], []) { From = time.From, Until = time.Until },
        ];
    }
}
