using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsBot.Core.Values;

/// <summary>The one way records become JSON: camelCase, ids as text, enums in snake_case, members in declared order.</summary>
public static class Json
{
    public static JsonSerializerOptions Options { get; } = Frozen();

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static string Text(object value, Type type) => JsonSerializer.Serialize(value, type, Options);

    public static T Read<T>(string text) =>
        JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException($"No {typeof(T).Name} in the text.");

    public static object Read(string text, Type type) =>
        JsonSerializer.Deserialize(text, type, Options) ?? throw new JsonException($"No {type.Name} in the text.");

    /// <summary>Null where the text holds what the type does not have: a newer version wrote it. What is no JSON at all throws.</summary>
    public static T? Reads<T>(string text) where T : class => (T?)Reads(text, typeof(T));

    public static object? Reads(string text, Type type)
    {
        using var json = JsonDocument.Parse(text);
        try
        {
            return json.Deserialize(type, strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static readonly JsonSerializerOptions strict = new(Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    static JsonSerializerOptions Frozen()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            // It goes into Postgres and to chat platforms, never into an HTML page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new IdConverterFactory(), new MoneyConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    sealed class IdConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type type) => type.IsValueType && typeof(IId).IsAssignableFrom(type);

        public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(IdConverter<>).MakeGenericType(type),
                BindingFlags.Instance | BindingFlags.Public, null, null, null)!;
    }

    sealed class IdConverter<T> : JsonConverter<T> where T : struct, IId<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Ids.TryParse<T>(reader.GetString() ?? "", out var id) ? id : throw new JsonException($"Not a {T.Prefix}_ id.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }

    sealed class MoneyConverter : JsonConverter<Money>
    {
        sealed record Shape(long Minor, string Currency);

        public override Money Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Shape>(ref reader, options) is { } shape ? new(shape.Minor, Currency.Of(shape.Currency)) : default;

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new Shape(value.Minor, value.Currency.Code), options);
    }
}
