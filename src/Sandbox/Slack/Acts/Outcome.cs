using System.Collections.Immutable;

namespace OpsBot.Sandbox.Slack;

/// <summary>What became of something that a person did.</summary>
public sealed record Outcome
{
    public static Outcome Done { get; } = new();

    /// <summary>Slack's code when the app did not acknowledge it properly; null when all went well.</summary>
    public string? Error { get; init; }

    /// <summary>What exactly Slack disliked about the acknowledgement, for whoever writes the app.</summary>
    public ImmutableArray<string> Details { get; init; } = [];

    /// <summary>block_id to sentence when a form was refused.</summary>
    public ImmutableDictionary<string, string> FieldErrors { get; init; } = [];

    /// <summary>From the person's act to the acknowledgement.</summary>
    public TimeSpan Took { get; init; }

    public bool Ok => Error is null && FieldErrors.IsEmpty;

    internal static Outcome Of(Answer answer) => new() { Error = answer.Error, Took = answer.Took };

    internal static Outcome Failed(string error, params ImmutableArray<string> details) => new() { Error = error, Details = details };
}
