using System.Text.Json;
using System.Text.Json.Serialization;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>A place in the inbox or in a modal: its kind, id and means; where the version before wrote it, one text with colons.</summary>
sealed class SlackPlaceJson : JsonConverter<SlackPlace>
{
    public override SlackPlace Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        (reader.TokenType == JsonTokenType.String ? Former(reader.GetString()!)
            : JsonSerializer.Deserialize<ChatPlace>(ref reader, options) is { } place ? SlackPlace.Of(place) : null)
        ?? throw new JsonException("Slack has no such place.");

    public override void Write(Utf8JsonWriter writer, SlackPlace value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.ToChat(), options);

    static SlackPlace? Former(string place) =>
        place.Split(':', 2) is not [var kind, { Length: > 0 } rest] ? null : (kind, rest.Split(':', 2)) switch
    {
        ("channel", [var id]) => new SlackPlace.Channel(id),
        ("channel", [var id, var asker]) => new SlackPlace.Channel(id, asker),
        ("person", [var id]) => new SlackPlace.Person(id),
        ("person", [var id, var why]) =>
            new SlackPlace.Person(id, SnakeCase.TryParse<SlackPlace.Cause>(why, out var cause) ? cause : SlackPlace.Cause.Meant),
        ("response" or "replace", [var asker, var link]) when Uri.TryCreate(link, UriKind.Absolute, out var url) =>
            new SlackPlace.Link(asker, url, kind == "replace"),
        ("home", [var id]) => new SlackPlace.Home(id),
        _ => null,
    };
}
