using OpsBot.Bot.Chat;
using OpsBot.Bot.Drawing;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>Names that files can be referred to by: plain signs, and no two the same in one message.</summary>
sealed class DiscordFiles
{
    public const string WholeAnswer = "whole-answer.txt";

    // A component names a file as the host of an address, whose parts may be 63 long.
    const int LongestStem = 50;
    const int LongestEnd = 10;

    readonly HashSet<string> taken = new([WholeAnswer], StringComparer.OrdinalIgnoreCase);

    long room = DiscordLimits.AllFilesSize;

    /// <summary>The file, or why it does not come.</summary>
    public Piece Of(Attachment file)
    {
        // As many as it may be, the whole answer included.
        if (taken.Count == DiscordLimits.Files) return new Piece.Missing();
        if (file.Size > Math.Min(DiscordLimits.FileSize, room))
            return Piece.Prose.Of(
                $"{Marks.Of(Tone.Warning)} {file.FileName} is {file.Size / 1024 / 1024} MB, more than Discord takes here. "
                + "Ask for less at a time.", "> ");
        room -= file.Size;
        return new Piece.File(Named(file));
    }

    /// <summary>Two that show the same share one file; beyond what a message holds, it is said in words.</summary>
    public Piece Of(Chart chart)
    {
        var words = Piece.Prose.Of(ChartWords.Of(chart));
        var name = $"chart-{ChartPicture.Print(chart)}.png";
        if (taken.Count == DiscordLimits.Files && !taken.Contains(name)) return words;
        taken.Add(name);
        return new Piece.Picture(new(name, chart), words);
    }

    Attachment Named(Attachment file)
    {
        var name = Plainly(file.FileName);
        while (!taken.Add(name)) name = $"{taken.Count}-{name}";
        return file with { FileName = name };
    }

    /// <summary>One dot at most, and no sign at either side of it: with more of them, some names are no address.</summary>
    static string Plainly(string name)
    {
        // The end says what sort of file it is.
        var end = string.Concat(Path.GetExtension(name).Where(char.IsAsciiLetterOrDigit));
        var stem = string.Concat(Path.GetFileNameWithoutExtension(name).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' ? c : '_'))
            .Trim('-', '_');
        if (stem.Length > LongestStem) stem = stem.Start(LongestStem).TrimEnd('-', '_');
        return $"{(stem.Length > 0 ? stem : "file")}.{(end.Length is > 0 and <= LongestEnd ? end : "txt")}";
    }
}
