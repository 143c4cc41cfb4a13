using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The <c>data</c> of a command, and of the autocompletion of one of its options.</summary>
static class CommandData
{
    internal static JsonObject Of(
        DiscordWorld world, Channel channel, Runnable runnable, IReadOnlyDictionary<string, string> given, string? focused)
    {
        var resolved = new JsonObject();
        var values = new JsonArray();
        foreach (var (name, value) in given)
        {
            if (value.Length == 0 && name != focused) continue;
            var option = runnable.Find(name)!;
            var json = new JsonObject { ["type"] = (int)option.Kind, ["name"] = name };
            if (name == focused)
            {
                // While it is typed, even a number is only text.
                json["value"] = value;
                json["focused"] = true;
            }
            else
            {
                json["value"] = Value(world, channel, option, value, resolved);
            }

            values.Add(json);
        }

        var data = new JsonObject { ["type"] = 1, ["name"] = runnable.Command.Name, ["id"] = runnable.Command.Id };
        if (Nested(runnable, values) is { Count: > 0 } options) data["options"] = options;
        if (runnable.Command.GuildId is { } guild) data["guild_id"] = guild;
        if (resolved.Count > 0) data["resolved"] = resolved;
        return data;
    }

    /// <summary>The words after the command's own name are subcommands, one inside the other.</summary>
    static JsonArray Nested(Runnable runnable, JsonArray values)
    {
        var words = runnable.Path.Split(' ')[1..];
        var options = values;
        foreach (var (index, word) in words.Index().Reverse())
        {
            var kind = index == words.Length - 1 ? OptionKind.SubCommand : OptionKind.SubCommandGroup;
            options = [new JsonObject { ["type"] = (int)kind, ["name"] = word, ["options"] = options }];
        }

        return options;
    }

    static JsonNode Value(DiscordWorld world, Channel channel, CommandOption option, string value, JsonObject resolved)
    {
        if (ChoiceOf(option, value) is { } choice) return choice.Value.DeepClone();
        switch (option.Kind)
        {
            case OptionKind.Integer when long.TryParse(value, CultureInfo.InvariantCulture, out var whole):
                return whole;
            case OptionKind.Number when double.TryParse(value, CultureInfo.InvariantCulture, out var number):
                return number;
            case OptionKind.Boolean when value is "true" or "false":
                return value == "true";
            case OptionKind.User or OptionKind.Mentionable when PersonOf(world, channel, value) is { } person:
                Resolved.Put(resolved, world, channel, person);
                return person.Id;
            case OptionKind.Channel when ChannelOf(world, value) is { } named:
                Resolved.Put(resolved, world, named);
                return named.Id;
            default:
                return value;
        }
    }

    internal static Choice? ChoiceOf(CommandOption option, string value) =>
        option.Choices.FirstOrDefault(choice => choice.ValueText == value) ?? option.Choices.FirstOrDefault(choice => choice.Name == value);

    internal static Person? PersonOf(DiscordWorld world, Channel channel, string value) =>
        (world.People.Find(value) ?? world.People.FindByName(value.TrimStart('@'))) is { } person && channel.IsOpenTo(person.Id)
            ? person : null;

    internal static Channel? ChannelOf(DiscordWorld world, string value) => world.Channels.Find(value) ?? world.Channels.FindByName(value);
}
