using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>
/// A session with the gateway, which outlives its connections and its bot: whoever knows it can go on with it, and is told again
/// what came after the number it names. That number stays behind the first interaction that is not in the inbox yet.
/// </summary>
sealed class GatewaySession(string id, Uri resumeUrl, long safe)
{
    sealed record Memo(string Session, Uri ResumeUrl, long Safe, string Token);

    readonly Lock gate = new();
    readonly SortedSet<long> open = [];
    long last = safe;

    public string Id => id;

    public Uri ResumeUrl => resumeUrl;

    /// <summary>All up to this one are done with.</summary>
    public long Safe { get { lock (gate) return open.Count > 0 ? Math.Min(open.Min - 1, last) : last; } }

    /// <summary>It came, and is open until it is done; told again, it is still the same one.</summary>
    public void Open(long number)
    {
        lock (gate)
        {
            last = Math.Max(last, number);
            open.Add(number);
        }
    }

    public void Done(long number)
    {
        lock (gate) open.Remove(number);
    }

    /// <summary>For the successor, which has to have the same token to go on with it.</summary>
    public string Write(string token) => Json.Text(new Memo(id, resumeUrl, Safe, Fingerprint(token)));

    /// <summary>None where the memo holds no session, or one of another token.</summary>
    public static GatewaySession? Read(string memo, string token)
    {
        try
        {
            return Json.Read<Memo>(memo) is { Session.Length: > 0, ResumeUrl.IsAbsoluteUri: true } left && left.Token == Fingerprint(token)
                ? new(left.Session, left.ResumeUrl, left.Safe) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string Fingerprint(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 8));
}
