using System.Collections.Immutable;

namespace OpsBot.Sandbox.Slack;

/// <summary>What the workspace knows about the app before it speaks: commands, shortcuts, and where to deliver.</summary>
public sealed record AppManifest
{
    public string Name { get; init; } = "OpsBot";
    public string Description { get; init; } = "";
    public ImmutableArray<ManifestCommand> Commands { get; init; } = [];
    public ImmutableArray<ManifestShortcut> Shortcuts { get; init; } = [];
    public bool HomeTab { get; init; } = true;
    public bool MessagesTab { get; init; } = true;

    /// <summary>On: nothing is delivered by HTTP, everything over the app's sockets.</summary>
    public bool SocketMode { get; init; }
    public Uri? InteractivityUrl { get; init; }
    public Uri? OptionsUrl { get; init; }
    public Uri? EventsUrl { get; init; }
    public ImmutableArray<string> BotEvents { get; init; } = ["app_home_opened"];

    public ManifestCommand? Find(string command) => Commands.FirstOrDefault(each => each.Command == command);
}

/// <summary>A slash command as the composer completes it.</summary>
public sealed record ManifestCommand
{
    /// <summary>With its slash: "/instance".</summary>
    public required string Command { get; init; }
    public required string Description { get; init; }
    public string UsageHint { get; init; } = "";
    public bool ShouldEscape { get; init; }

    /// <summary>Null in Socket Mode.</summary>
    public Uri? Url { get; init; }
}

/// <summary>A shortcut in the lightning menu (global) or in a message's menu (message).</summary>
public sealed record ManifestShortcut
{
    public required string Name { get; init; }

    /// <summary>"global" or "message".</summary>
    public required string Type { get; init; }
    public required string CallbackId { get; init; }
    public string Description { get; init; } = "";
}
