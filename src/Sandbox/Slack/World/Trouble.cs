namespace OpsBot.Sandbox.Slack;

/// <summary>What a spell of trouble does to an API call.</summary>
public enum TroubleKind
{
    /// <summary>Answers late.</summary>
    Slow,
    /// <summary>HTTP 429 with Retry-After.</summary>
    RateLimited,
    /// <summary>HTTP 500 with a page instead of JSON.</summary>
    ServerError,
    /// <summary>HTTP 200 with fatal_error, after the call took effect.</summary>
    FatalError,
}

/// <summary>A number of API calls that will go wrong, of one method or of any.</summary>
public sealed record Spell(TroubleKind Kind, int CallsLeft, TimeSpan Delay, string? Method);

/// <summary>The switches that make the pretend Slack behave badly.</summary>
public sealed class Trouble(SlackWorld world)
{
    readonly Lock gate = new();
    readonly List<Spell> spells = [];
    DateTimeOffset awayUntil;

    /// <summary>No API call is answered, no socket stays open, and nothing is delivered.</summary>
    public bool IsAway => AwayUntil is { } until && world.Time.GetUtcNow() < until;

    public DateTimeOffset? AwayUntil
    {
        get { lock (gate) return awayUntil == default ? null : awayUntil; }
    }

    /// <summary>How being away looks to a caller: the connection breaks, or a 503.</summary>
    public bool AwayBreaksConnections { get; set; } = true;

    public IReadOnlyList<Spell> Spells
    {
        get { lock (gate) return [.. spells]; }
    }

    public void GoAway(TimeSpan duration)
    {
        lock (gate) awayUntil = world.Time.GetUtcNow() + duration;
        world.Sockets.Drop();
        world.Announce(new(Changed.Trouble));
    }

    public void ComeBack()
    {
        lock (gate) awayUntil = default;
        world.Announce(new(Changed.Trouble));
    }

    public void SlowDown(int calls, TimeSpan by, string? method = null) => Add(new(TroubleKind.Slow, calls, by, method));

    public void RateLimit(int calls, TimeSpan retryAfter, string? method = null) => Add(new(TroubleKind.RateLimited, calls, retryAfter, method));

    public void Break(int calls, string? method = null) => Add(new(TroubleKind.ServerError, calls, TimeSpan.Zero, method));

    public void FailFatally(int calls, string? method = null) => Add(new(TroubleKind.FatalError, calls, TimeSpan.Zero, method));

    /// <summary>Cuts every socket without a goodbye.</summary>
    public void DropSockets() => world.Sockets.Drop();

    public void Clear()
    {
        lock (gate)
        {
            spells.Clear();
            awayUntil = default;
        }

        world.Announce(new(Changed.Trouble));
    }

    /// <summary>The spell that hits this call, one of its calls used up.</summary>
    internal Spell? Strike(string method)
    {
        Spell? struck;
        lock (gate)
        {
            var index = spells.FindIndex(spell => spell.Method is null || spell.Method == method);
            if (index < 0) return null;
            struck = spells[index];
            if (struck.CallsLeft > 1)
                spells[index] = struck with { CallsLeft = struck.CallsLeft - 1 };
            else
                spells.RemoveAt(index);
        }

        world.Announce(new(Changed.Trouble));
        return struck;
    }

    void Add(Spell spell)
    {
        lock (gate) spells.Add(spell);
        world.Announce(new(Changed.Trouble));
    }
}
