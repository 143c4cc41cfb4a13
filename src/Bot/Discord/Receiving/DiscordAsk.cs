using System.Text.Json;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>What somebody asked, as it stands in the inbox: all that is needed of an interaction, and nothing else of it.</summary>
sealed record DiscordAsk(string Line, string User, DiscordPlace Answer)
{
    public string? UserName { get; init; }
    public string? Channel { get; init; }

    public bool IsDirect { get; init; }

    /// <summary>The answer takes the place of the message that was clicked in, where that said something.</summary>
    public bool InPlace { get; init; }

    /// <summary>A modal can still open: it was not one that was sent.</summary>
    public bool MayOpen { get; init; } = true;

    public IReadOnlyDictionary<string, string>? Filled { get; init; }
    public string? Seen { get; init; }

    public string Write() => Json.Text(this);

    public static DiscordAsk? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<DiscordAsk>(text, Json.Options) is { Line: not null, User: not null, Answer: not null } ask
                ? ask : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public Request? ToRequest(string guild, Guid receipt)
    {
        var request = new Request(
            new Caller(new ChatAccount(DiscordPlace.Platform, User)) { Workspace = guild, Channel = Channel, Name = UserName }, Line)
        {
            Filled = Filled ?? new Dictionary<string, string>(), Seen = Seen, IsDirect = IsDirect, InPlace = InPlace, Receipt = receipt,
        };
        return Answer switch
        {
            DiscordPlace.Answer answer => request with
            {
                Answer = answer.ToChat(),
                Room = Channel is { } channel ? new DiscordPlace.Room(channel, User, answer.Interaction, answer.Token).ToChat() : null,
                Dialog = new DiscordPlace.Dialog(MayOpen, answer).ToChat(),
            },
            // It came as a message, so there is no interaction to answer.
            DiscordPlace.Person person => request with { Answer = person.ToChat() },
            _ => null,
        };
    }
}
