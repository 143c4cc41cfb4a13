using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Discord;

/// <summary>What is offered while somebody types an option of a command.</summary>
sealed class Typing(Suggestions suggestions)
{
    public async Task<JsonObject> Offer(Interaction interaction, CancellationToken cancel)
    {
        if (PayloadReader.Typed(interaction.Data) is not { } typed
            || typed.Options.FirstOrDefault(option => option.IsFocused) is not { } focused)
            return Responses.Choices([]);
        var found = await suggestions.For(new(DiscordPlace.Platform, interaction.User), "/" + typed.Command, focused.Name, focused.Value,
            DiscordLimits.Choices, cancel);
        return Responses.Choices(found.Where(one => one.Slug.Length is > 0 and <= DiscordLimits.OptionValue)
            .Select(one => new JsonObject { ["name"] = Name(one), ["value"] = one.Slug }));
    }

    static string Name(Found one) => ChatText.OneLine(one.Full) is { Length: > 0 } name
        ? ChatText.Cut(name, DiscordLimits.ChoiceName) : one.Slug;
}
