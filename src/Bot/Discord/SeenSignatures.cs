using System.Security.Cryptography;
using System.Text;

namespace OpsBot.Bot.Discord;

/// <summary>Remembers which signed requests came, for as long as they would be good once more; of a flood, the newest.</summary>
sealed class SeenSignatures(TimeProvider time)
{
    // A request may be five minutes ahead of this machine's clock and is good for five more after that.
    static readonly TimeSpan generation = TimeSpan.FromMinutes(10);

    const int MostInOne = 50_000;

    readonly Lock gate = new();
    HashSet<Int128> newer = [];
    HashSet<Int128> older = [];
    long since = time.GetTimestamp();

    /// <summary>True the first time; capital letters make no other signature of it.</summary>
    public bool IsNew(string signatureHex)
    {
        var key = BitConverter.ToInt128(SHA256.HashData(Encoding.ASCII.GetBytes(signatureHex.ToLowerInvariant())));
        lock (gate)
        {
            if (newer.Count >= MostInOne || time.GetElapsedTime(since) >= generation)
                (older, newer, since) = (newer, [], time.GetTimestamp());
            return !older.Contains(key) && newer.Add(key);
        }
    }
}
