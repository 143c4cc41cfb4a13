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

    /// <summary>The values of a choice, as typed: running, stopped.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

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
