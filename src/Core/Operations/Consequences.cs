using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsBot.Core.Operations;

/// <summary>What becomes of those who notice it.</summary>
public enum Impact
{
    /// <summary>Of a plan from before it was a fact of its own.</summary>
    Unsaid,
    None,
    Told,
    Gain,
    Wait,
    Loss,
}

/// <summary>Who notices, and what it is for them; the sentence is for people, the kind is what a plan is compared by.</summary>
[JsonConverter(typeof(Converter))]
public sealed record Affected(Impact Impact, string Sentence)
{
    sealed class Converter : SaidBefore<Affected>
    {
        sealed record Shape(Impact Impact, string Sentence);

        protected override Affected Of(string sentence) => new(Impact.Unsaid, sentence);

        protected override Affected Of(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Shape>(ref reader, options) is { } shape
                ? new(shape.Impact, shape.Sentence) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Affected value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new Shape(value.Impact, value.Sentence), options);
    }
}

public enum UndoKind
{
    /// <summary>Of a plan from before it was a fact of its own.</summary>
    Unsaid,

    /// <summary>By one command.</summary>
    Command,

    /// <summary>By people, who do or ask for something else.</summary>
    ByHand,

    /// <summary>Nothing is left that would want undoing.</summary>
    Needless,
    Never,
}

/// <summary>How it is undone; the sentence is for people, the kind and the command are what a plan is compared by.</summary>
[JsonConverter(typeof(Converter))]
public sealed record Undo(UndoKind Kind, string Sentence)
{
    /// <summary>The command that undoes it.</summary>
    public string? Line { get; private init; }

    /// <summary>"Start it again with", "/instance start acme".</summary>
    public static Undo By(string how, string line) => new(UndoKind.Command, $"{how} {line}.") { Line = line };

    public static Undo ByHand(string sentence) => new(UndoKind.ByHand, sentence);

    public static Undo Needless(string sentence) => new(UndoKind.Needless, sentence);

    public static Undo Never(string sentence = "Cannot be undone.") => new(UndoKind.Never, sentence);

    sealed class Converter : SaidBefore<Undo>
    {
        sealed record Shape(UndoKind Kind, string Sentence, string? Line);

        protected override Undo Of(string sentence) => new(UndoKind.Unsaid, sentence);

        protected override Undo Of(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Shape>(ref reader, options) is { } shape
                ? new(shape.Kind, shape.Sentence) { Line = shape.Line } : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Undo value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new Shape(value.Kind, value.Sentence, value.Line), options);
    }
}

/// <summary>Reads what was only a sentence when it was stored: the audit keeps such plans for ever.</summary>
abstract class SaidBefore<T> : JsonConverter<T>
{
    protected abstract T Of(string sentence);

    protected abstract T Of(ref Utf8JsonReader reader, JsonSerializerOptions options);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Of(reader.GetString()!) : Of(ref reader, options);
}
