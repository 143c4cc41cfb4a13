namespace OpsBot.Bot.Discord;

/// <summary>What the bot may do in a channel (https://docs.discord.com/developers/topics/permissions).</summary>
static class Permissions
{
    /// <summary>What the bot needs, as Discord's settings call it.</summary>
    static readonly (ulong Bit, string Name)[] needed =
        [(ViewChannel, "View Channel"), (SendMessages, "Send Messages"), (1UL << 15, "Attach Files"), (1UL << 16, "Read Message History")];

    const ulong Administrator = 1UL << 3;
    const ulong ViewChannel = 1UL << 10;
    const ulong SendMessages = 1UL << 11;
    const ulong SendInThreads = 1UL << 38;
    const ulong PinMessages = 1UL << 51;

    /// <summary>All of them together, for the address that invites the bot.</summary>
    public const ulong Invited = ViewChannel | SendMessages | (1UL << 15) | (1UL << 16) | SendInThreads | PinMessages;

    /// <summary>What is missing there; pinning only where a dashboard is to stand.</summary>
    public static IReadOnlyList<string> Missing(DiscordChannel channel, Membership member, bool pins)
    {
        if ((member.Allowed & Administrator) != 0) return [];
        var allowed = In(channel, member);
        return
        [
            .. needed.Select(need => need.Bit == SendMessages && channel.IsThread ? (SendInThreads, "Send Messages in Threads") : need)
                .Concat(pins ? [(PinMessages, "Pin Messages")] : [])
                .Where(need => (allowed & need.Item1) == 0).Select(need => need.Item2),
        ];
    }

    // The server's roles first, then what the channel changes for everybody, for the bot's roles together, and for the bot itself.
    static ulong In(DiscordChannel channel, Membership member)
    {
        var allowed = member.Allowed;
        foreach (var everybody in channel.Overwrites.Where(one => one.Id == member.Everybody))
            allowed = (allowed & ~everybody.Deny) | everybody.Allow;
        var roles = channel.Overwrites.Where(one => one.Id != member.Everybody && member.Roles.Contains(one.Id)).ToList();
        foreach (var role in roles) allowed &= ~role.Deny;
        foreach (var role in roles) allowed |= role.Allow;
        foreach (var own in channel.Overwrites.Where(one => one.Id == member.UserId)) allowed = (allowed & ~own.Deny) | own.Allow;
        return allowed;
    }
}

/// <summary>The bot in its server: its roles, and what they allow it where no channel says otherwise.</summary>
/// <param name="Everybody">The role that every member has; its id is the server's.</param>
sealed record Membership(string UserId, string Everybody, IReadOnlyList<string> Roles, ulong Allowed);
