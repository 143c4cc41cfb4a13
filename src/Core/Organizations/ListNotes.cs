using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record ListNotes(
    [Arg("about which organization")] OrganizationId Org,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null)
    : IQuestion<ListNotes, NotesListed>
{
    public static Spec Spec { get; } = new("org notes", "What the team wrote down about an organization")
    {
        Examples = ["/org notes acme"],
    };
}

public sealed record NoteLine(string? By, string Text, DateTimeOffset CreatedAt, string Key, long Total, long Before) : IListed
{
    /// <summary>The last few.</summary>
    internal const string Newest =
        """
        select   p.name as by, n.text, n.created_at, '' as key, 0::bigint as total, 0::bigint as before
        from     organization_notes n
        left     join operators p on p.id = n.operator_id
        where    n.organization_id = @Org
        order by n.created_at desc, n.id desc
        limit    3
        """;

    internal static Part Say(NoteLine line) =>
        new Paragraph(Words.Of(new At(line.CreatedAt), new Plain($"  {line.By ?? "OpsBot"}: {line.Text}")));
}

public sealed record NotesListed(ListNotes Asked, string Slug, Page<NoteLine> Page) : IAnswer
{
    public Reply Say() => new($"Notes about {Slug}")
    {
        Parts =
        [
            .. Page.Rows.Select(NoteLine.Say),
            .. new Paragraph("Nobody has written down anything yet.").If(Page.Rows.Count == 0),
            .. Page.Turn("note", "notes", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons = [new Button("Note", $"/org note {Slug}"), new Button("Show", $"/org show {Slug}")],
    };
}

sealed class ListNotesHandler : IAnswerQuestion<ListNotes, NotesListed>
{
    static readonly Listing notes = new(
        "from organization_notes n where n.organization_id = @Org",
        "o.name as by, n.text, n.created_at",
        "from page p join organization_notes n on n.id = p.key1 left join operators o on o.id = n.operator_id",
        PageKey.Moment("n.created_at"), PageKey.Id("n.id")) { Falls = true };

    public async Task<Result<NotesListed>> Answer(ListNotes question, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, question.Org, cancel);
        var asked = new PageAsked(question.Page, All: false, Lines.LineOf(new ListNotes(question.Org)));
        return (await work.Page<NoteLine>(notes, asked, new { question.Org }, cancel)).Failed(out var page, out var refusal)
            ? refusal : new NotesListed(question, organization.Slug, page);
    }
}
