namespace OpsBot.Sandbox.Workspace.Shell;

/// <summary>A message in a stream.</summary>
public sealed record Line<TMessage>(string Id, DateTimeOffset At, TMessage Message)
{
    /// <summary>This person said it, or it answers them alone: the stream goes there, wherever they were reading.</summary>
    public bool IsOwn { get; init; }
}

/// <summary>A message and the one above it, which it may continue.</summary>
public sealed record Pair<TMessage>(TMessage Message, TMessage? Before);
