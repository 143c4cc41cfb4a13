using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Organizations;

public sealed class ListingOrganizations(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await desk.Execute(
        """
        insert into organizations (id, slug, name, tier, region, state, created_at)
        select gen_random_uuid(), 'firm-' || lpad(n::text, 2, '0'), 'Firm ' || n, case when n % 2 = 0 then 'starter' else 'growth' end,
               case when n % 3 = 0 then 'hel1' else 'nbg1' end, case when n = 7 then 'error' when n > 22 then 'cancelled' else 'active' end, @Now
        from   generate_series(1, 24) n
        on conflict do nothing
        """, new { });

    public ValueTask DisposeAsync() => default;

    static IReadOnlyList<string> Slugs(Reply? reply) =>
        [.. reply!.Parts.OfType<Table>().Single().Rows.Select(row => row[0])];

    [Fact]
    public async Task All_of_them_stand_there_once_and_what_failed_stands_first()
    {
        var seen = new List<string>();
        for (var line = "/org list"; line is not null;)
        {
            var page = await desk.Ask("olivia", line);
            seen.AddRange(Slugs(page.Reply));
            line = page.Reply.NextPage;
        }
        Assert.Equal("firm-07", seen[0]);
        Assert.Equal(25, seen.Count);
        Assert.Equal(25, seen.Distinct().Count());
        Assert.Equal(["firm-23", "firm-24"], seen[^2..]);
    }

    [Theory]
    [InlineData("status:error", "firm-07")]
    [InlineData("status:cancelled", "firm-23 firm-24")]
    [InlineData("region:hel1 tier:starter status:active", "firm-06 firm-12 firm-18")]
    [InlineData("acme", "acme")]
    [InlineData("john@acme", "acme")]
    [InlineData("fi status:cancelled", "firm-23 firm-24")]
    [InlineData("firm-2 status:cancelled", "firm-23 firm-24")]
    [InlineData("100%", "")]
    public async Task Filters_and_searches_find_what_fits(string filter, string slugs) =>
        Assert.Equal(slugs, string.Join(' ', Slugs((await desk.Ask("olivia", $"/org list {filter}")).Reply)));

    [Fact]
    public async Task The_file_holds_all_that_fit()
    {
        var file = (await desk.Ask("olivia", "/org list firm csv:yes")).Reply!.Parts.OfType<Attachment>().Single();
        Assert.Equal(24 + 1, file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
