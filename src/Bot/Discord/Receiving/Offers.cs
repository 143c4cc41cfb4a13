using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>
/// The things that a question of a form can be answered with, where there are few enough for a menu; a modal offers nothing while somebody
/// types.
/// </summary>
sealed class Offers(Suggestions suggestions, TimeProvider time)
{
    // For all questions together: the form has to open within three seconds, and what is not offered can be typed.
    static readonly TimeSpan patience = TimeSpan.FromSeconds(0.7);

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Found>>> For(
        string user, string line, IReadOnlyList<Input> inputs, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        Dictionary<string, IReadOnlyList<Found>> offered = [];
        try
        {
            foreach (var input in inputs.Where(input => input.Kind is ParameterKind.Reference))
            {
                var found = await suggestions.For(new(DiscordPlace.Platform, user), line, input.Name, "", DiscordLimits.Options + 1,
                    both.Token).WaitAsync(both.Token);
                if (found.Count is > 0 and <= DiscordLimits.Options
                    && found.All(one => one.Slug.Length is > 0 and <= DiscordLimits.OptionValue)) offered[input.Name] = found;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Too slow: the questions that are left are asked as text.
        }
        return offered;
    }
}
