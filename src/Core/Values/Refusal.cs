namespace OpsBot.Core.Values;

/// <summary>A full sentence on why something did not happen and what to do; never an exception.</summary>
public sealed record Refusal(string Sentence)
{
    /// <summary>What stands above it where "Not done" would be rude: nothing went wrong.</summary>
    public string? Heading { get; init; }

    /// <summary>Ways on, each a button that runs a command line.</summary>
    public IReadOnlyList<WayOn> WaysOn { get; init; } = [];
}

public sealed record WayOn(string Label, string Command)
{
    /// <summary>On a job's message, the job's number follows the command.</summary>
    public bool NamesJob { get; init; }

    public WayOn For(long job) =>
        NamesJob ? new(Label, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Command} {job}")) : this;
}
