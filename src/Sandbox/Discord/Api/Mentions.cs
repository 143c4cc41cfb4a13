using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsBot.Sandbox.Discord;

/// <summary>Finds who a text notifies.</summary>
static partial class Mentions
{
    internal const string Everyone = "everyone";

    /// <summary>Everybody that the text names and who can see the channel.</summary>
    internal static ImmutableHashSet<string> In(DiscordWorld world, Channel channel, string text)
    {
        var named = User().Matches(text).Select(match => match.Groups[1].Value)
            .Where(id => world.People.Find(id) is not null && channel.IsOpenTo(id));
        return text.Contains("@everyone", StringComparison.Ordinal) || text.Contains("@here", StringComparison.Ordinal)
            ? [.. named, Everyone] : [.. named];
    }

    /// <summary>
    /// Those of them that allowed_mentions lets through; without it, an answer to an interaction notifies users only, and a bot's message
    /// everybody.
    /// </summary>
    internal static ImmutableHashSet<string> Allowed(DiscordWorld world, Channel channel, MessageContent content, bool isBotMessage)
    {
        var named = In(world, channel, content.Text);
        if (content.AllowedMentions is not { } allowed) return isBotMessage ? named : named.Remove(Everyone);
        var parse = (allowed["parse"] as JsonArray ?? []).Select(Shape.AsText).ToHashSet();
        var users = (allowed["users"] as JsonArray ?? []).Select(Shape.AsId).ToHashSet();
        return [.. named.Where(id => id == Everyone ? parse.Contains(Everyone) : parse.Contains("users") || users.Contains(id))];
    }

    [GeneratedRegex("<@!?([0-9]{1,20})>")]
    private static partial Regex User();
}
