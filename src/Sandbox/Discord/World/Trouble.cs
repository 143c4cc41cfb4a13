namespace OpsBot.Sandbox.Discord;

/// <summary>What a spell of trouble does to a REST call.</summary>
public enum TroubleKind
{
    /// <summary>Answers late.</summary>
    Slow,
    /// <summary>HTTP 429 for this route.</summary>
    RateLimited,
    /// <summary>HTTP 429 for everything that the bot does.</summary>
    RateLimitedGlobally,
    /// <summary>HTTP 500 before anything happened.</summary>
    ServerError,
    /// <summary>HTTP 502 after the call took effect.</summary>
    AnswerLost,
}

/// <summary>A number of REST calls that will go wrong, of one route (<c>POST /channels/{channel}/messages</c>) or of any.</summary>
public sealed record Spell(TroubleKind Kind, int CallsLeft, TimeSpan Delay, string? Route);

/// <summary>The switches that make the pretend Discord behave badly.</summary>
public sealed class Trouble(DiscordWorld world)
{
    const string SendMessage = "POST /channels/{channel}/messages";

    readonly Lock gate = new();
    readonly List<Spell> spells = [];
    DateTimeOffset awayUntil;

    /// <summary>No call is answered, no gateway connection stays open, and nothing is delivered.</summary>
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
        world.Gateway.Drop();
        world.Announce(new(Changed.Trouble));
    }

    public void ComeBack()
    {
        lock (gate) awayUntil = default;
        world.Announce(new(Changed.Trouble));
    }

    public void SlowDown(int calls, TimeSpan by, string? route = null) => Add(new(TroubleKind.Slow, calls, by, route));

    public void RateLimit(int calls, TimeSpan retryAfter, string? route = null, bool isGlobal = false) =>
        Add(new(isGlobal ? TroubleKind.RateLimitedGlobally : TroubleKind.RateLimited, calls, retryAfter, route));

    public void Break(int calls, string? route = null) => Add(new(TroubleKind.ServerError, calls, TimeSpan.Zero, route));

    /// <summary>The message is there, but the app is told of a 502.</summary>
    public void FailMessageSend(int calls) => LoseAnswer(calls, SendMessage);

    public void LoseAnswer(int calls, string? route = null) => Add(new(TroubleKind.AnswerLost, calls, TimeSpan.Zero, route));

    /// <summary>Cuts every gateway connection without a goodbye.</summary>
    public void DropGateway() => world.Gateway.Drop();

    /// <summary>Op 7: come back on another connection.</summary>
    public void AskToReconnect() => world.Gateway.AskToReconnect();

    /// <summary>Op 9: resume, or start over.</summary>
    public void InvalidateSession(bool resumable) => world.Gateway.InvalidateSession(resumable);

    /// <summary>The connections stay open and say nothing any more: no acknowledgement, no event.</summary>
    public void StopAcknowledging() => world.Gateway.StopAcknowledging();

    /// <summary>Every event that follows is sent so many times instead of once.</summary>
    public void DuplicateDispatch(int copies = 2) => world.Gateway.CopiesOfEach = copies;

    /// <summary>Closes every gateway connection with this code (https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway).</summary>
    public void CloseWith(int code) => world.Gateway.CloseWith(code);

    public void Clear()
    {
        lock (gate)
        {
            spells.Clear();
            awayUntil = default;
        }

        world.Gateway.CopiesOfEach = 1;
        world.Announce(new(Changed.Trouble));
    }

    /// <summary>The spell that hits this call, one of its calls used up.</summary>
    internal Spell? Strike(string route)
    {
        Spell? struck;
        lock (gate)
        {
            var index = spells.FindIndex(spell => spell.Route is null || spell.Route == route);
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
