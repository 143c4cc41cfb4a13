using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>Where blocks are shown; each place has limits of its own.</summary>
enum Surface { Message, Home, Modal }

/// <summary>Blocks as they pile up, never more than the surface holds; what no longer fits is noted, not dropped silently.</summary>
sealed class Canvas(Surface surface, int reservedBlocks, int reservedCharacters)
{
    readonly List<JsonObject> blocks = [];
    int characters = (surface is Surface.Message ? SlackLimits.MessageCharacters : SlackLimits.ViewCharacters) - reservedCharacters;
    int clickables;

    public IReadOnlyList<JsonObject> Blocks => blocks;

    /// <summary>Charts that were uploaded; any other is said in words.</summary>
    public Pictures Pictures { get; init; } = Pictures.None;

    /// <summary>All of it was asked for, so no cell of a table is shortened.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Something had to be left out; whoever reads has to be told where the rest is.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The end of a log or the like had to be left out.</summary>
    public bool IsLogCut { get; private set; }

    public bool RanOutOfBlocks { get; private set; }

    public int BlocksLeft => MostBlocks - reservedBlocks - blocks.Count;

    int MostBlocks => surface is Surface.Message ? SlackLimits.MessageBlocks : SlackLimits.ViewBlocks;

    /// <summary>For one block of text; no block is longer than a section may be.</summary>
    public int Room => Math.Clamp(characters, 0, SlackLimits.Text - 100);

    public int CharactersLeft => Math.Max(0, characters);

    /// <summary>Slack takes tables in messages only.</summary>
    public bool MayTable => surface is Surface.Message;

    public int Number() => clickables++;

    public void Cut() => IsCut = true;

    /// <summary>All of them or none.</summary>
    public bool Add(params IReadOnlyList<JsonObject> more)
    {
        var length = more.Sum(Block.Characters);
        if (more.Count > BlocksLeft) RanOutOfBlocks = true;
        if (more.Count > BlocksLeft || length > characters)
        {
            IsCut = true;
            return false;
        }
        blocks.AddRange(more);
        characters -= length;
        return true;
    }

    public void AddWords(string container, Words words, string before = "")
    {
        var room = Room - before.Length;
        var leaves = Spans.Leaves(words, ref room, out var cut);
        if (cut) Cut();
        if (leaves.Count > 0) Add(Block.Rich(container, before.Length > 0 ? [Block.Leaf(before), .. leaves] : leaves));
    }

    /// <summary>Lines in fixed width; what does not fit is left out from the end.</summary>
    public void AddFixed(string text)
    {
        // Cut before it is cleaned: of a long log only the beginning is shown.
        var clean = ChatText.Clean(ChatText.Cut(text, SlackLimits.Text * 2)).TrimEnd();
        if (string.IsNullOrWhiteSpace(clean)) return;
        if (clean.Length > Room || text.Length > SlackLimits.Text * 2)
        {
            IsLogCut = true;
            if (Room < 10) return;
            var kept = ChatText.Cut(clean, Room);
            // Whole lines where there are any.
            clean = kept.LastIndexOf('\n') is > 0 and var end && end > Room / 2 ? kept[..end] + "\n…" : kept;
        }
        Add(Block.Preformatted(clean));
    }

    /// <summary>Rows in fixed width, in as many blocks as they need; what does not fit is left out from the end.</summary>
    public void AddRows(IEnumerable<string> lines)
    {
        var block = "";
        foreach (var line in lines)
        {
            if (block.Length > 0 && block.Length + 1 + line.Length > Room)
            {
                if (!Add(Block.Preformatted(block))) return;
                block = "";
            }
            if (line.Length > Room)
            {
                Cut();
                break;
            }
            block += block.Length > 0 ? "\n" + line : line;
        }
        if (block.Length > 0) Add(Block.Preformatted(block));
    }

    /// <summary>Buttons in rows of 25; one whose command is too long for Slack to give back is left out and said to be.</summary>
    public void AddButtons(IReadOnlyList<Button> buttons)
    {
        foreach (var row in Actions(buttons))
            Add(row);
    }

    public IEnumerable<JsonObject> Actions(IReadOnlyList<Button> buttons)
    {
        var elements = buttons.Select(button => Clickable.Button(button, Number())).OfType<JsonObject>().ToList();
        if (elements.Count < buttons.Count) Cut();
        return elements.Chunk(SlackLimits.ActionElements).Select(Block.Actions);
    }
}
