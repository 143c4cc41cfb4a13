namespace OpsBot.Sandbox.Slack;

/// <summary>The switches that make the pretend Slack behave badly. Posts to response URLs are the method <c>response_url</c>.</summary>
public sealed class Trouble(SlackWorld world)
{
    public Spells Spells { get; } = new(world.Time, () => world.Announce(new(Changed.Trouble)));

    public Absence Absence { get; } = new(world.Time, world.Sockets.Drop, () => world.Announce(new(Changed.Trouble)));

    public void GoAway(TimeSpan duration) => Absence.GoAway(duration);

    public void SlowDown(int calls, TimeSpan by, string? method = null) => Spells.Add(new(TroubleKind.Slow, calls, by, method));

    /// <summary>
    /// The next call is refused, and its method stays closed for that long; the first call after that is refused the same way, so many
    /// <paramref name="times"/> in all.
    /// </summary>
    public void RateLimit(int times, TimeSpan retryAfter, string? method = null) =>
        Spells.Add(new(TroubleKind.RateLimited, times, retryAfter, method));

    /// <summary>HTTP 500 with a page instead of JSON.</summary>
    public void Break(int calls, string? method = null) => Spells.Add(new(TroubleKind.ServerError, calls, TimeSpan.Zero, method));

    /// <summary>It is done, but the app is told of a fatal_error.</summary>
    public void LoseAnswer(int calls, string? method = null) => Spells.Add(new(TroubleKind.AnswerLost, calls, TimeSpan.Zero, method));

    /// <summary>Cuts every socket without a goodbye.</summary>
    public void DropSockets() => world.Sockets.Drop();

    public void Clear()
    {
        Spells.Clear();
        Absence.ComeBack();
    }
}
