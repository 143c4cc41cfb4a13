namespace OpsBot.Sandbox.Slack;

/// <summary>Somebody in the pretend workspace, the app's own bot user included.</summary>
public sealed record Person : IPerson
{
    public required string Id { get; init; }

    /// <summary>The handle: "adam".</summary>
    public required string Name { get; init; }
    public required string RealName { get; init; }
    public string Title { get; init; } = "";
    public string Email { get; init; } = "";

    /// <summary>CSS colour of the avatar tile.</summary>
    public string Color { get; init; } = "#4a5568";
    public string TimeZone { get; init; } = "Etc/UTC";
    public bool IsBot { get; init; }
    public bool IsAdmin { get; init; }
    public bool IsDeleted { get; init; }

    string IPerson.Handle => Name;
}
