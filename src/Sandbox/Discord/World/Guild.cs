namespace OpsBot.Sandbox.Discord;

/// <summary>What people call a server.</summary>
public sealed record Guild(string Id, string Name, string OwnerId);
