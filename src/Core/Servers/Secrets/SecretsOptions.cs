using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Secrets;

/// <summary>The section "Secrets": what servers' secrets are sealed with.</summary>
public sealed class SecretsOptions : ISettings
{
    public const string Section = "Secrets";

    const int KeyLength = 32;

    /// <summary>Seals them: base64 of 32 random bytes. Needed where servers are rented.</summary>
    public string Key { get; init; } = "";

    /// <summary>Keys of before, until a worker has sealed everything anew.</summary>
    public IReadOnlyList<string> OldKeys { get; init; } = [];

    /// <summary>Servers can be made, and each has secrets.</summary>
    internal bool IsNeeded { get; set; }

    public IEnumerable<string> Problems
    {
        get
        {
            if (Key.Length == 0 && IsNeeded)
                yield return "OPSBOT_Secrets__Key is not set, but servers are rented (OPSBOT_Hetzner__Token). It seals what only a server and "
                    + "OpsBot know: make one with `openssl rand -base64 32`, give bot and worker the same, and keep a copy outside the database.";
            else if (Key.Length > 0 && !IsKey(Key))
                yield return "OPSBOT_Secrets__Key is not base64 of 32 bytes. Make one with `openssl rand -base64 32`.";
            for (var i = 0; i < OldKeys.Count; i++)
                if (OldKeys[i].Length > 0 && !IsKey(OldKeys[i]))
                    yield return $"OPSBOT_Secrets__OldKeys__{i} is not base64 of 32 bytes. Put back the key that was in use, or remove it.";
        }
    }

    static bool IsKey(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == KeyLength;
    }

    public override string ToString() => "Secrets (keys hidden)";
}
