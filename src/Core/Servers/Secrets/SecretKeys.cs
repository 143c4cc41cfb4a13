using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Secrets;

/// <summary>What a secret is where it is kept: under which key, and the sealed bytes.</summary>
sealed record SealedSecret(ServerId Server, SecretName Name, bool Next, string KeyId, byte[] Sealed);

/// <summary>
/// Seals with the newest key and opens with any it has, by AES-256-GCM. The seal holds for one server and one name: in another's place
/// it does not open.
/// </summary>
public sealed class SecretKeys
{
    const int NonceLength = 12, TagLength = 16;

    readonly Dictionary<string, byte[]> byId;
    readonly byte[]? newest;

    public SecretKeys(IOptions<SecretsOptions> options)
    {
        newest = options.Value.Key.Length > 0 ? Convert.FromBase64String(options.Value.Key) : null;
        NewestId = newest is null ? null : IdOf(newest);
        byId = options.Value.OldKeys.Where(text => text.Length > 0).Select(Convert.FromBase64String).Concat(newest is null ? [] : [newest])
            .DistinctBy(IdOf).ToDictionary(IdOf);
    }

    /// <summary>Under which everything is to be sealed; none where no servers are rented.</summary>
    public string? NewestId { get; }

    internal SealedSecret Seal(ServerId server, SecretName name, string value, bool next = false)
    {
        if (newest is null) throw new InvalidOperationException("Without a key nothing can be sealed.");
        var plain = Encoding.UTF8.GetBytes(value);
        var bytes = new byte[NonceLength + plain.Length + TagLength];
        var nonce = bytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(newest, TagLength);
        var (text, tag) = (NonceLength, NonceLength + plain.Length);
        cipher.Encrypt(nonce, plain, bytes.AsSpan(text, plain.Length), bytes.AsSpan(tag), Bound(server, name));
        return new(server, name, next, NewestId!, bytes);
    }

    /// <summary>Or why it does not open, for an operator; nothing of what is in it.</summary>
    internal Result<string> Open(SealedSecret secret)
    {
        if (!byId.TryGetValue(secret.KeyId, out var key))
            return new Refusal($"What is known of this server is sealed under the key {secret.KeyId}, which this OpsBot does not have. "
                + "Give it that key as OPSBOT_Secrets__OldKeys__0.");
        var bytes = secret.Sealed.AsSpan();
        if (bytes.Length < NonceLength + TagLength) return Broken(secret);
        var plain = new byte[bytes.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(key, TagLength);
        try
        {
            cipher.Decrypt(bytes[..NonceLength], bytes[NonceLength..^TagLength], bytes[^TagLength..], plain,
                Bound(secret.Server, secret.Name));
        }
        catch (AuthenticationTagMismatchException)
        {
            return Broken(secret);
        }
        return Encoding.UTF8.GetString(plain);
    }

    static Refusal Broken(SealedSecret secret) => new(
        $"The {secret.Name.Words()} kept for this server was changed in the database, or is another's, so it is not used. "
        + "Restore the table server_secrets from a backup.");

    static byte[] Bound(ServerId server, SecretName name) => Encoding.UTF8.GetBytes($"opsbot server secret\n{server.Value:n}\n{name.Snake()}");

    // Names the key without telling anything of it.
    static string IdOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData([.. "opsbot secrets key\n"u8, .. key]).AsSpan(0, 6));
}
