using OpsBot.Core.Values;

namespace OpsBot.Sandbox.Workspace.Shell;

/// <summary>Somebody as the frame shows them, on whichever platform: a person, or the app.</summary>
public sealed record Face(string Id, string Name, string RealName)
{
    public string Title { get; init; } = "";

    /// <summary>CSS colour of the avatar.</summary>
    public string Color { get; init; } = "#64748b";
    public bool IsBot { get; init; }

    public string First => RealName.Split(' ')[0];

    public string Initials => string.Concat(
        RealName.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(word => word.Initial()));
}

/// <summary>A place that the finder goes to.</summary>
sealed record Spot(string Name, string Url);
