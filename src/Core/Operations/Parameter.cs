namespace OpsBot.Core.Operations;

public enum ParameterKind { Text, Number, Flag, Money, Duration, Choice, Reference, Instant }

/// <summary>One argument of an operation, read off the record's constructor.</summary>
public sealed record Parameter(string Name, string Summary, ParameterKind Kind, Type Type)
{
    public bool Required { get; init; } = true;
    public object? Default { get; init; }
    public long Min { get; init; } = long.MinValue;
    public long Max { get; init; } = long.MaxValue;
    public int MaxLength { get; init; } = 500;
    public bool Rest { get; init; }
    public bool Named { get; init; }

    /// <summary>Only buttons give it.</summary>
    public bool Hidden { get; init; }

    /// <summary>What offers words for a text while somebody types it; none where it may be anything.</summary>
    public Type? Words { get; init; }

    /// <summary>The values of a choice, as typed: running, stopped.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Other words for them, and which of them each means: failed is error.</summary>
    public IReadOnlyDictionary<string, string> Synonyms { get; init; } = new Dictionary<string, string>();

    /// <summary>The choice that was typed, however it was written; none where it is none of them.</summary>
    public string? Choose(string typed)
    {
        var word = typed.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
        return Choices.Contains(word) ? word : Synonyms.GetValueOrDefault(word);
    }

    /// <summary>As the usage line shows it: &lt;instance&gt;, [status:running|stopped].</summary>
    public string Usage
    {
        get
        {
            var values = Kind == ParameterKind.Choice && Choices.Count <= 6 ? string.Join('|', Choices) : Hint;
            return (Required, Named) switch
            {
                (true, true) => $"{Name}:{values}",
                (true, false) => $"<{Name}>",
                (false, true) => $"[{Name}:{values}]",
                (false, false) => $"[{Name}]",
            };
        }
    }

    string Hint => Kind switch
    {
        ParameterKind.Text => "…",
        ParameterKind.Number => "n",
        ParameterKind.Flag => "yes",
        ParameterKind.Money => "49.00",
        ParameterKind.Duration => "2h",
        ParameterKind.Choice => "…",
        ParameterKind.Reference => "name",
        ParameterKind.Instant => "2026-01-31",
    };
}
