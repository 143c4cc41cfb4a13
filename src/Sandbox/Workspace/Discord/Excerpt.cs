using OpsBot.Core.Values;
using OpsBot.Sandbox.Discord;
using OpsBot.Sandbox.Workspace.Text;

namespace OpsBot.Sandbox.Workspace.Discord;

/// <summary>The beginning of a message as plain words, to name it by.</summary>
static class Excerpt
{
    public static string Of(Message message, int longest = 80)
    {
        var text = message.Content.Length > 0 ? message.Content : Tree.All(message.Components).Select(component => component.Str("content"))
            .FirstOrDefault(content => content is not null) ?? "";
        var words = string.Join(' ', DiscordText.Read(text).Take(1).Select(Words)).Trim();
        return words.Cut(longest);
    }

    static string Words(Passage passage) => passage switch
    {
        Paragraph paragraph => Words(paragraph.Inner),
        Heading heading => Words(heading.Inner),
        Subtext small => Words(small.Inner),
        Quote quote => Words(quote.Inner),
        Preformatted fence => fence.Text.Split('\n')[0],
        Bullets list => Words(list.Items[0]),
        _ => "",
    };

    static string Words(IReadOnlyList<Inline> line) => string.Concat(line.Select(each => each switch
    {
        Plain plain => plain.Text,
        Marked marked => Words(marked.Inner),
        Code code => code.Text,
        Link link => Words(link.Label),
        LineBreak => " ",
        // Signs are drawn in the message itself; as bare characters not every font has them.
        _ => "",
    }));
}
