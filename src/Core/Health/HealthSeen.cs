using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>What one service was seen to be: after how many milliseconds it answered, or why it did not.</summary>
public sealed record Probed(int? Ms, string? Why)
{
    public bool Answers => Ms is not null;

    public static Probed After(int ms) => new(ms, null);

    public static Probed Not(string why) => new(null, why);
}

/// <summary>What was seen of a server, all its services looked at.</summary>
public sealed record HealthSeen(Probed Convex, Probed Web, Probed Mta)
{
    const int LongestWhy = 300;

    /// <summary>Why its node does not tell how its services are; then it is not known that they are well, nor that they are not.</summary>
    public string? Blind { get; init; }

    public ServicesSeen Services => new(Convex.Answers, Web.Answers, Mta.Answers);

    public HealthState Health => Services.Health;

    /// <summary>How long the slowest of those took that answered; that is how long the server took.</summary>
    public int? Slowest => new[] { Convex.Ms, Web.Ms, Mta.Ms }.Max();

    /// <summary>What is wrong, as a sentence; none where all answer.</summary>
    public string? Why => Blind?.Cut(LongestWhy) ?? (Services.AllAnswer ? null : Sentence.Cut(LongestWhy));

    string Sentence
    {
        get
        {
            var silent = new[] { ("Convex", Convex), ("web", Web), ("mail", Mta) }
                .Where(one => !one.Item2.Answers).Select(one => (Name: one.Item1, Why: one.Item2.Why ?? "no answer")).ToList();
            return silent.Select(one => one.Why).Distinct().Count() == 1 && silent.Count == 3
                ? $"None of its services answers: {silent[0].Why}."
                : $"{string.Join("; ", silent.Select(one => $"{one.Name}: {one.Why}"))}.";
        }
    }
}
