using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Customers;

public sealed class ListingCustomers(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await desk.Execute(
        """
        insert into customers (id, organization_id, email, name, created_at, verified_at)
        select gen_random_uuid(), o.id, 'person' || n || '@acme.example', case when n % 2 = 0 then 'Péter d''Arc. ' else 'zoe ' end || n, @Now, @Now
        from   organizations o, generate_series(1, 24) n
        where  o.slug = 'acme'
        on conflict do nothing
        """, new { });

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Pages_go_forth_and_back_whatever_the_names_hold()
    {
        var seen = new List<string>();
        string? line = "/customer list", last = null;
        while (line is not null)
        {
            var page = await desk.Ask("olivia", last = line);
            seen.AddRange(page.Reply!.Parts.OfType<Table>().Single().Rows.Select(row => row[0]));
            line = page.Reply.NextPage;
        }
        Assert.Equal(25, seen.Count);
        Assert.Equal(25, seen.Distinct().Count());
        var end = await desk.Ask("olivia", last!);
        var back = end.Reply!.Parts.OfType<Pager>().Single().Turns.Single(turn => turn.Label == "◀ Previous").Command;
        Assert.Equal(seen[10..20], (await desk.Ask("olivia", back)).Reply!.Parts.OfType<Table>().Single().Rows.Select(row => row[0]));
    }

    [Fact]
    public async Task One_is_shown_by_address_and_found_by_part_of_a_name()
    {
        Assert.Contains("acme, active", (await desk.Ask("olivia", "/customer show john@acme.example")).Text.Replace("(acme)", "acme",
            StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("person2@acme.example", (await desk.Ask("olivia", "/customer list \"arc. 2\"")).Text, StringComparison.Ordinal);
        Assert.Contains("No customer fits", (await desk.Ask("olivia", "/customer list nobody-like-this")).Text, StringComparison.Ordinal);
    }
}
