using System.Text.Json.Serialization;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Replies;

/// <summary>A run of words that each platform renders; every span is plain text that can never ping, link or break a layout.</summary>
[JsonDerivedType(typeof(Plain), "plain")]
[JsonDerivedType(typeof(Strong), "strong")]
[JsonDerivedType(typeof(Code), "code")]
[JsonDerivedType(typeof(At), "at")]
[JsonDerivedType(typeof(Someone), "someone")]
public abstract record Span
{
    /// <summary>The words alone, for notifications, logs and terminals.</summary>
    public abstract string Text { get; }
}

public sealed record Plain(string Words) : Span { [JsonIgnore] public override string Text => Words; }

public sealed record Strong(string Words) : Span { [JsonIgnore] public override string Text => Words; }

/// <summary>Something to type or copy: a command line, an id, a digest.</summary>
public sealed record Code(string Words) : Span { [JsonIgnore] public override string Text => Words; }

/// <summary>An instant, shown in each reader's own time zone where the platform can.</summary>
public sealed record At(DateTimeOffset Instant) : Span
{
    /// <summary>And how far off it is, which the platform counts by itself: for what has to happen until then.</summary>
    public bool Counted { get; init; }

    /// <summary>For a cell of a column that says UTC in its heading.</summary>
    [JsonIgnore]
    public string Cell => Text.Replace(" UTC", "", StringComparison.Ordinal);

    public static At Deadline(DateTimeOffset instant) => new(instant) { Counted = true };

    [JsonIgnore]
    public override string Text => Instant.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A person the bot means to notify, by their account on whichever platform shows it: the only way to mention anybody.</summary>
public sealed record Someone(string Name, IReadOnlyList<ChatAccount> Accounts) : Span
{
    [JsonIgnore]
    public override string Text => Name;

    /// <summary>Their account there; none where they have none.</summary>
    public string? On(string platform) => Accounts?.FirstOrDefault(account => account.Platform == platform)?.Id;
}

/// <summary>Spans in a row; a string converts to plain words by itself.</summary>
[JsonConverter(typeof(WordsConverter))]
public sealed record Words(IReadOnlyList<Span> Spans)
{
    public static Words None { get; } = new([]);

    [JsonIgnore]
    public string Text => string.Concat(Spans.Select(span => span.Text));

    [JsonIgnore]
    public bool IsEmpty => Text.Length == 0;

    public static Words Of(params IReadOnlyList<Span> spans) => new(spans);

    public static implicit operator Words(string plain) => plain.Length == 0 ? None : new([new Plain(plain)]);

    public static implicit operator Words(Span span) => new([span]);

    public static Words operator +(Words a, Words b) => new([.. a.Spans, .. b.Spans]);

    public override string ToString() => Text;
}

sealed class WordsConverter : JsonConverter<Words>
{
    public override Words Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) =>
        new(System.Text.Json.JsonSerializer.Deserialize<IReadOnlyList<Span>>(ref reader, options) ?? []);

    public override void Write(System.Text.Json.Utf8JsonWriter writer, Words value, System.Text.Json.JsonSerializerOptions options) =>
        System.Text.Json.JsonSerializer.Serialize(writer, value.Spans, options);
}
