namespace OpsBot.Tests.Bot.Parity;

/// <summary>What a reader of one platform gets to see and to click.</summary>
sealed record Seen(string Words)
{
    public IReadOnlyList<SeenClick> Clicks { get; init; } = [];

    public IReadOnlyList<SeenInput> Inputs { get; init; } = [];

    /// <summary>What menus say while nothing is chosen in them.</summary>
    public IReadOnlyList<string> Menus { get; init; } = [];

    /// <summary>Name and content.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The file with all of it, where not all of it could be shown.</summary>
    public string? Whole { get; init; }
}

/// <summary>Something to click: what it says, and what it does.</summary>
sealed record SeenClick(string Label, string Line, bool InPlace)
{
    public string? Confirm { get; init; }

    /// <summary>Normal, primary, danger; none in a menu.</summary>
    public string? Look { get; init; }

    /// <summary>In a menu: it is what is shown now.</summary>
    public bool IsChosen { get; init; }
}

/// <summary>A question of a form.</summary>
sealed record SeenInput(string Name, string Label, bool IsRequired)
{
    public string Hint { get; init; } = "";

    public string Initial { get; init; } = "";

    public IReadOnlyList<string> Choices { get; init; } = [];

    public int? MostCharacters { get; init; }

    public bool HasManyLines { get; init; }
}
