using System.Security.Cryptography;

namespace OpsBot.Core.Servers.Secrets;

/// <summary>
/// All secrets of one server, opened. Nothing that writes it down finds them: it has no text and no properties, and stays in a step.
/// </summary>
public sealed class ServerSecrets
{
    const int Bytes = 32;

    readonly IReadOnlyDictionary<SecretName, string> values;

    internal ServerSecrets(IReadOnlyDictionary<SecretName, string> values) =>
        this.values = SecretName.All.All(values.ContainsKey) ? values : throw new ArgumentException("One of the secrets is missing.");

    public string this[SecretName name] => values[name];

    /// <summary>Letters and digits: they stand in files and addresses.</summary>
    internal static ServerSecrets AtRandom() =>
        new(SecretName.All.ToDictionary(name => name, _ => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes))));

    public override string ToString() => "Secrets of a server (hidden)";
}
