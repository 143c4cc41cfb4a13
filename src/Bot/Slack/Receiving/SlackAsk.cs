using System.Text.Json;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>What somebody asked, as it stands in the inbox: all that is needed of a payload, and nothing else of it.</summary>
sealed record SlackAsk(string Line, string User, SlackPlace Answer)
{
    public string? UserName { get; init; }
    public string? Channel { get; init; }
    public string? Trigger { get; init; }
    public IReadOnlyDictionary<string, string>? Filled { get; init; }
    public string? Seen { get; init; }

    public string Write() => Json.Text(this);

    public static SlackAsk? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<SlackAsk>(text, Json.Options) is { Line: not null, User: not null, Answer: not null } ask
                ? ask : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public Request ToRequest(string team, Guid receipt) =>
        new(new Caller(new ChatAccount(SlackPlace.Platform, User)) { Workspace = team, Channel = Channel, Name = UserName }, Line)
        {
            Filled = Filled ?? new Dictionary<string, string>(),
            Seen = Seen,
            // The direct messages with the bot are the one conversation whose id begins so that the bot hears from.
            IsDirect = Channel is ['D', ..],
            InPlace = Answer is SlackPlace.Link { Replace: true },
            Answer = Answer.ToChat(),
            Room = Channel is { } channel ? new SlackPlace.Channel(channel, User).ToChat() : null,
            Dialog = Trigger is { } trigger ? new SlackPlace.Dialog(trigger, Answer, Channel).ToChat() : null,
            Receipt = receipt,
        };
}
