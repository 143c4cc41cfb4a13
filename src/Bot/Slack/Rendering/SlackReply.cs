using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Drawing;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>A reply as Slack takes it: blocks, the line for notifications, and the files that go with it.</summary>
sealed record Rendered(string Text, JsonArray Blocks)
{
    public IReadOnlyList<Attachment> Files { get; init; } = [];
}

/// <summary>Renders any neutral reply within every limit of Block Kit.</summary>
static class SlackReply
{
    // What the buttons below a message may say, their questions included; far above what anybody reads.
    const int EndingCharacters = 3_000;
    const int EndingButtons = 100;

    // Where their numbers begin, so that none is called as one among the parts is: no surface has that many.
    const int FirstOfEnding = 10_000;

    public static Rendered Render(Reply reply, Surface surface, string? note = null, Pictures? pictures = null)
    {
        var ending = Ending(reply, out var allButtons);
        var canvas = Paint(reply, surface, note, ending, pictures, compact: false);
        // A long list whose entries take two blocks each fits when its buttons fold into menus.
        if (canvas.RanOutOfBlocks) canvas = Paint(reply, surface, note, ending, pictures, compact: true);

        List<JsonObject> blocks = [.. canvas.Blocks];
        List<Attachment> files = surface is Surface.Message ? [.. reply.Parts.Select(File).OfType<Attachment>()] : [];
        // A log that is cut and comes with a file is whole in that file.
        var isCut = canvas.IsCut || !allButtons || (canvas.IsLogCut && files.Count == 0);
        var showAll = isCut ? ShowAll(reply) : null;
        // A file lands in the direct messages and rings there, so it comes only where it was asked for or nothing else shows the rest.
        if (isCut && showAll is null && surface is Surface.Message) files.Add(new Attachment("whole-answer.txt", ReplyText.Of(reply)));
        var isInFile = files.Exists(file => file.FileName == "whole-answer.txt");
        if (isCut) blocks.Add(Block.Context("Cut to fit here." + (isInFile ? " The whole answer is in the file whole-answer.txt." : "")));
        if (showAll is not null) blocks.Add(Block.Actions([showAll]));
        blocks.AddRange(ending);
        if (blocks.Count == 0) blocks.Add(Block.Context("Done."));
        return new(Fallback(reply), Block.Array(blocks)) { Files = files };
    }

    static JsonObject? ShowAll(Reply reply)
    {
        if (reply.ShowAll is not { } line) return null;
        var button = new Button("Show all", line) { InPlace = true, Spoken = $"Show all of {reply.Heading}" };
        return Clickable.Button(button, number: FirstOfEnding + EndingButtons);
    }

    /// <summary>For the day Slack refuses what it used to take: the heading, the buttons, and all the rest as words.</summary>
    public static Rendered Plainly(Reply reply)
    {
        var canvas = new Canvas(Surface.Message, SlackLimits.MessageBlocks / 2, reservedCharacters: SlackLimits.MessageCharacters - 3_000);
        canvas.AddFixed(ReplyText.Of(reply));
        return new(Fallback(reply), Block.Array([.. canvas.Blocks, .. Ending(reply, out _)]));
    }

    static Attachment? File(Part part) => part is Chart chart ? ChartPicture.File(chart) : part as Attachment;

    static Canvas Paint(
        Reply reply, Surface surface, string? note, IReadOnlyList<JsonObject> ending, Pictures? pictures, bool compact)
    {
        // The note on what was cut stands outside what the parts share, as the buttons do.
        var canvas = new Canvas(surface, reservedBlocks: ending.Count + 2, reservedCharacters: 200 + ending.Sum(Block.Characters))
        {
            IsWhole = reply.IsWhole, Pictures = pictures ?? Pictures.None,
        };
        if (ReplyText.Heading(reply) is { Length: > 0 } heading) canvas.Add(Block.Header(heading));
        if (note is not null) canvas.AddWords("rich_text_quote", note);
        foreach (var (index, part) in reply.Parts.Index())
            SlackParts.Paint(part, canvas, compact, isEnd: index == reply.Parts.Count - 1 && ending.Count == 0);
        return canvas;
    }

    static List<JsonObject> Ending(Reply reply, out bool all)
    {
        var room = EndingCharacters;
        var elements = reply.Buttons.Take(EndingButtons)
            .Select((button, i) => Clickable.Button(button, FirstOfEnding + i)).OfType<JsonObject>()
            .TakeWhile(element => (room -= Block.Characters(element)) >= 0).ToList();
        all = elements.Count == reply.Buttons.Count;
        return [.. elements.Chunk(SlackLimits.ActionElements).Select(Block.Actions)];
    }

    static string Fallback(Reply reply) =>
        ChatText.Cut(SlackText.Escape(ReplyText.InOneLine(reply) is { Length: > 0 } line ? line : "OpsBot"), SlackLimits.FallbackText);
}
