using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>What it takes to speak in one Discord server: section Discord, or OPSBOT_Discord__… in the environment.</summary>
sealed class DiscordOptions : ISettings
{
    public const string Section = "Discord";

    const string Portal = "https://discord.com/developers/applications, your application";

    public string Token { get; init; } = "";

    public string ApplicationId { get; init; } = "";

    /// <summary>The one server that requests are taken from; every other is refused.</summary>
    public string GuildId { get; init; } = "";

    /// <summary>Set: interactions are also taken by signed HTTP, at /discord/interactions.</summary>
    public string PublicKey { get; init; } = "";

    /// <summary>Unset it where Discord delivers by HTTP and no connection is wanted.</summary>
    public bool UseGateway { get; init; } = true;

    public Uri ApiUrl { get; init; } = new("https://discord.com/api/v10/");

    /// <summary>Where the gateway is; Discord is asked unless set.</summary>
    public Uri? GatewayUrl { get; init; }

    /// <summary>Where a session may be gone on with, token and all: at Discord's, or where it was found.</summary>
    public bool IsGateway(Uri address) => address.Host == GatewayUrl?.Host || address.Host == ApiUrl.Host
        || address is { Scheme: "wss", IsDefaultPort: true } && address.Host.EndsWith(".discord.gg", StringComparison.OrdinalIgnoreCase);

    /// <summary>For how long one bot of several has the connection, and how often it renews that.</summary>
    public LeaseLimits Lease { get; init; } = new();

    /// <summary>What is wrong, each with where to get it right; empty when all is well.</summary>
    public IEnumerable<string> Problems
    {
        get
        {
            // Three parts: the bot's id, a time, a signature.
            if (Token.Split('.') is not [{ Length: > 10 }, { Length: > 3 }, { Length: > 10 }])
                yield return Wrong(nameof(Token), Token, "the bot's token, three parts with dots between", $"{Portal}, Bot, Reset Token");
            if (!IsId(ApplicationId)) yield return Wrong(nameof(ApplicationId), ApplicationId,
                "the application's id, a number of 17 to 20 digits", $"{Portal}, General Information");
            if (!IsId(GuildId)) yield return Wrong(nameof(GuildId), GuildId, "the server's id, a number of 17 to 20 digits",
                "Discord: Settings, Advanced, Developer Mode; then right-click your server, Copy Server ID");
            if (PublicKey.Length > 0 && (PublicKey.Length != 64 || !PublicKey.All(char.IsAsciiHexDigit)))
                yield return Wrong(nameof(PublicKey), PublicKey, "the application's public key of 64 hex digits",
                    $"{Portal}, General Information");
            if (PublicKey.Length == 0 && !UseGateway)
                yield return Wrong(nameof(PublicKey), PublicKey,
                    "the application's public key (or leave OPSBOT_Discord__UseGateway out, and no public address is needed)",
                    $"{Portal}, General Information");
            if (PublicKey.Length > 0 && !Ed25519.IsAvailable)
                yield return $"{Section}:{nameof(PublicKey)} is set, but libsodium, which checks Discord's signatures, does not run on this machine. "
                    + $"Unset OPSBOT_{Section}__{nameof(PublicKey)} and let Discord deliver over the gateway.";
            if (ApiUrl is not { IsAbsoluteUri: true, Scheme: "https" or "http" } || !ApiUrl.AbsolutePath.EndsWith('/'))
                yield return Wrong(nameof(ApiUrl), "set", "an address that ends in a slash",
                    "nowhere: leave it out for Discord itself, https://discord.com/api/v10/");
            if (GatewayUrl is { } gateway && gateway is not { IsAbsoluteUri: true, Scheme: "wss" or "ws" })
                yield return Wrong(nameof(GatewayUrl), "set", "an address that begins with wss://",
                    "nowhere: leave it out, and Discord says where its gateway is");
            // Two renewals may fail, and the holder stops before it is over.
            if (Lease.Renewal <= TimeSpan.Zero || Lease.Length / 3 < Lease.Renewal)
                yield return $"{Section}:{nameof(Lease)}:{nameof(Lease.Length)} ({Lease.Length}) is not right beside {Section}:{nameof(Lease)}:{nameof(Lease.Renewal)} ({Lease.Renewal}). Set OPSBOT_{Section}__{nameof(Lease)}__{nameof(Lease.Renewal)} to more than nothing, and OPSBOT_{Section}__{nameof(Lease)}__{nameof(Lease.Length)} to at least three times that; or leave both out.";
        }
    }

    /// <summary>Discord's ids are numbers that grow with time.</summary>
    public static bool IsId(string text) => text.Length is > 15 and < 21 && text.All(char.IsAsciiDigit);

    public override string ToString() => "Discord (secrets hidden)";

    // The value itself may be a secret and is never shown.
    static string Wrong(string name, string value, string what, string where) =>
        $"{Section}:{name} {(value.Length == 0 ? "is missing" : "is not right")}. Set OPSBOT_{Section}__{name} to {what}. You find it {(where.StartsWith('h') ? "at " : "in ")}{where}.";
}
