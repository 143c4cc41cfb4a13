namespace OpsBot.Sandbox.Workspace.Shell;

/// <summary>A message in a stream.</summary>
public sealed record Line<TMessage>(string Id, DateTimeOffset At, TMessage Message);

/// <summary>A message and the one above it, which it may continue.</summary>
public sealed record Pair<TMessage>(TMessage Message, TMessage? Before);
