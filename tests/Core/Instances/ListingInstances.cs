using OpsBot.Core.Instances;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Tiers;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Instances;

public sealed class ListingInstances(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData("16.1", "Did you mean 16.0?")]
    [InlineData("latest", "There are")]
    public async Task A_version_that_nothing_runs_is_named_with_those_there_are(string version, string said)
    {
        await Fleet();
        var outcome = await desk.Ask("olivia", $"/instance list version:{version}");
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Contains($"No instance runs version “{version}”. {said}", outcome.Text, StringComparison.Ordinal);
        if (outcome.Reply!.Buttons is [var meant]) Assert.Equal("/instance list version:16.0", meant.Command);
    }

    [Theory]
    [InlineData("/instance list", 40)]
    [InlineData("/instance list status:stopped", 10)]
    [InlineData("/instance list status:deleted", 1)]
    [InlineData("/instance list status:suspended", 0)]
    [InlineData("/instance list version:16.0", 5)]
    [InlineData("/instance list plan:starter", 8)]
    [InlineData("/instance list plan:starter status:stopped", 2)]
    [InlineData("/instance list type:staging", 4)]
    [InlineData("/instance list organization:beta", 8)]
    [InlineData("/instance list organization:\"Beta Ltd\"", 8)]
    [InlineData("/instance list beta", 8)]
    [InlineData("/instance list MARY@beta.example", 8)]
    [InlineData("/instance list mart-07.NIMBUS", 1)]
    [InlineData("/instance list mart-1 status:running", 7)]
    [InlineData("/instance list %", 0)]
    [InlineData("/instance list _", 0)]
    [InlineData("/instance list \\\\", 0)]
    [InlineData("/instance list 🚀", 0)]
    [InlineData("/instance list ma", 40)]
    [InlineData("/instance list rt", 0)]
    [InlineData("/instance list search:\"t 07\"", 0)]
    [InlineData("/instance list search:\"mart 7\"", 1)]
    public async Task Filters_fit_together_and_the_counts_agree(string line, int count)
    {
        await Fleet();
        var pages = new List<IReadOnlyList<string>>();
        var seen = 0;
        for (var next = line; next is not null;)
        {
            var outcome = await desk.Ask("olivia", next);
            Assert.True(outcome.Kind == OutcomeKind.Answered, outcome.Text);
            var reply = outcome.Reply!;
            pages.AddRange(reply.Parts.OfType<Table>().Single().Rows);
            Assert.True(++seen < 10);
            if (count == 0)
                Assert.StartsWith("No instance fits these filters.", reply.Parts.OfType<Table>().Single().Empty, StringComparison.Ordinal);
            else Assert.Equal(count == 1 ? "1 instance" : count <= 10 ? $"{count} instances"
                : $"{pages.Count - reply.Parts.OfType<Table>().Single().Rows.Count + 1}–{pages.Count} of {count} instances",
                reply.Parts.OfType<Pager>().Single().Where.Text);
            next = reply.NextPage;
        }
        Assert.Equal(count, pages.Count);
        Assert.Equal(count, pages.Select(row => row[0]).Distinct().Count());
    }

    [Fact]
    public async Task Failed_ones_come_first_and_bars_count_all_states()
    {
        await Fleet();
        var reply = (await desk.Ask("olivia", "/instance list")).Reply!;
        Assert.Equal("mart-39", reply.Parts.OfType<Table>().Single().Rows[0][0]);
        Assert.Equal(40, reply.Parts.OfType<Bars>().Single().List.Sum(bar => bar.Value));
        Assert.Equal(["Status", "Plan", "Type", "Version"], reply.Parts.OfType<Pickers>().Single().List.Select(picker => picker.Label));
    }

    [Fact]
    public async Task A_picker_keeps_the_other_filters_and_starts_at_page_one()
    {
        await Fleet();
        var pickers = (await desk.Ask("olivia", "/instance list mart status:running page:after.2.mart-07")).Reply!.Parts.OfType<Pickers>()
            .Single().List;
        Assert.Equal("/instance list search:mart status:stopped", pickers[0].Options.Single(option => option.Label == "Stopped").Command);
        Assert.Equal("/instance list search:mart", pickers[0].Options[0].Command);
        var growth = TierId.Of(await desk.One<Guid>("select id from tiers where slug = 'growth'", null));
        Assert.Equal($"/instance list search:mart status:running plan:{growth}",
            pickers[1].Options.Single(option => option.Label == "Growth").Command);
        Assert.Equal("Running", pickers[0].Chosen);
    }

    [Fact]
    public async Task An_instance_is_found_by_what_it_and_its_customer_are_called_now()
    {
        await Fleet();
        async Task<string> Found(string text) =>
            (await desk.Ask("olivia", $"/instance list {text}")).Reply!.Parts.OfType<Pager>().SingleOrDefault()?.Where.Text ?? "none";
        await desk.Execute("update organizations set name = 'Gamma Ltd' where slug = 'beta'", new { });
        await desk.Execute("update customers set email = 'joan@gamma.example' where lower(email) = 'mary@beta.example'", new { });
        Assert.Equal(["none", "8 instances", "none", "8 instances"],
            [await Found("\"beta ltd\""), await Found("\"gamma ltd\""), await Found("mary@beta"), await Found("joan@gamma")]);
        await desk.Execute("update instances set name = 'Quux' where slug = 'mart-07'", new { });
        Assert.Equal(["none", "1 instance"], [await Found("\"mart 7\""), await Found("quux")]);
        await desk.Execute("update organizations set name = 'Beta Ltd' where slug = 'beta'", new { });
        await desk.Execute("update customers set email = 'Mary@beta.example' where email = 'joan@gamma.example'", new { });
    }

    [Fact]
    public async Task Where_nothing_stands_any_more_the_first_page_is_offered()
    {
        await Fleet();
        var outcome = await desk.Ask("olivia", "/instance list status:running page:after.9.zzz");
        Assert.Contains("The list has moved on", outcome.Text, StringComparison.Ordinal);
        Assert.Equal("/instance list status:running", outcome.Reply!.Buttons[0].Command);
    }

    [Fact]
    public async Task A_page_number_from_an_older_message_shows_the_beginning_and_says_so()
    {
        await Fleet();
        var outcome = await desk.Ask("olivia", "/instance list status:running page:2");
        Assert.Equal(OutcomeKind.Answered, outcome.Kind);
        Assert.Contains("Pages have no numbers any more", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("1–10 of 29 instances", outcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 50)]
    [InlineData("1", 1)]
    [InlineData("1000", 1000)]
    public async Task Logs_are_read_downwards_and_are_no_more_than_asked(string? lines, int most)
    {
        var shop = await desk.Instance();
        var outcome = await desk.Ask("olivia", $"/instance logs {shop} {lines}");
        var logs = (LogsRead)outcome.Answer!;
        Assert.InRange(logs.Lines.Count, 1, most);
        Assert.Equal(logs.Lines.OrderBy(line => line.At).Select(line => line.At), logs.Lines.Select(line => line.At));
        var text = outcome.Reply!.Parts.OfType<Verbatim>().Single().Text;
        Assert.EndsWith(logs.Lines[^1].Text, text, StringComparison.Ordinal);
        Assert.Equal(text.Split('\n').Length < logs.Lines.Count, outcome.Reply.Parts.OfType<Attachment>().Any());
        Assert.True(text.Length <= 2_400);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("all")]
    public async Task More_or_fewer_lines_than_there_can_be_are_refused(string lines) =>
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("olivia", $"/instance logs {await desk.Instance()} {lines}")).Kind);

    [Fact]
    public async Task Secrets_in_logs_are_masked()
    {
        var all = "";
        for (var i = 0; i < 3; i++)
            all += string.Join('\n',
                ((LogsRead)(await desk.Ask("olivia", $"/instance logs {await desk.Instance(PretendStart.Failed)} 1000")).Answer!)
                .Lines.Select(line => line.Text));
        Assert.DoesNotMatch("(?i)(password|secret|token)[=:] ?[a-z0-9]{6,}", all);
    }

    [Fact]
    public async Task A_host_that_is_away_leaves_what_the_database_knows()
    {
        var shop = await desk.Instance();
        await desk.Ask("olivia", $"/instance stop {shop}", because: "customer asked");
        await desk.RunJobs();
        await desk.HostGoes();
        try
        {
            Assert.Contains($"The logs of {shop} can't be read", (await desk.Ask("olivia", $"/instance logs {shop}")).Text,
                StringComparison.Ordinal);
            var shown = await desk.Ask("olivia", $"/instance show {shop}");
            Assert.Equal(OutcomeKind.Answered, shown.Kind);
            Assert.Contains("Organization: Acme GmbH (growth)", shown.Text, StringComparison.Ordinal);
        }
        finally { await desk.HostReturns(); }
        Assert.Contains("stop done by Olivia: “customer asked”", (await desk.Ask("omar", $"/instance why {shop}")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_up_finds_what_a_message_names()
    {
        var shop = await desk.Instance(slug: "lookup-me");
        var outcome = await desk.Ask("olivia", $"/ops lookup \"{shop}\" is slow, says olivia: (acme?)");
        Assert.Equal("Found 3 things", outcome.Reply!.Heading);
        Assert.Contains(outcome.Reply.Parts.OfType<Item>(),
            item => item.Buttons.Any(button => button.Command == $"/instance show instance:{shop}"));
        Assert.Contains(outcome.Reply.Parts.OfType<Item>(), item => item.Buttons.Any(button => button.Command == "/org show org:acme"));
        Assert.Equal("Nothing found", (await desk.Ask("olivia", "/ops lookup it is slow again")).Reply!.Heading);
        await desk.Ask("olivia", $"/instance delete {shop}", because: "contract ended");
        var number = await desk.One<long>("select max(number) from approvals", null);
        Assert.Contains($"#{number} ", (await desk.Ask("olivia", $"/ops lookup what about #{number}? asks @adam")).Text,
            StringComparison.Ordinal);
        Assert.Contains("Adam", (await desk.Ask("olivia", $"/ops lookup what about #{number}? asks @adam")).Text, StringComparison.Ordinal);
    }

    // Forty: 29 running, 10 stopped, 1 failed; and one deleted that no list shows unless asked.
    async Task Fleet()
    {
        if (await desk.One<long>("select count(*) from organizations where slug = 'beta'", null) == 0)
        {
            await desk.Execute(
                "insert into organizations (id, slug, name, tier, created_at) values (gen_random_uuid(), 'beta', 'Beta Ltd', 'starter', @Now)", new { });
            await desk.Execute(
                "insert into customers (id, organization_id, email, name, created_at) select gen_random_uuid(), id, 'Mary@beta.example', 'Mary', @Now from organizations where slug = 'beta'", new { });
        }
        await desk.Execute("delete from backups", new { });
        await desk.Execute("delete from instances", new { });
        await desk.Execute(
            """
            insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, error, failed_at, deleted_at, changed_at, created_at)
            select gen_random_uuid(), 'mart-' || lpad(n::text, 2, '0'), 'Mart ' || n, o.id, s.id,
                   case when n % 10 = 3 then 'staging' else 'production' end, case when n % 8 = 1 and n < 40 then '16.0' else '17.0' end, 'https://mart-' || lpad(n::text, 2, '0') || '.Nimbus.example',
                   case when n = 40 then 'deleted' when n = 39 then 'error' when n % 4 = 2 then 'stopped' else 'running' end,
                   case when n = 39 then 'It ended.' end, case when n = 39 then @Now::timestamptz end, case when n = 40 then @Now::timestamptz end, @Now, @Now
            from   generate_series(0, 40) n
            join   organizations o on o.slug = case when n % 5 = 4 and n < 40 then 'beta' else 'acme' end
            cross join servers s
            """, new { });
    }
}
