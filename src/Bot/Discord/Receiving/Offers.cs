using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>The things that a question of a form can be answered with, where there are few enough for a menu; a modal offers nothing while somebody types.</summary>
sealed class Offers(Suggestions suggestions)
{
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Found>>> For(string user, string line, IReadOnlyList<Input> inputs, CancellationToken cancel)
    {
        Dictionary<string, IReadOnlyList<Found>> offered = [];
        foreach (var input in inputs.Where(input => input.Kind is ParameterKind.Reference))
        {
            var found = await suggestions.For(new(DiscordPlace.Platform, user), line, input.Name, "", DiscordLimits.Options + 1, cancel);
            if (found.Count is > 0 and <= DiscordLimits.Options && found.All(one => one.Slug.Length is > 0 and <= DiscordLimits.OptionValue)) offered[input.Name] = found;
        }
        return offered;
    }
}
