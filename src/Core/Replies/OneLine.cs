namespace OpsBot.Core.Replies;

/// <summary>Names in a row, as many as anybody reads.</summary>
static class OneLine
{
    public const int Most = 10;

    /// <summary>"a, b, c and 4 more".</summary>
    public static string Of(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Most)) + (names.Count > Most ? $" and {names.Count - Most} more" : "");
}
