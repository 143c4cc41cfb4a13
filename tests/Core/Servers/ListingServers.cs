using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers;

public sealed class ListingServers(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await desk.Execute(
        """
        insert into servers (id, name, region, created_at, purpose, provider, provider_id, label, type, state)
        select gen_random_uuid(), 'pool-' || lpad(n::text, 2, '0'), case when n % 3 = 0 then 'hel1' else 'nbg1' end, @Now, 'pool', 'hetzner',
               n::text, 'pool-' || n, case when n % 2 = 0 then 'cx23' else 'cx33' end,
               case when n = 7 then 'missing' when n > 11 then 'off' else 'running' end
        from   generate_series(1, 12) n
        on conflict do nothing
        """, new { });

    public ValueTask DisposeAsync() => default;

    static IReadOnlyList<string> Names(Reply? reply) => [.. reply!.Parts.OfType<Table>().Single().Rows.Select(row => row[0])];

    [Fact]
    public async Task All_of_them_stand_there_once_the_hosts_too_and_what_is_missing_stands_first()
    {
        var seen = new List<string>();
        for (var line = "/vps list"; line is not null;)
        {
            var page = await desk.Ask("olivia", line);
            seen.AddRange(Names(page.Reply));
            line = page.Reply.NextPage;
        }
        Assert.Equal("pool-07", seen[0]);
        Assert.Equal("pool-12", seen[1]);
        Assert.Contains("h1", seen);
        Assert.Equal(13, seen.Count);
        Assert.Equal(13, seen.Distinct().Count());
    }

    [Theory]
    [InlineData("state:missing", "pool-07")]
    [InlineData("purpose:host", "h1")]
    [InlineData("region:hel1 type:cx23", "pool-12 pool-06")]
    [InlineData("type:cx99", "")]
    [InlineData("state:deleted", "")]
    public async Task Filters_find_what_fits(string filter, string names) =>
        Assert.Equal(names, string.Join(' ', Names((await desk.Ask("olivia", $"/vps list {filter}")).Reply)));

    [Fact]
    public async Task The_file_holds_all_that_fit()
    {
        var file = (await desk.Ask("olivia", "/vps list purpose:pool csv:yes")).Reply!.Parts.OfType<Attachment>().Single();
        Assert.Equal(12 + 1, file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_stranger_learns_nothing()
    {
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("nora", "/vps list")).Kind);
        Assert.Equal((await desk.Ask("nora", "/vps show h1")).Text, (await desk.Ask("nora", "/vps show nothing")).Text);
    }
}
