using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Customers;

public sealed record ListCustomers(
    [Arg("part of a name or an e-mail address", MaxLength = 200)] string? Search = null,
    [Arg("only of this organization", Named = true)] OrganizationId? Org = null,
    [Arg("only of organizations on this tier", Named = true)] TierId? Tier = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListCustomers, CustomersListed>
{
    public static Spec Spec { get; } = new("customer list", "The people who sign in to the product")
    {
        Examples = ["/customer list", "/customer list smith", "/customer list org:acme", "/customer list tier:growth"],
    };
}

public sealed record CustomerLine(
    string Email, string Name, string Organization, string Tier, DateTimeOffset? VerifiedAt, DateTimeOffset? LastLoginAt,
    DateTimeOffset CreatedAt, string Key, long Total, long Before) : IListed;

public sealed record CustomersListed(ListCustomers Asked, Page<CustomerLine> Page, IReadOnlyList<TierName> Tiers) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Customers", Page, ["E-mail", "Name", "Organization", "Tier", "Verified", "Last login", "Joined"], Cells)
        : new("Customers")
    {
        Parts =
        [
            new Pickers([TierName.Choice("Tier", Tiers, Asked.Tier, tier => Line(Asked with { Tier = tier }))]),
            // What two lines hold on a phone; the file has the rest.
            new Table([new("E-mail"), new("Organization"), new("Last login")], [.. Page.Rows.Select(Row)]) { Empty = Empty },
            .. Page.Turn("customer", "customers", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Filter.Clear(IsFiltered, "/customer list"), .. Filter.Csv(Page, Line(Asked with { Csv = true })),
            new Button("Organizations", "/org list"),
        ],
    };

    static IReadOnlyList<string> Row(CustomerLine line) => [line.Email, line.Organization, Day(line.LastLoginAt)];

    static IReadOnlyList<string?> Cells(CustomerLine line) =>
    [
        line.Email, line.Name, line.Organization, line.Tier, Exact(line.VerifiedAt), Exact(line.LastLoginAt),
        Exact(line.CreatedAt),
    ];

    static string Day(DateTimeOffset? at) => at is { } then ? then.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "never";

    static string? Exact(DateTimeOffset? at) => at?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);

    string Empty => IsFiltered
        ? string.Join(' ', ((string?[])["No customer fits these filters.", Searched.Of(Asked.Search)?.Hint]).OfType<string>())
        : "There is no customer yet.";

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListCustomers();

    // Any other filter starts at the beginning.
    static string Line(ListCustomers asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListCustomersHandler : IAnswerQuestion<ListCustomers, CustomersListed>
{
    static readonly Listing customers = new(
        """
        from     customers c
        where    (@Anywhere::text is null or c.words like lower(@Anywhere))
        and      (@Beginning::text is null or c.email collate "C" like lower(@Beginning)
                  or lower(c.name) collate "C" like lower(@Beginning))
        and      (@Org::uuid is null or c.organization_id = @Org)
        -- Asked row by row: most of a tier's customers are not gathered for a page of them.
        and      (@Tier::uuid is null or (select o.tier from organizations o where o.id = c.organization_id)
                     = (select t.slug from tiers t where t.id = @Tier))
        """,
        "u.email, u.name, o.name as organization, t.name as tier, u.verified_at, u.last_login_at, u.created_at",
        """
        from     page p
        join     customers u on u.email = p.key0
        join     organizations o on o.id = u.organization_id
        join     tiers t on t.slug = o.tier
        """,
        PageKey.Text("c.email collate \"C\""));

    public async Task<Result<CustomersListed>> Answer(ListCustomers question, Work work, CancellationToken cancel)
    {
        var searched = Searched.Of(question.Search);
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }))
        {
            // Whose tier it is stands with another row, so that many are not counted in no time.
            Most = (searched is null && question.Tier is null) || question.Csv ? Paging.MostCounted : Listing.Few,
        };
        var read = await work.Page<CustomerLine>(customers, asked,
            new
            {
                Anywhere = searched is { IsShort: false } ? searched.Anywhere : null,
                Beginning = searched is { IsShort: true } ? searched.Beginning : null, question.Org, question.Tier,
            }, cancel);
        return read.Failed(out var page, out var refusal) ? refusal
            : new CustomersListed(question, page, await TierName.All(work, cancel));
    }
}
