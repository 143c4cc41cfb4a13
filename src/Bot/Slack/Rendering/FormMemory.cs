using System.Text.Json;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>What a modal carries from being opened to being sent: the command line, the plan seen, and where the answer goes.</summary>
sealed record FormMemory(string Line, SlackPlace Answer)
{
    public string? Seen { get; init; }
    public string? Channel { get; init; }

    /// <summary>None when it is more than Slack keeps.</summary>
    public string? Write() => Json.Text(this) is { Length: <= SlackLimits.PrivateMetadata } text ? text : null;

    public static FormMemory? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<FormMemory>(text, Json.Options) is { Line.Length: > 0, Answer: not null } memory
                ? memory : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
