using System.Collections.Immutable;
using System.Globalization;

namespace OpsBot.Sandbox.Discord;

/// <summary>The checks that Discord's client makes before it sends a command.</summary>
static class OptionCheck
{
    const int LongestText = 6000;
    const double LargestWhole = 9_007_199_254_740_991;

    internal static ImmutableDictionary<string, string> Of(
        DiscordWorld world, Channel channel, Runnable runnable, IReadOnlyDictionary<string, string> given)
    {
        foreach (var name in given.Keys)
        {
            // A person can only fill in what the client shows, so an unknown option is a mistake of the caller.
            if (runnable.Find(name) is null) throw new ArgumentException($"/{runnable.Path} has no option {name}.", nameof(given));
        }

        var wrong = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var option in runnable.Options)
        {
            if (Of(world, channel, option, given.GetValueOrDefault(option.Name, "")) is { } sentence) wrong[option.Name] = sentence;
        }

        return wrong.ToImmutable();
    }

    static string? Of(DiscordWorld world, Channel channel, CommandOption option, string value)
    {
        if (value.Length == 0) return option.IsRequired ? "This option is required. Specify a value" : null;
        if (!option.Choices.IsEmpty) return CommandData.ChoiceOf(option, value) is null ? "Specify a valid choice" : null;
        return option.Kind switch
        {
            OptionKind.String => Length(option, value),
            OptionKind.Integer => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? Range(option, whole) : "Input a valid integer.",
            OptionKind.Number => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? Range(option, number) : "Input a valid number.",
            OptionKind.Boolean => value is "true" or "false" ? null : "Specify true or false",
            OptionKind.User or OptionKind.Mentionable =>
                CommandData.PersonOf(world, channel, value) is null ? "Specify a valid user" : null,
            OptionKind.Channel => CommandData.ChannelOf(world, value) is null ? "Specify a valid channel" : null,
            OptionKind.Role => "Specify a valid role",
            OptionKind.Attachment => "Add a file",
            OptionKind.SubCommand or OptionKind.SubCommandGroup => null,
        };
    }

    static string? Length(CommandOption option, string value)
    {
        var (least, most) = (option.MinLength ?? 0, option.MaxLength ?? LongestText);
        return value.Length < least || value.Length > most ? $"Must be between {least} and {most} in length." : null;
    }

    static string? Range(CommandOption option, double value)
    {
        var (least, most) = (option.MinValue ?? -LargestWhole, option.MaxValue ?? LargestWhole);
        return value < least || value > most ? string.Create(CultureInfo.InvariantCulture, $"Must be between {least} and {most}.") : null;
    }
}
