namespace OpsBot.Sandbox;

/// <summary>What a spell of trouble does to a call.</summary>
public enum TroubleKind
{
    /// <summary>Answers late.</summary>
    Slow,
    /// <summary>The connection breaks before anything happened.</summary>
    Cut,
    /// <summary>HTTP 429, and again for whoever comes back before its time is over.</summary>
    RateLimited,
    /// <summary>HTTP 500 before anything happened.</summary>
    ServerError,
    /// <summary>An error after the call took effect.</summary>
    AnswerLost,
}

/// <summary>Whose calls a 429 is about. https://docs.discord.com/developers/topics/rate-limits#header-format</summary>
public enum LimitScope
{
    /// <summary>The app's own, of one route.</summary>
    User,
    /// <summary>Everybody's, of one route: nobody is to blame for it.</summary>
    Shared,
    /// <summary>All that the bot does with its token.</summary>
    Global,
}

/// <summary>
/// Trouble that strikes so many times, calls of one route (<c>POST /channels/{channel}/messages</c>, <c>chat.postMessage</c>) or of any.
/// </summary>
public sealed record Spell(TroubleKind Kind, int Left, TimeSpan Delay, string? Route)
{
    public LimitScope Scope { get; init; }
}

/// <summary>
/// What befalls one call. <paramref name="Delay"/>: how late it is answered, or how long its route is closed from now on.
/// </summary>
sealed record Struck(TroubleKind Kind, TimeSpan Delay, LimitScope Scope = LimitScope.User)
{
    /// <summary>It was sent by somebody who had been told to wait.</summary>
    internal bool IsEarly { get; init; }
}

/// <summary>The trouble that waits for calls, and the routes that a 429 has closed.</summary>
public sealed class Spells(TimeProvider time, Action changed)
{
    // A call that was on its way when the 429 was said is refused as well, and nobody's mistake.
    static readonly TimeSpan OnItsWay = TimeSpan.FromMilliseconds(200);

    readonly Lock gate = new();
    readonly List<Spell> waiting = [];
    readonly Dictionary<string, Closing> closed = [];
    Closing? closedForBot;

    public IReadOnlyList<Spell> All
    {
        get { lock (gate) return [.. waiting]; }
    }

    /// <summary>When the last closed route opens again; null when all are open.</summary>
    public DateTimeOffset? ClosedUntil
    {
        get
        {
            lock (gate)
            {
                var now = time.GetUtcNow();
                return closed.Values.Append(closedForBot).Where(each => each?.Until > now).Max(each => each?.Until);
            }
        }
    }

    public void Add(Spell spell)
    {
        lock (gate) waiting.Add(spell);
        changed();
    }

    /// <summary>Nothing waits any more, and every route is open.</summary>
    public void Clear()
    {
        lock (gate)
        {
            waiting.Clear();
            closed.Clear();
            closedForBot = null;
        }

        changed();
    }

    /// <summary>
    /// What befalls this call, if anything. <paramref name="bucket"/>: what its 429 closes, where that is less than the route; <paramref
    /// name="isBots"/>: made with the bot's token.
    /// </summary>
    internal Struck? Strike(string route, string? bucket = null, bool isBots = true)
    {
        Struck struck;
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (ClosingOf(bucket ?? route, isBots, now) is { } closing)
                return new(TroubleKind.RateLimited, closing.Until - now, closing.Scope) { IsEarly = now - closing.Since >= OnItsWay };
            var index = waiting.FindIndex(spell => (spell.Route is null || spell.Route == route)
                && (isBots || spell.Scope is not LimitScope.Global));
            if (index < 0) return null;
            var spell = waiting[index];
            if (spell.Left > 1)
                waiting[index] = spell with { Left = spell.Left - 1 };
            else
                waiting.RemoveAt(index);
            if (spell.Kind is TroubleKind.RateLimited) Close(bucket ?? route, new(now, now + spell.Delay, spell.Scope));
            struck = new(spell.Kind, spell.Delay, spell.Scope);
        }

        changed();
        return struck;
    }

    Closing? ClosingOf(string bucket, bool isBots, DateTimeOffset now)
    {
        if (isBots && closedForBot?.Until > now) return closedForBot;
        return closed.GetValueOrDefault(bucket) is { } own && own.Until > now ? own : null;
    }

    void Close(string bucket, Closing closing)
    {
        if (closing.Scope is LimitScope.Global)
            closedForBot = closing;
        else
            closed[bucket] = closing;
    }

    sealed record Closing(DateTimeOffset Since, DateTimeOffset Until, LimitScope Scope);
}
