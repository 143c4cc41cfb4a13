namespace OpsBot.Sandbox;

/// <summary>The switches that make a stand-in behave badly; routes are named as in the journal.</summary>
public sealed class Troubles(TimeProvider time, Action left, Action changed)
{
    public Spells Spells { get; } = new(time, changed);

    public Absence Absence { get; } = new(time, left, changed);

    /// <summary>For that long, or until it comes back.</summary>
    public void GoAway(TimeSpan? duration = null) => Absence.GoAway(duration);

    public void SlowDown(int calls, TimeSpan by, string? route = null) => Spells.Add(new(TroubleKind.Slow, calls, by, route));

    /// <summary>
    /// The next call is refused, and its route stays closed for that long, on Discord only where it was about the same; the first call
    /// after that is refused the same way, so many <paramref name="times"/> in all.
    /// </summary>
    public void RateLimit(int times, TimeSpan retryAfter, string? route = null, LimitScope scope = LimitScope.User) =>
        Spells.Add(new(TroubleKind.RateLimited, times, retryAfter, route) { Scope = scope });

    /// <summary>The platform's own error, before anything happened.</summary>
    public void Break(int calls, string? route = null) => Spells.Add(new(TroubleKind.ServerError, calls, TimeSpan.Zero, route));

    /// <summary>The connection breaks before anything happened.</summary>
    public void BreakConnections(int calls, string? route = null) => Spells.Add(new(TroubleKind.Cut, calls, TimeSpan.Zero, route));

    /// <summary>It is done, but the app is told of an error.</summary>
    public void LoseAnswer(int calls, string? route = null) => Spells.Add(new(TroubleKind.AnswerLost, calls, TimeSpan.Zero, route));

    public void Clear()
    {
        Spells.Clear();
        Absence.ComeBack();
    }
}
