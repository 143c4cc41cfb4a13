using OpsBot.Core.Replies;

namespace OpsBot.Tests.Bot.Chat;

/// <summary>The people whom a reply names, wherever in it.</summary>
static class Naming
{
    extension(Reply reply)
    {
        public IEnumerable<Someone> Mentioned => reply.Parts.SelectMany(Spans).OfType<Someone>();
    }

    static IEnumerable<Span> Spans(Part part) => part switch
    {
        Paragraph paragraph => paragraph.Text.Spans,
        Small small => small.Text.Spans,
        Notice notice => notice.Text.Spans,
        Item item => item.Text.Spans,
        Pager pager => pager.Where.Spans,
        Fields fields => fields.List.SelectMany(field => field.Value.Spans),
        _ => [],
    };
}
