using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances.Watching;

/// <summary>What can be said of an instance whose host was, or was not, looked at lately.</summary>
static class Sight
{
    /// <summary>For a cell of a list. No green dot for what was not looked at, and none of peace for what runs unasked.</summary>
    public static string Cell(InstanceState state, bool seen, TimeSpan? notSeenFor, bool runsUnasked) =>
        runsUnasked ? $"🟠 {Capital(state)}, but runs"
        : state != InstanceState.Running || seen ? $"{state.Mark} {Capital(state)}"
        : notSeenFor is { } age ? $"⚪ Not seen for {Minutes(age).InWords()}" : "⚪ Not looked at yet";

    static TimeSpan Minutes(TimeSpan age) => TimeSpan.FromMinutes(Math.Max(1, Math.Floor(age.TotalMinutes)));

    static string Capital(InstanceState state) => char.ToUpperInvariant(state.Words()[0]) + state.Words()[1..];

    sealed record Counts(long All, long Seen, string? Unseen);

    /// <summary>What stands below a list of failures, so that silence is not taken for health.</summary>
    public static async Task<(string Sentence, bool Whole)> OfHosts(Work work, CancellationToken cancel)
    {
        var counts = await work.Get<Counts>(
            """
            select count(*) as all, count(*) filter (where away_since is null and seen_at >= @Since) as seen,
                   (array_agg(name order by name) filter (where away_since is not null or seen_at is null or seen_at < @Since))[1] as unseen
            from   servers
            where  purpose = 'host'
            """, new { Since = work.Now - HostWatch.Fresh }, cancel);
        var (unseen, lately) = (counts.All - counts.Seen, HostWatch.Fresh.InWords());
        return counts.All == 0 ? ("There is no server yet.", true)
            : unseen == 0
                ? ($"{(counts.All == 1 ? "The server was" : $"All {counts.All} servers were")} looked at within the last {lately}.", true)
            : unseen == counts.All ? ($"But no server was looked at within the last {lately}, so nobody knows how things are.", false)
            : ($"But {unseen} of {counts.All} servers can't be seen, {counts.Unseen} among them: nobody knows how things are there.", false);
    }
}
