namespace OpsBot.Sandbox.Discord;

public enum InteractionKind
{
    Ping = 1,
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    ModalSubmit = 5,
}

/// <summary>How the app answered an interaction; the numbers are those of the callback.</summary>
public enum ResponseKind
{
    Pong = 1,
    Message = 4,
    DeferredMessage = 5,
    DeferredUpdate = 6,
    UpdateMessage = 7,
    Choices = 8,
    Modal = 9,
}

/// <summary>Something that a person did with the app, from the delivery to its last answer.</summary>
public sealed record Interaction
{
    public required string Id { get; init; }
    public required string Token { get; init; }
    public required InteractionKind Kind { get; init; }
    public required string PersonId { get; init; }
    public required string ChannelId { get; init; }

    /// <summary>The command as it is written, without its slash: "instance stop".</summary>
    public string? Command { get; init; }
    public bool IsMessageCommand { get; init; }

    /// <summary>The message whose component was used, or from whose component the modal came.</summary>
    public string? MessageId { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Null until the app has answered.</summary>
    public ResponseKind? Answered { get; init; }

    /// <summary>The message that <c>@original</c> means: the answer, or the message whose component was used.</summary>
    public string? OriginalId { get; init; }
}
