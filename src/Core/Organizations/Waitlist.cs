using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record Waitlist(
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null)
    : IQuestion<Waitlist, WaitlistRead>
{
    public static Spec Spec { get; } = new("org waitlist", "Organizations that wait to be approved, the longest waiting first")
    {
        Examples = ["/org waitlist"],
    };
}

public sealed record WaitingLine(
    string Slug, string Name, string Tier, string Region, string? Owner, DateTimeOffset CreatedAt,
    string Key, long Total, long Before) : IListed;

public sealed record WaitlistRead(Waitlist Asked, Page<WaitingLine> Page) : IAnswer
{
    public Reply Say() => Page.Total == 0
        ? new("Nobody waits to be approved") { Tone = Tone.Good, Buttons = [new Button("Organizations", "/org list")] }
        : new($"Waiting to be approved ({Page.Counted})")
        {
            Parts =
            [
                .. Page.Rows.Select(Item),
                .. Page.Turn("organization", "organizations", page => Lines.LineOf(Asked with { Page = page })),
            ],
            Buttons = [new Button("Organizations", "/org list"), new Button("Refresh", "/org waitlist") { InPlace = true }],
        };

    internal static Item Item(WaitingLine line) => new(
        Words.Of(new Strong(line.Slug), new Plain($"  {line.Name}, {line.Owner ?? "no owner yet"}\n{line.Tier} in "
            + $"{line.Region}, since "), new At(line.CreatedAt)),
        [
            new Button("Approve", $"/org approve {line.Slug}") { Spoken = $"Approve {line.Slug}" },
            new Button("Show", $"/org show {line.Slug}") { Spoken = $"Show {line.Slug}" },
            new Button("Reject", $"/org reject {line.Slug}") { Spoken = $"Reject {line.Slug}" },
        ]);
}

sealed class WaitlistHandler : IAnswerQuestion<Waitlist, WaitlistRead>
{
    static readonly Listing waiting = new(
        "from organizations o where o.state = 'pending'",
        "o.slug, o.name, t.name as tier, o.region, w.email as owner, o.created_at",
        """
        from     page p
        join     organizations o on o.id = p.key1
        join     tiers t on t.slug = o.tier
        left     join customers w on w.id = o.owner_id
        """,
        PageKey.Moment("o.created_at"), PageKey.Id("o.id"));

    public async Task<Result<WaitlistRead>> Answer(Waitlist question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, All: false, Lines.LineOf(new Waitlist()));
        return (await work.Page<WaitingLine>(waiting, asked, new { }, cancel)).Failed(out var page, out var refusal)
            ? refusal : new WaitlistRead(question, page);
    }
}
