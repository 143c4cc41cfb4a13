using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Secrets;

/// <summary>What the services of a server keep from everybody, and what OpsBot opens its node with.</summary>
public enum SecretName
{
    /// <summary>Opens the node: whoever has it is OpsBot, as far as the server knows.</summary>
    InstanceSecret,
    ConvexAdminKey,
    RedisPassword,
    MtaApiKey,
    MtaWebhookSecret,
    BounceVerpKey,
    MailSyncApiKey,
}

static class SecretNames
{
    static readonly IReadOnlyList<SecretName> all = Enum.GetValues<SecretName>();

    extension(SecretName name)
    {
        public static IReadOnlyList<SecretName> All => all;

        /// <summary>As the server's environment calls it: INSTANCE_SECRET.</summary>
        public string Variable => name.Snake().ToUpperInvariant();
    }
}
