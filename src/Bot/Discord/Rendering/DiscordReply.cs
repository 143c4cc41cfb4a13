using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>Renders any neutral reply as one container within every limit of Components V2.</summary>
static class DiscordReply
{
    const string CutNote = "Cut to fit here. The whole answer is in the file whole-answer.txt.";
    const string ShortNote = "Cut to fit here.";

    // The place for the note and for what shows the rest: a text, and a row with a button or a file.
    const int NoteComponents = 3;
    const int LongestHeading = 250;

    // What the buttons below a message may say; two rows of them are more than anybody reads.
    const int EndingCharacters = 800;
    const int EndingButtons = 10;

    // What everything else to click may say together, so that at least as much is left for text.
    const int MostLabels = 1_700;

    /// <param name="pictures">Charts are drawn, and have to be sent with it; else they are said in words.</param>
    public static Rendered Render(Reply reply, string? note = null, bool pictures = false)
    {
        var whole = Best(reply, note, pictures, keepsPlace: false, out var isWhole);
        // The place for the note on what is missing is kept only where something is.
        return isWhole ? whole : Best(reply, note, pictures, keepsPlace: true, out _);
    }

    /// <summary>For the day Discord refuses what it used to take: the buttons, and all the rest as words in fixed width.</summary>
    public static Rendered Plainly(Reply reply)
    {
        var menus = new Menus();
        var ending = Ending(reply, menus, out _);
        var canvas = new Canvas(Density.Roomy, DiscordLimits.MessageComponents - ending.Sum(Component.Count),
            DiscordLimits.MessageCharacters / 2, labelCharacters: 0);
        canvas.Add(new Piece.Fixed(ReplyText.Of(reply), IsLog: true));
        if (reply.Parts.Any(part => part is Attachment))
            canvas.Add(Piece.Prose.Of($"{Marks.Of(Tone.Warning)} Discord did not take the file with this.", "> "));
        return new(Component.Array([.. canvas.Children, .. ending])) { Kept = menus.Kept };
    }

    /// <summary>The roomiest that holds all of it, or the tightest.</summary>
    static Rendered Best(Reply reply, string? note, bool pictures, bool keepsPlace, out bool isWhole)
    {
        foreach (var density in Enum.GetValues<Density>())
        {
            var menus = new Menus();
            var ending = Ending(reply, menus, out var all);
            var canvas = Paint(reply, note, pictures, density, menus, ending, keepsPlace);
            if (canvas.RanOutOfComponents && density is not Density.Tight) continue;
            // A log that is cut and comes with a file is whole in that file.
            isWhole = all && !canvas.IsCut && !(canvas.IsLogCut && canvas.Files.Count == 0);
            return Finished(reply, canvas, ending, menus, isCut: keepsPlace);
        }
        throw new InvalidOperationException("The tightest is taken in any case.");
    }

    static Canvas Paint(
        Reply reply, string? note, bool pictures, Density density, Menus menus, IReadOnlyList<JsonObject> ending, bool keepsPlace)
    {
        List<Piece> pieces =
        [
            .. Heading(reply), .. note is null ? [] : (Piece[])[Piece.Prose.Of(note, "> ")],
            .. DiscordParts.Paint(reply.Parts, menus, density, reply.IsWhole, pictures),
        ];
        var labels = Math.Min(MostLabels, pieces.Sum(piece => piece switch
        {
            Piece.Row row => Component.Characters(row.Component),
            Piece.Beside beside => Component.Characters(beside.Button),
            _ => 0,
        }));
        var canvas = new Canvas(density,
            DiscordLimits.MessageComponents - 1 - ending.Sum(Component.Count) - (keepsPlace ? NoteComponents : 0),
            DiscordLimits.MessageCharacters - labels - ending.Sum(Component.Characters) - (keepsPlace ? CutNote.Length + 10 : 0), labels);
        foreach (var piece in pieces)
            canvas.Add(piece);
        if (!keepsPlace) canvas.Describe();
        return canvas;
    }

    static Rendered Finished(Reply reply, Canvas canvas, IReadOnlyList<JsonObject> ending, Menus menus, bool isCut)
    {
        List<JsonObject> children = [.. canvas.Children];
        List<Attachment> files = [.. canvas.Files];
        if (isCut && reply.ShowAll is { } line)
        {
            children.AddRange([Component.Text("-# " + ShortNote), Component.Row(menus.Button(new("Show all", line) { InPlace = true }))]);
        }
        else if (isCut)
        {
            files.Add(new(DiscordFiles.WholeAnswer, ReplyText.Of(reply)));
            children.AddRange([Component.Text("-# " + Markdown.Escape(CutNote)), Component.File(DiscordFiles.WholeAnswer)]);
        }
        children.AddRange(ending);
        if (children.Count == 0) children.Add(Component.Text("Done."));
        return new([Component.Container(children, reply.Tone)])
        {
            Files = files, Drawings = canvas.Drawings, Mentions = canvas.Mentions, Kept = menus.Kept,
        };
    }

    // Discord makes its notifications of the first text, which this is.
    static IEnumerable<Piece> Heading(Reply reply)
    {
        if (ReplyText.Heading(reply) is { Length: > 0 } heading) yield return Piece.Prose.Of(heading.Cut(LongestHeading), "### ");
    }

    /// <summary>Two rows of buttons, and a menu for those that are left.</summary>
    static List<JsonObject> Ending(Reply reply, Menus menus, out bool all)
    {
        var room = EndingCharacters;
        var shown = reply.Buttons.TakeWhile(button => (room -= Component.Label(button.Label, DiscordLimits.ButtonText).Length) >= 0)
            .ToList();
        List<Piece> rows = [.. menus.Rows(shown.Take(EndingButtons)),
            .. menus.Of("More…", [.. shown.Skip(EndingButtons).Select(button => new Choice(button))])];
        all = shown.Count == reply.Buttons.Count && !rows.Exists(row => row is Piece.Missing);
        return [.. rows.OfType<Piece.Row>().Select(row => row.Component)];
    }
}
