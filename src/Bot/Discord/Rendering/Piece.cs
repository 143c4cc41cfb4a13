using System.Text.Json.Nodes;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>What a reply is made of before it is known how much of it fits.</summary>
abstract record Piece
{
    /// <summary>Lines of markdown.</summary>
    public sealed record Prose(IReadOnlyList<Marked> Lines) : Piece
    {
        /// <summary>With an empty line before it, where it shares a component with other text.</summary>
        public bool Apart { get; init; }

        public static Prose Of(Words words, string mark = "") => new([.. Markdown.Lines(words).Select(line => new Marked(mark, line))]);
    }

    /// <summary>Lines in fixed width. A log may come whole in a file beside it; a table does not.</summary>
    public sealed record Fixed(string Text, bool IsLog) : Piece;

    /// <summary>Text with one button beside it.</summary>
    public sealed record Beside(IReadOnlyList<Marked> Lines, JsonObject Button) : Piece;

    /// <summary>Something to click: a row of buttons, or one menu.</summary>
    public sealed record Row(JsonObject Component) : Piece
    {
        /// <summary>What would be said below each option if there is room.</summary>
        public IReadOnlyList<Described> Descriptions { get; init; } = [];
    }

    public sealed record File(Attachment Attachment) : Piece;

    /// <summary>A chart, drawn; where there is no room for a picture, its words.</summary>
    public sealed record Picture(Drawing Drawing, Prose Words) : Piece;

    public sealed record Rule : Piece;

    /// <summary>It was more than a message can ever hold.</summary>
    public sealed record Missing : Piece;
}

/// <summary>A line and what makes it a heading, a quote or small print: "### ", "&gt; ", "-# ".</summary>
sealed record Marked(string Mark, Words Line);

sealed record Described(JsonObject Option, string Description);
