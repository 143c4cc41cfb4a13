using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>One message on its way to one place, in its newest wording: a reply or a form, never both.</summary>
public sealed record Outgoing(string Key, long Version, string Place, string Lane)
{
    public Reply? Reply { get; init; }

    public Form? Form { get; init; }

    /// <summary>What the platform answered when it was first sent; none before. Given, the message is edited.</summary>
    public string? Ref { get; init; }

    public DateTimeOffset SaidAt { get; init; }

    /// <summary>How often this place has taken this message; reply links wear out.</summary>
    public int Sends { get; init; }

    /// <summary>Counts from 1 and starts again after each success.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Long work that is not at its end yet.</summary>
    public bool IsUnderWay => Reply is { } reply && reply.Parts.OfType<Progress>().Any(progress =>
        progress.Steps.All(step => step.State is not StepState.Failed) && progress.Steps.Any(step => step.State is not StepState.Done));
}

/// <summary>What came of a delivery.</summary>
public abstract record Delivered
{
    /// <summary>It stands there; Ref edits it later. Rest keeps the lane quiet for a moment (one post a second for each channel).</summary>
    public sealed record Sent(string Ref) : Delivered
    {
        public TimeSpan Rest { get; init; }
    }

    /// <summary>Not now: rate limit, server error, network. Without After the wait doubles with each attempt.</summary>
    public sealed record RetryLater(string Reason, TimeSpan? After = null) : Delivered;

    /// <summary>Never: the channel is archived. It is logged and given up.</summary>
    public sealed record Gone(string Reason) : Delivered;

    /// <summary>Too late, and nobody misses it: who clicked has seen that no dialog opened, and clicks again.</summary>
    public sealed record Expired(string Reason) : Delivered;

    /// <summary>Not there, but here: no channel post is possible, so it becomes a direct message.</summary>
    public sealed record Moved(string Place, string Lane, string Reason) : Delivered;
}
