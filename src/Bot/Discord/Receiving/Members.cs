using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace OpsBot.Bot.Discord;

/// <summary>What Discord says of somebody: in the server, or not, or it could not be asked.</summary>
enum Standing { InServer, Left, Unknown }

/// <summary>
/// Who is in the server. What is done there, Discord vouches for itself; old direct messages keep their buttons also for those who have
/// left since.
/// </summary>
sealed class Members(DiscordApi api, IOptions<DiscordOptions> options, TimeProvider time)
{
    // So that turning pages asks once; whoever leaves can click for no longer than that.
    static readonly TimeSpan remembered = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<string, long> seen = new();

    public async Task<Standing> Of(string user, CancellationToken cancel)
    {
        if (seen.TryGetValue(user, out var at) && time.GetElapsedTime(at) < remembered) return Standing.InServer;
        var failure = await api.LookUpMember(options.Value.GuildId, user, cancel);
        if (failure is null) seen[user] = time.GetTimestamp();
        else seen.TryRemove(user, out _);
        return failure switch
        {
            null => Standing.InServer,
            { IsUnknownMember: true } => Standing.Left,
            _ => Standing.Unknown,
        };
    }
}
