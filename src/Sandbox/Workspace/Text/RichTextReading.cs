using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Workspace.Text;

/// <summary>Reads the rich_text block: the carrier in which nothing is ever parsed.</summary>
static class RichTextReading
{
    public static IReadOnlyList<Passage> Read(JsonNode block) => [.. block.List("elements").Select(Passage)];

    public static IReadOnlyList<Inline> Leaves(JsonNode section) => [.. section.List("elements").SelectMany(Leaf)];

    static Passage Passage(JsonObject element) => element.Str("type") switch
    {
        "rich_text_list" => new Bullets(
            element.Str("style") == "ordered", element.Number("indent") ?? 0, element.Number("offset") ?? 0,
            [.. element.List("elements").Select(Leaves)]),
        "rich_text_preformatted" =>
            new Preformatted(string.Concat(element.List("elements").Select(leaf => leaf.Str("text") ?? leaf.Str("url")))),
        "rich_text_quote" => new Quote(Leaves(element)),
        _ => new Paragraph(Leaves(element)),
    };

    static IEnumerable<Inline> Leaf(JsonObject leaf) => leaf.Str("type") switch
    {
        "text" => Lines(leaf),
        "link" => [Styled(leaf, new Link(leaf.Str("url") ?? "", [new Plain(leaf.Str("text") ?? leaf.Str("url") ?? "")]))],
        "user" => [new UserMention(leaf.Str("user_id") ?? "")],
        "channel" => [new ChannelMention(leaf.Str("channel_id") ?? "")],
        "emoji" => [EmojiNames.Knows(leaf.Str("name") ?? "") ? new Emoji(leaf.Str("name")!) : new Plain($":{leaf.Str("name")}:")],
        "broadcast" => [new Broadcast(leaf.Str("range") ?? "here")],
        "date" => [new Moment(leaf.Long("timestamp") ?? 0, leaf.Str("format") ?? "{date}", leaf.Str("fallback") ?? "", leaf.Str("url"))],
        _ => [new Plain(leaf.Str("text") ?? leaf.Str("value") ?? "")],
    };

    static IEnumerable<Inline> Lines(JsonObject leaf)
    {
        var lines = (leaf.Str("text") ?? "").ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0) yield return new LineBreak();
            if (lines[i].Length > 0) yield return Styled(leaf, leaf.Obj("style").Flag("code") ? new Code(lines[i]) : new Plain(lines[i]));
        }
    }

    static Inline Styled(JsonObject leaf, Inline inline)
    {
        var style = leaf.Obj("style");
        if (style.Flag("bold")) inline = new Marked(Mark.Bold, [inline]);
        if (style.Flag("italic")) inline = new Marked(Mark.Italic, [inline]);
        if (style.Flag("strike")) inline = new Marked(Mark.Strike, [inline]);
        if (style.Flag("underline")) inline = new Marked(Mark.Underline, [inline]);
        return inline;
    }
}
