using OpsBot.Sandbox.Discord;
using OpsBot.Sandbox.Workspace.Shell;

namespace OpsBot.Sandbox.Workspace.Discord.Commands;

/// <summary>What an option offers while it is typed.</summary>
sealed record OptionChoices(IReadOnlyList<Candidate> Candidates, string? Note)
{
    const int Most = 25;

    public static OptionChoices None { get; } = new([], null);

    public static OptionChoices Searching { get; } = new([], "Searching…");

    /// <summary>Whether there is anything to pick at all.</summary>
    public static bool Offers(CommandOption option) =>
        option.HasAutocomplete || option.Choices.Length > 0
            || option.Kind is OptionKind.Boolean or OptionKind.User or OptionKind.Mentionable or OptionKind.Channel;

    /// <summary><paramref name="others"/>: what stands in the other options; the app may use it.</summary>
    public static async Task<OptionChoices> For(DiscordSide side, Channel channel, Runnable runnable, CommandOption option,
        IReadOnlyDictionary<string, string> others, string typed)
    {
        if (!option.HasAutocomplete) return Offers(option)
            ? Found([.. Known(side, channel, option).Where(each => each.Label.Contains(typed, StringComparison.OrdinalIgnoreCase))]) : None;
        var reply = await side.Hands.Suggest(channel.Id, runnable.Path, new Dictionary<string, string>(others) { [option.Name] = typed },
            option.Name);
        return reply.Error is { } error
            ? new([], error) : Found([.. reply.Choices.Select(choice => new Candidate(choice.ValueText, choice.Name))]);
    }

    static OptionChoices Found(IReadOnlyList<Candidate> candidates) =>
        new([.. candidates.Take(Most)], candidates.Count == 0 ? "No options match your search." : null);

    static IEnumerable<Candidate> Known(DiscordSide side, Channel channel, CommandOption option) => option.Kind switch
    {
        _ when option.Choices.Length > 0 => option.Choices.Select(choice => new Candidate(choice.ValueText, choice.Name)),
        OptionKind.Boolean => [new("true", "True"), new("false", "False")],
        OptionKind.User or OptionKind.Mentionable => side.World.People.All
            .Where(person => !person.HasLeft && channel.IsOpenTo(person.Id))
            .Select(person => new Candidate(person.Id, "@" + person.GlobalName, person.Title)),
        _ => side.World.Channels.SeenBy(side.Me.Id).Where(each => !each.IsDirectMessage)
            .Select(each => new Candidate(each.Id, "#" + each.Name, each.Topic)),
    };
}
