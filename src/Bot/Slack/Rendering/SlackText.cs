namespace OpsBot.Bot.Slack;

/// <summary>Slack's own markup, where a field cannot do without it.</summary>
static class SlackText
{
    /// <summary>For the few fields that Slack reads as its markup: the text beside the blocks.</summary>
    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>What somebody typed, from how Slack hands a message over.</summary>
    public static string Unescape(string text) =>
        text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal);
}
