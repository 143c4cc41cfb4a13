namespace OpsBot.Sandbox.Discord;

/// <summary>What its members may do in the server.</summary>
public sealed record ServerRole(string Id, string Name, long Permissions);

/// <summary>The server's roles: everybody's, and the one that came with the app when it was invited.</summary>
public sealed class Roles
{
    internal const long ViewChannel = 1L << 10;
    internal const long ManageMessages = 1L << 13;
    internal const long PinMessages = 1L << 51;
    const long SendMessages = 1L << 11;
    const long AttachFiles = 1L << 15;
    const long ReadMessageHistory = 1L << 16;
    const long SendMessagesInThreads = 1L << 38;

    readonly DiscordWorld world;

    internal Roles(DiscordWorld world)
    {
        this.world = world;
        // As the link asks that invites the app.
        Bots = new(world.Ids.Next(), world.App.Name,
            ViewChannel | SendMessages | AttachFiles | ReadMessageHistory | SendMessagesInThreads | PinMessages);
    }

    /// <summary>Its id is the server's.</summary>
    public ServerRole Everyone => new(world.Guild.Id, "@everyone", Person.MemberPermissions);

    /// <summary>Set it to give the app other permissions than it was invited with.</summary>
    public ServerRole Bots { get; set; }

    /// <summary>Those that a member has besides everybody's.</summary>
    internal IEnumerable<ServerRole> Of(Person person) => person.Id == world.App.BotUserId ? [Bots] : [];

    /// <summary>A member's permissions where no channel says otherwise.</summary>
    internal long PermissionsOf(Person person) => Of(person).Aggregate(person.Permissions, (bits, role) => bits | role.Permissions);

    /// <summary>Whether the app may do that in the channel.</summary>
    internal bool AppMay(long permission, Channel channel) =>
        ((Everyone.Permissions | Bots.Permissions) & ~DeniedTo(channel) & permission) == permission;

    /// <summary>What the channel denies the app's role.</summary>
    internal static long DeniedTo(Channel channel) =>
        (channel.HidesFromApp ? ViewChannel : 0) | (channel.MutesApp ? SendMessages : 0) | (channel.AppMayManage
            ? 0 : ManageMessages | PinMessages);
}
