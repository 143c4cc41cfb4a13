using System.Text.Json;
using System.Text.Json.Serialization;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>A place in the inbox: its kind, id and means; where the version before wrote it, one text with colons.</summary>
sealed class DiscordPlaceJson : JsonConverter<DiscordPlace>
{
    public override DiscordPlace Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        (reader.TokenType == JsonTokenType.String ? Former(reader.GetString()!)
            : JsonSerializer.Deserialize<ChatPlace>(ref reader, options) is { } place ? DiscordPlace.Of(place) : null)
        ?? throw new JsonException("Discord has no such place.");

    public override void Write(Utf8JsonWriter writer, DiscordPlace value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.ToChat(), options);

    static DiscordPlace? Former(string place) =>
        place.Split(':', 2) is not [var kind, { Length: > 0 } rest] ? null : (kind, rest.Split(':', 4)) switch
    {
        ("person", [var id]) => new DiscordPlace.Person(id),
        ("answer", [var how, var asker, var interaction, var token]) when SnakeCase.TryParse<DiscordPlace.Manner>(how, out var manner) =>
            new DiscordPlace.Answer(manner, asker, interaction, token),
        _ => null,
    };
}
