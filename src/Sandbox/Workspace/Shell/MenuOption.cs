using OpsBot.Sandbox.Workspace.Text;

namespace OpsBot.Sandbox.Workspace.Shell;

/// <summary>Something that can be picked.</summary>
public sealed record MenuOption(string Value, IReadOnlyList<Inline> Label)
{
    public IReadOnlyList<Inline> Description { get; init; } = [];

    /// <summary>The heading above it and its neighbours.</summary>
    public string? Group { get; init; }
}

/// <summary>What there is to pick from for a typed text.</summary>
public sealed record MenuPage(IReadOnlyList<MenuOption> Options)
{
    /// <summary>Said above the options.</summary>
    public string? Note { get; init; }
}
