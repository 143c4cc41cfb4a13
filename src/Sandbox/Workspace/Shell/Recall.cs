namespace OpsBot.Sandbox.Workspace.Shell;

/// <summary>Goes back through what was said before, as a shell does.</summary>
sealed class Recall(List<string> said)
{
    int at = -1;

    public bool IsOn => at >= 0;

    public void Reset() => at = -1;

    public void Keep(string line)
    {
        said.Add(line);
        at = -1;
    }

    /// <summary>One step up into the past, or down again; null where there is nothing more.</summary>
    public string? Step(bool up)
    {
        var to = at + (up ? 1 : -1);
        if (to >= said.Count) return null;
        at = Math.Max(to, -1);
        return at < 0 ? "" : said[^(at + 1)];
    }
}
