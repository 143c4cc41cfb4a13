namespace OpsBot.Sandbox.Discord;

/// <summary>The installed application: its credentials, and where its interactions are delivered.</summary>
public sealed record DiscordApp
{
    public string Name { get; init; } = "OpsBot";
    public required string ApplicationId { get; init; }

    /// <summary>The same number as the application's in every app made since 2018.</summary>
    public required string BotUserId { get; init; }
    public required string Token { get; init; }

    /// <summary>The 32 bytes that deliveries are signed with; known to Discord alone.</summary>
    public required ReadOnlyMemory<byte> PrivateSeed { get; init; }

    /// <summary>
    /// Null: interactions go over the gateway. Set it through <c>world.SetInteractionsUrl</c>, which tests the address first, as Discord
    /// does.
    /// </summary>
    public Uri? InteractionsUrl { get; init; }

    /// <summary>Gateway intents that need asking for in the developer portal and were not.</summary>
    public long DisallowedIntents { get; init; } = 1 << 1 | 1 << 8 | 1 << 15;

    /// <summary>64 hex digits, which the app verifies deliveries with.</summary>
    public string PublicKey => Convert.ToHexStringLower(Ed25519.PublicKeyOf(PrivateSeed.Span));

    public override string ToString() => $"{Name} (secrets hidden)";
}

/// <summary>What people call a server.</summary>
public sealed record Guild(string Id, string Name, string OwnerId);
