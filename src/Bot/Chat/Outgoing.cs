using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>One message on its way to one place, in its newest wording: a reply or a form, never both.</summary>
public sealed record Outgoing(string Key, long Version, ChatPlace Place)
{
    public Reply? Reply { get; init; }

    public Form? Form { get; init; }

    /// <summary>What the platform answered when it was first sent; none before. Given, the message is edited.</summary>
    public MessageRef? Ref { get; init; }

    /// <summary>The place has lasted for as long as such places do: it takes nothing any more.</summary>
    public bool IsTooLate { get; init; }

    public DateTimeOffset SaidAt { get; init; }

    /// <summary>Counts from 1 and starts again after each success.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Long work that is not at its end yet.</summary>
    public bool IsUnderWay => Reply is { } reply && reply.Parts.OfType<Progress>().Any(progress =>
        progress.Steps.All(step => step.State is not StepState.Failed) && progress.Steps.Any(step => step.State is not StepState.Done));
}

/// <summary>What a platform calls a message that stands there; given it back, it edits that one.</summary>
public sealed record MessageRef(string Id)
{
    /// <summary>The channel it stands in, where its id alone does not say.</summary>
    public string? Channel { get; init; }

    /// <summary>Which files went with it: the same are not sent twice.</summary>
    public string? Files { get; init; }

    /// <summary>Which charts stand in it as pictures, where each is a file of its own: the same are not uploaded twice.</summary>
    public IReadOnlyList<UploadedPicture>? Pictures { get; init; }

    /// <summary>How often it has used up a place that wears out.</summary>
    public int? Uses { get; init; }

    /// <summary>It is still to be pinned.</summary>
    public bool? IsUnpinned { get; init; }
}

/// <summary>A chart that was uploaded: the print of its numbers, and what the platform calls the file.</summary>
public sealed record UploadedPicture(string Print, string Id);

/// <summary>What came of a delivery.</summary>
public abstract record Delivered
{
    /// <summary>It stands there; Ref edits it later. Rest keeps the place quiet for a moment (one post a second for a channel).</summary>
    public sealed record Sent(MessageRef Ref) : Delivered
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
    public sealed record Moved(ChatPlace Place, string Reason) : Delivered;
}
