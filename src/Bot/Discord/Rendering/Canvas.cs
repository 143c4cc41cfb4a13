using System.Text;
using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>How close together a reply is put; the first that holds all of it is taken.</summary>
enum Density
{
    /// <summary>Each text by itself, each entry with its own buttons.</summary>
    Roomy,

    /// <summary>Texts that follow each other share one component.</summary>
    Close,

    /// <summary>The buttons of a long list fold into menus below it.</summary>
    Folded,

    /// <summary>All buttons of all entries stand in menus at the end.</summary>
    Tight,
}

/// <summary>Components as they pile up, never more than a message holds; what no longer fits is noted, not dropped silently.</summary>
sealed class Canvas(Density density, int components, int textCharacters, int labelCharacters)
{
    const int Shortest = 10;

    readonly List<JsonObject> children = [];
    readonly List<string> mentions = [];
    readonly List<Attachment> files = [];
    readonly List<Drawing> drawings = [];
    readonly List<Described> descriptions = [];
    int components = components;
    int text = textCharacters;

    // Labels have room of their own, so that a long text before them does not take the buttons away.
    int labels = labelCharacters;

    public IReadOnlyList<JsonObject> Children => children;

    public IReadOnlyList<string> Mentions => mentions;

    /// <summary>Those that a component refers to; any other would not be seen.</summary>
    public IReadOnlyList<Attachment> Files => files;

    public IReadOnlyList<Drawing> Drawings => drawings;

    /// <summary>Something had to be left out; whoever reads has to be told where the rest is.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The end of a log or the like had to be left out.</summary>
    public bool IsLogCut { get; private set; }

    public bool RanOutOfComponents { get; private set; }

    public void Add(Piece piece)
    {
        switch (piece)
        {
            case Piece.Prose prose: Write(Render(prose.Lines), prose.Apart); break;
            case Piece.Fixed block: Write(Render(block)); break;
            case Piece.Beside beside: Add(beside); break;
            case Piece.Row row: if (Click(row.Component)) descriptions.AddRange(row.Descriptions); break;
            case Piece.File file: Add(file.Attachment); break;
            case Piece.Picture picture: Add(picture); break;
            case Piece.Rule: AddRule(); break;
            case Piece.Missing: IsCut = true; break;
        }
    }

    /// <summary>Room that is left goes to what options are about: to all of them, or it would look as if some were about nothing.</summary>
    public void Describe()
    {
        if (descriptions.Sum(one => one.Description.Length) > text) return;
        foreach (var (option, description) in descriptions) option["description"] = description;
    }

    void Add(Piece.Beside beside)
    {
        var label = Component.Characters(beside.Button);
        if (!Holds(3) || !HoldsLabel(label)) return;
        var said = Render(beside.Lines);
        if (said.Length == 0 || said.Length > text)
        {
            // A button alone would not say what it is about.
            if (said.Length > 0) IsCut = true;
            else Click(Component.Row(beside.Button));
            return;
        }
        labels -= label;
        text -= said.Length;
        Put(Component.Section(said, beside.Button));
    }

    void Add(Attachment file)
    {
        if (!Holds(1)) return;
        Put(Component.File(file.FileName));
        files.Add(file);
    }

    void Add(Piece.Picture picture)
    {
        var about = ChartWords.Alternative(picture.Drawing.Chart, Math.Clamp(text, 0, DiscordLimits.Description));
        if (components < 1 || about.Length == 0)
        {
            Add(picture.Words);
            return;
        }
        text -= about.Length;
        Put(Component.Picture(picture.Drawing.FileName, about));
        if (!drawings.Contains(picture.Drawing)) drawings.Add(picture.Drawing);
    }

    bool Click(JsonObject row)
    {
        var label = Component.Characters(row);
        if (!Holds(Component.Count(row)) || !HoldsLabel(label)) return false;
        labels -= label;
        Put(row);
        return true;
    }

    void AddRule()
    {
        // Nothing is divided at the very beginning, or twice.
        if (density is Density.Tight || children.Count == 0 || IsLast(14) || !Holds(1)) return;
        Put(Component.Separator());
    }

    void Write(string said, bool apart = false)
    {
        if (said.Length == 0) return;
        if (density is not Density.Roomy && IsLast(10))
        {
            var before = (string?)children[^1]["content"] ?? "";
            // A heading has room below it by itself.
            var between = apart && !before[(before.LastIndexOf('\n') + 1)..].StartsWith("### ", StringComparison.Ordinal) ? "\n\n" : "\n";
            if (said.Length + between.Length > text) IsCut = true;
            else
            {
                text -= said.Length + between.Length;
                children[^1]["content"] = before + between + said;
            }
        }
        else if (Holds(1))
        {
            text -= said.Length;
            Put(Component.Text(said));
        }
    }

    string Render(IReadOnlyList<Marked> lines)
    {
        var said = new StringBuilder();
        foreach (var (mark, line) in lines)
        {
            var room = text - said.Length - mark.Length - 3;
            if (room < Shortest)
            {
                IsCut = true;
                break;
            }
            var shown = Markdown.Line(line, room, mentions, out var cut);
            // An empty line divides plain text; a mark without text after it would be shown as a sign.
            if (string.IsNullOrWhiteSpace(shown) && (mark.Length > 0 || said.Length == 0)) continue;
            if (said.Length > 0) said.Append('\n');
            said.Append(mark).Append(shown);
            if (!cut) continue;
            IsCut = true;
            break;
        }
        return said.ToString().TrimEnd();
    }

    string Render(Piece.Fixed block)
    {
        // Cut before it is cleaned: of a long log only the beginning is shown.
        var clean = ChatText.Clean(ChatText.Cut(block.Text, DiscordLimits.MessageCharacters * 2)).Trim('\n').TrimEnd();
        if (string.IsNullOrWhiteSpace(clean)) return "";
        var (whole, room) = (Markdown.Block(clean), text - 2);
        if (whole.Length <= room && block.Text.Length <= DiscordLimits.MessageCharacters * 2) return whole;
        if (block.IsLog) IsLogCut = true;
        else IsCut = true;
        return room < Shortest ? "" : Markdown.Fitted(clean, room, part => Markdown.Block(WholeLines(part)));
    }

    static string WholeLines(string part) =>
        part.EndsWith('…') && part.LastIndexOf('\n') is > 0 and var end && end > part.Length / 2 ? part[..end] + "\n…" : part;

    bool IsLast(int type) => children.Count > 0 && (int?)children[^1]["type"] == type;

    bool Holds(int more)
    {
        if (more <= components) return true;
        IsCut = RanOutOfComponents = true;
        return false;
    }

    bool HoldsLabel(int label)
    {
        if (label <= labels) return true;
        IsCut = true;
        return false;
    }

    void Put(JsonObject component)
    {
        components -= Component.Count(component);
        children.Add(component);
    }
}
