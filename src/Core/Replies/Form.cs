using OpsBot.Core.Operations;

namespace OpsBot.Core.Replies;

/// <summary>Asks for what a command line still lacks; sending it runs the line with the answers filled in.</summary>
public sealed record Form(string Title, string Submit, string Command)
{
    /// <summary>What would happen, shown above the inputs.</summary>
    public IReadOnlyList<Part> Parts { get; init; } = [];

    public IReadOnlyList<Input> Inputs { get; init; } = [];

    /// <summary>Digest of the plan shown; if it no longer holds when the form is sent, nothing runs.</summary>
    public string? Seen { get; init; }
}

/// <summary>One question of a form; its name is the parameter it fills.</summary>
public sealed record Input(string Name, string Label, ParameterKind Kind)
{
    public string? Hint { get; init; }
    public bool Required { get; init; } = true;
    public string? Initial { get; init; }
    public int MinLength { get; init; }
    public int MaxLength { get; init; } = 500;
    public bool ManyLines { get; init; }
    public IReadOnlyList<InputChoice> Choices { get; init; } = [];

    /// <summary>Problem with what was typed before, shown at this input.</summary>
    public string? Problem { get; init; }
}

public sealed record InputChoice(string Value, string Label);
