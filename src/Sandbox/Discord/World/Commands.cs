using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The commands that the app registered, for the server or globally.</summary>
public sealed class Commands(DiscordWorld world)
{
    const string Global = "";

    readonly ConcurrentDictionary<string, ImmutableArray<AppCommand>> byScope = new();

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
               let known = before.FirstOrDefault(old => old.Name == (string?)given["name"] && (int)old.Kind == ((int?)given["type"] ?? 1))
               select ReadCommand.From(given, known?.Id ?? world.Ids.Next(), version, world.App.ApplicationId, guildId)
        ];
        byScope[guildId ?? Global] = registered;
        world.Announce(new(Changed.App));
        return registered;
    }

    /// <summary>What a person's client offers in a channel: none of the server's own in direct messages, none that ask for more rights than they have.</summary>
    public IReadOnlyList<AppCommand> SeenBy(Person person, Channel channel) => channel.IsDirectMessage
        ? [.. Of(null).Where(command => command.WorksInDirectMessages)]
        : [.. Of(world.Guild.Id).Concat(Of(null)).DistinctBy(command => (command.Kind, command.Name)).Where(command => command.IsShownTo(person))];

    /// <summary>Everything that can be typed after a slash there.</summary>
    public IReadOnlyList<Runnable> RunnableBy(Person person, Channel channel) =>
        [.. SeenBy(person, channel).Where(command => command.Kind is CommandKind.Slash).SelectMany(command => command.Runnables)];
}
