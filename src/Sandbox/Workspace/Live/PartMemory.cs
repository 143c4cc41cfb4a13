namespace OpsBot.Sandbox.Workspace.Live;

/// <summary>What the browser has of each part of the page, so that a long channel is not sent again for one keystroke.</summary>
sealed class PartMemory
{
    readonly Dictionary<string, string> before;
    readonly Dictionary<string, string> now = [];

    public PartMemory() => before = [];

    PartMemory(Dictionary<string, string> before) => this.before = before;

    /// <summary>The browser keeps only what the last frame held.</summary>
    public PartMemory Next() => new(now.Count == 0 ? before : now);

    public bool IsNew(string part, string html)
    {
        now[part] = html;
        return !before.TryGetValue(part, out var known) || known != html;
    }
}
