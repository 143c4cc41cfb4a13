namespace OpsBot.Sandbox.Workspace.Shell;

/// <summary>One line of the list above the composer.</summary>
public sealed record Candidate(string Insert, string Label, string Description = "", string Hint = "");
