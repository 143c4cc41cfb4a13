namespace OpsBot.Sandbox.Workspace.Text;

/// <summary>Which addresses a message may lead to: a script is never one of them.</summary>
static class WebAddress
{
    public static bool IsSafe(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "https" or "http" or "mailto");
}
