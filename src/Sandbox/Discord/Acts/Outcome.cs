using System.Collections.Immutable;

namespace OpsBot.Sandbox.Discord;

/// <summary>What became of something that a person did.</summary>
public sealed record Outcome
{
    /// <summary>Under a slash command whose app was silent for three seconds.</summary>
    public const string DidNotRespond = "The application did not respond";

    /// <summary>Under a message whose button came to nothing.</summary>
    public const string InteractionFailed = "This interaction failed";

    /// <summary>On a modal whose submission came to nothing.</summary>
    public const string SomethingWentWrong = "Something went wrong. Try again.";

    /// <summary>In place of the choices of an option.</summary>
    public const string LoadingOptionsFailed = "Loading options failed";

    /// <summary>The message, modal or command is not there, or not for this person.</summary>
    public const string Gone = "gone";

    public static Outcome Done { get; } = new();

    /// <summary>The sentence that Discord's client shows; null when all went well.</summary>
    public string? Error { get; init; }

    /// <summary>What exactly went wrong, for whoever writes the app.</summary>
    public ImmutableArray<string> Details { get; init; } = [];

    /// <summary>Option name or custom_id to sentence, where the client itself refused to send.</summary>
    public ImmutableDictionary<string, string> FieldErrors { get; init; } = [];

    /// <summary>Null where nothing was delivered.</summary>
    public string? InteractionId { get; init; }

    /// <summary>The channel that came of it: a new thread.</summary>
    public string? ChannelId { get; init; }

    /// <summary>From the person's act to the first answer.</summary>
    public TimeSpan Took { get; init; }

    public bool Ok => Error is null && FieldErrors.IsEmpty;

    internal static Outcome Of(Answer answer, Interaction interaction, string sentence) => new()
    {
        Error = answer.Ok ? null : sentence,
        Details = answer.Error is null ? [] : [answer.Error, .. answer.Details],
        InteractionId = interaction.Id,
        Took = answer.Took,
    };

    internal static Outcome Failed(string error, params ImmutableArray<string> details) => new() { Error = error, Details = details };
}
