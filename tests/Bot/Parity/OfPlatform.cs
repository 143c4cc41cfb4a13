namespace OpsBot.Tests.Bot.Parity;

/// <summary>All that may differ between the platforms, each with the reason why.</summary>
static class OfPlatform
{
    // Slack has no component for a file and writes "File" before its name; Discord shows the file itself.
    // Slack draws the columns of a table; Discord divides a row's cells with dots.
    // A hint that another sentence follows ends in a full stop. In a label a colon or an ellipsis leads to what stands beside it, which is
    // another place on each platform: "Status: Running" in one menu is "Running" below "Status" in the other.
    public static string Word(string word) => word is "File" or "·" ? "" : word.TrimEnd(':', '…', '.');

    // They hold different amounts: what was cut says so, and the rest is in the file.
    public static string WithoutNote(string shown) => shown.Replace("Cut to fit here. The whole answer is in the file whole-answer.txt.",
        "", StringComparison.Ordinal).Replace("Cut to fit here.", "", StringComparison.Ordinal);

    // Slack lets a day be picked and takes digits only for a number; in Discord both are typed, and it has to be said how.
    static readonly string[] formats = ["Write it like 2026-01-31, yesterday or 7d.", "A whole number."];

    public static string WithoutFormat(string hint) =>
        formats.Aggregate(hint, (rest, format) => rest.Replace(format, "", StringComparison.Ordinal)).Trim();
}
