namespace OpsBot.Sandbox.Workspace.Live;

/// <summary>The address bar and the clock of one browser window.</summary>
sealed class Window
{
    /// <summary>The page moved and tells the browser.</summary>
    public event Action<string>? Went;

    /// <summary>The address changed, by whichever side.</summary>
    public event Action? Moved;

    public string Url { get; private set; } = "/";
    public TimeZoneInfo TimeZone { get; private set; } = TimeZoneInfo.Utc;

    public void Open(string url, string? timeZone)
    {
        Url = url;
        if (timeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone)) TimeZone = zone;
    }

    /// <summary>The browser went somewhere: a link or the back button.</summary>
    public void Move(string url)
    {
        Url = url;
        Moved?.Invoke();
    }

    public void Go(string url)
    {
        if (url == Url) return;
        Went?.Invoke(url);
        Move(url);
    }
}
