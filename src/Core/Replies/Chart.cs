namespace OpsBot.Core.Replies;

/// <summary>
/// Numbers to look at, and no picture of them: whoever delivers it draws it, and says it in a sentence where nothing can be drawn.
/// </summary>
/// <param name="Unit">Of every value: "%", "ms", "B/s", "EUR"; nothing where things are counted.</param>
/// <param name="Marks">What happened meanwhile; over time only.</param>
public sealed record Chart(string Title, string Unit, IReadOnlyList<Series> Series, IReadOnlyList<Mark> Marks) : Part
{
    public ChartKind Kind { get; init; } = ChartKind.Line;

    /// <summary>Lines and states cover the time from here; each series cuts it into as many equal slots as it has values.</summary>
    public DateTimeOffset From { get; init; }

    public DateTimeOffset Until { get; init; }

    /// <summary>Of bars, what each value is of; of states, what the values 0, 1, 2 and so on are called, from well to worst.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The name of a file, where the picture is to be handed over besides.</summary>
    public string? SaveAs { get; init; }
}

public enum ChartKind
{
    /// <summary>Values over time.</summary>
    Line,

    /// <summary>One value for each name.</summary>
    Bars,

    /// <summary>How a thing was over time: each value is a state.</summary>
    States,
}

/// <summary>Values in order; nothing where it was not measured.</summary>
public sealed record Series(string Name, IReadOnlyList<double?> Values)
{
    const double Largest = 1e15;

    // What is no number can neither be drawn nor written down; beyond the largest, nothing is measured.
    public IReadOnlyList<double?> Values { get; init; } = [.. Values.Select(value => Math.Abs(value ?? 0) <= Largest ? value : null)];
}

/// <summary>What happened at a moment, or until another.</summary>
public sealed record Mark(DateTimeOffset At, MarkKind Kind, string Label)
{
    public DateTimeOffset? Until { get; init; }
}

public enum MarkKind { Incident, Deploy }
