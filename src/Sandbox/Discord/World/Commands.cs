using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The commands that the app registered, for the server or globally.</summary>
public sealed class Commands(DiscordWorld world)
{
    const string Global = "";

    /// <summary>https://docs.discord.com/developers/interactions/application-commands#registering-a-command</summary>
    public const int MostCreatesPerDay = 200;

    static readonly TimeSpan Day = TimeSpan.FromHours(24);

    readonly ConcurrentDictionary<string, ImmutableArray<AppCommand>> byScope = new();
    readonly Lock gate = new();
    readonly Dictionary<string, (DateTimeOffset Since, int Count)> creates = [];

    /// <summary>Null: the global ones.</summary>
    public ImmutableArray<AppCommand> Of(string? guildId) => byScope.GetValueOrDefault(guildId ?? Global, []);

    /// <summary>Puts these in place of all that the scope had; a command keeps its id by kind and name.</summary>
    public ImmutableArray<AppCommand> Replace(string? guildId, JsonArray commands)
    {
        var before = Of(guildId);
        var version = world.Ids.Next();
        ImmutableArray<AppCommand> registered =
        [
            .. from JsonObject given in commands
               let known = Known(before, given)
               select ReadCommand.From(given, known?.Id ?? world.Ids.Next(), version, world.App.ApplicationId, guildId)
        ];
        byScope[guildId ?? Global] = registered;
        world.Announce(new(Changed.App));
        return registered;
    }

    /// <summary>False when the scope would get more new ones than it may in a day; those that are there already are not counted.</summary>
    internal bool CountCreates(string? guildId, JsonArray commands)
    {
        var before = Of(guildId);
        var added = commands.OfType<JsonObject>().Count(given => Known(before, given) is null);
        var now = world.Time.GetUtcNow();
        lock (gate)
        {
            var today = creates.GetValueOrDefault(guildId ?? Global);
            if (today.Since + Day <= now) today = (now, 0);
            if (today.Count + added > MostCreatesPerDay) return false;
            creates[guildId ?? Global] = today with { Count = today.Count + added };
            return true;
        }
    }

    static AppCommand? Known(ImmutableArray<AppCommand> before, JsonObject given) =>
        before.FirstOrDefault(old => old.Name == (string?)given["name"] && (int)old.Kind == ((int?)given["type"] ?? 1));

    /// <summary>
    /// What a person's client offers in a channel: none of the server's own in direct messages, none that ask for more rights than they
    /// have.
    /// </summary>
    public IReadOnlyList<AppCommand> SeenBy(Person person, Channel channel) => channel.IsDirectMessage
        ? [.. Of(null).Where(command => command.WorksInDirectMessages)]
        : [.. Of(world.Guild.Id).Concat(Of(null)).DistinctBy(command => (command.Kind, command.Name))
            .Where(command => command.IsShownTo(person))];

    /// <summary>Everything that can be typed after a slash there.</summary>
    public IReadOnlyList<Runnable> RunnableBy(Person person, Channel channel) =>
        [.. SeenBy(person, channel).Where(command => command.Kind is CommandKind.Slash).SelectMany(command => command.Runnables)];
}
