namespace OpsBot.Sandbox;

/// <summary>A platform that is away for a while: no call is answered, no connection stays open, and nothing is delivered.</summary>
public sealed class Absence(TimeProvider time, Action left, Action changed)
{
    readonly Lock gate = new();

    public bool IsAway => Until is not null;

    /// <summary>When it is back; null while it is there.</summary>
    public DateTimeOffset? Until
    {
        get { lock (gate) return field > time.GetUtcNow() ? field : null; }
        private set { lock (gate) field = value; }
    }

    /// <summary>How being away looks to a caller: the connection breaks, or a 503.</summary>
    public bool BreaksConnections { get; set; } = true;

    /// <summary>For that long, or until it comes back.</summary>
    public void GoAway(TimeSpan? duration)
    {
        Until = duration is { } limited ? time.GetUtcNow() + limited : DateTimeOffset.MaxValue;
        left();
        changed();
    }

    public void ComeBack()
    {
        Until = null;
        changed();
    }

    /// <summary>True when the caller found nobody there.</summary>
    internal async Task<bool> Handled(HttpContext context)
    {
        if (!IsAway) return false;
        if (BreaksConnections)
        {
            context.Abort();
            return true;
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsync("upstream connect error or disconnect/reset before headers", context.RequestAborted);
        return true;
    }
}
