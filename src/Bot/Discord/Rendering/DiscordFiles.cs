using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>Names that files can be referred to by: plain signs, and no two the same in one message.</summary>
sealed class DiscordFiles
{
    public const string WholeAnswer = "whole-answer.txt";
    const int LongestName = 80;

    readonly HashSet<string> taken = new([WholeAnswer], StringComparer.OrdinalIgnoreCase);

    /// <summary>None where the message has as many files as it may, the whole answer included.</summary>
    public Attachment? Named(Attachment file)
    {
        if (taken.Count == DiscordLimits.Files) return null;
        var name = string.Concat(file.FileName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'))
            // Two dots in a row are no address.
            .Replace("..", "_", StringComparison.Ordinal).Trim('.', '_');
        // The end says what sort of file it is.
        if (name.Length > LongestName) name = name[^LongestName..].TrimStart('.', '_');
        if (name.Length == 0) name = "file.txt";
        while (!taken.Add(name)) name = $"{taken.Count}-{name}";
        // Discord takes no file without anything in it.
        return file with { FileName = name, Text = file.Text.Length > 0 ? file.Text : "\n" };
    }
}
