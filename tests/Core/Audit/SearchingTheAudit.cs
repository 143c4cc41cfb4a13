using OpsBot.Bot.Chat;
using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

public sealed class SearchingTheAudit(SearchingTheAudit.BusyDay day) : IClassFixture<SearchingTheAudit.BusyDay>
{
    /// <summary>Three people at work on two instances; one of them asks for what is not his.</summary>
    public sealed class BusyDay(Postgres postgres) : IAsyncLifetime
    {
        public Desk Desk { get; } = new(postgres);

        public string Shop { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            await Desk.InitializeAsync();
            Shop = await Desk.Instance(slug: "acme-prod");
            var other = await Desk.Instance(slug: "acme-test");
            await Desk.Ask("olivia", $"/instance stop {Shop}", because: "they moved out");
            await Desk.RunJobs();
            Desk.Clock.Advance(TimeSpan.FromHours(1));
            await Desk.Ask("olivia", $"/instance stop {Shop}", because: "once more");
            await Desk.Ask("adam", $"/instance backup {other}");
            await Desk.RunJobs();
            await Desk.Ask("olivia", "/audit export");
            // Enough for a second page.
            for (var i = 0; i < 25; i++) await Desk.Ask("omar", "/audit checkpoint");
        }

        public ValueTask DisposeAsync() => Desk.DisposeAsync();
    }

    Desk Desk => day.Desk;

    async Task<AuditFound> Search(string filters) =>
        Assert.IsType<AuditFound>((await Desk.Ask("olivia", $"/audit search {filters}")).Answer);

    async Task<string> What(string filters) =>
        string.Join(", ", (await Search(filters)).Rows.Reverse().Select(row => $"{row.Who} {row.Operation} {row.Outcome}"));

    [Fact]
    public async Task Newest_come_first_ten_on_a_page_with_the_total()
    {
        var first = await Search("");
        Assert.Equal(10, first.Rows.Count);
        Assert.Equal(await Desk.AuditRows(), first.Total);
        List<AuditLine> rows = [.. first.Rows];
        for (var next = first.Say().NextPage; next is not null;)
        {
            var found = Assert.IsType<AuditFound>((await Desk.Ask("olivia", next)).Answer);
            rows.AddRange(found.Rows);
            next = found.Say().NextPage;
        }
        Assert.Equal(first.Total, rows.Select(row => row.Seq).Distinct().Count());
        Assert.Equal(rows.OrderByDescending(row => row.Seq), rows);
        Assert.Equal(["Export CSV"], first.Say().Buttons.Select(button => button.Label));
    }

    [Fact]
    public async Task Each_filter_finds_its_rows()
    {
        Assert.Equal("Adam instance backup Started, Adam instance backup Done", await What("operator:adam"));
        Assert.Equal("Olivia instance stop Started, Olivia instance stop Done, Olivia instance stop Refused",
            await What("operation:\"instance stop\""));
        Assert.Equal("Olivia instance stop Refused", await What("operation:instance outcome:refused"));
        Assert.Equal("Adam instance backup Started, Adam instance backup Done", await What("target:acme-t"));
        Assert.Equal("Olivia instance stop Started, Olivia instance stop Done, Olivia instance stop Refused",
            await What("target:ACME-PROD"));
        Assert.Equal(4, (await Search("organization:acme operation:instance")).Total);
        Assert.Equal("Olivia instance stop Started, Olivia instance stop Done", await What("to:30m"));
        Assert.Equal(0, (await Search("from:30m to:30m")).Total);
        Assert.Equal(0, (await Search("target:%")).Total);
        Assert.Equal(0, (await Search("operation:\"approval deny\"")).Total);
    }

    [Theory]
    [InlineData("operation:instance_stop", "Did you mean instance stop?")]
    [InlineData("operation:/Instnace", "Did you mean instance?")]
    [InlineData("operation:restore-everything-now", "Write the noun")]
    public async Task A_word_that_is_no_command_is_not_taken_for_nothing_was_done(string filter, string said)
    {
        foreach (var (who, command) in new[] { ("olivia", "search"), ("grace", "export json") })
        {
            var outcome = await Desk.Ask(who, $"/audit {command} {filter}");
            Assert.Equal(OutcomeKind.Refused, outcome.Kind);
            Assert.Contains(said, outcome.Text, StringComparison.Ordinal);
            if (outcome.Reply!.Buttons is [var meant])
                Assert.NotEqual(OutcomeKind.Refused, (await Desk.Ask(who, meant.Command)).Kind);
        }
    }

    [Theory]
    [InlineData("/audit search", "operation", "reboot", "vps reboot")]
    [InlineData("/audit export", "operation", "/Inst", "instance")]
    [InlineData("/instance list", "version", "17", "17.0")]
    public async Task While_it_is_typed_it_is_offered(string line, string parameter, string typed, string offered)
    {
        var suggestions = new Suggestions(Desk.Database.Source, Desk.Get<Parser>(), Desk.Get<Finders>(), Desk.Clock);
        var found = await suggestions.For(new("slack", "UGRACE"), line, parameter, typed, 25, TestContext.Current.CancellationToken);
        Assert.Equal(offered, found[0].Slug);
        Assert.Empty(await suggestions.For(new("slack", "UNOBODY"), line, parameter, typed, 25, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_account_is_called_by_the_name_of_whose_it_is()
    {
        await Desk.Ask("lena", "/ops join");
        Assert.Equal("lena (slack:ULENA)", (await Search("operation:\"ops join\"")).Rows[0].TargetLabel);
        await Desk.Agreed("grace", "/admin link slack:ULENA olivia", by: "sam");
        var joined = (await Search("operation:\"ops join\"")).Rows[0];
        Assert.Equal("Olivia (slack:ULENA)", joined.TargetLabel);
        var shown = (await Desk.Ask("olivia", $"/audit show {joined.Seq}")).Text;
        Assert.Contains("\nOlivia (slack:ULENA), whom nobody had linked, ran", shown, StringComparison.Ordinal);
        Assert.Contains("ops join Olivia (slack:ULENA)", (await Desk.Ask("olivia", "/ops home")).Text, StringComparison.Ordinal);
        // Also once it is linked to nobody any more.
        await Desk.Ask("sam", "/admin unlink slack:ULENA", because: "she has left");
        Assert.Equal("Olivia (slack:ULENA)", (await Search("operation:\"ops join\"")).Rows[0].TargetLabel);
    }

    [Fact]
    public async Task Nothing_found_is_said_in_a_sentence()
    {
        var reply = (await Search("target:nowhere")).Say();
        Assert.Contains("No row of the audit fits", reply.Parts.OfType<Table>().Single().Empty, StringComparison.Ordinal);
        Assert.Equal(["Clear filters"], reply.Buttons.Select(button => button.Label));
    }

    [Fact]
    public async Task The_choices_below_carry_the_filters_on()
    {
        var found = await Search("operation:instance operator:olivia from:2d");
        var pickers = found.Say().Parts.OfType<Pickers>().Single().List;
        var refused = pickers.Single(picker => picker.Label == "Outcome").Options.Single(option => option.Label == "Refused");
        Assert.Equal(1, Assert.IsType<AuditFound>((await Desk.Ask("olivia", refused.Command)).Answer).Total);
        var row = pickers.Single(picker => picker.Label == "Show a row").Options[0];
        Assert.Equal(found.Rows[0].Seq, Assert.IsType<AuditRowShown>((await Desk.Ask("olivia", row.Command)).Answer).Row.Seq);
    }

    [Fact]
    public async Task A_row_shows_its_whole_trail()
    {
        var started = (await Search("operation:\"instance stop\" outcome:started")).Rows.Single();
        var shown = Assert.IsType<AuditRowShown>((await Desk.Ask("olivia", $"/audit show {started.Seq}")).Answer);
        Assert.Equal([AuditOutcome.Started, AuditOutcome.Done], shown.Trail.Select(row => row.Entry.Outcome));
        Assert.Equal("they moved out", shown.Row.Entry.Reason);
        Assert.Equal(shown.Trail[1].Before, shown.Row.Hash);
        Assert.NotNull(shown.Row.Entry.Plan);

        var byTrail = Assert.IsType<AuditRowShown>((await Desk.Ask("olivia", $"/audit show {shown.Row.Entry.Trail:n}")).Answer);
        Assert.Equal(AuditOutcome.Done, byTrail.Row.Entry.Outcome);
        Assert.Equal(
            ["Previous row", "Next row", "All on this", "Show what is stored"], byTrail.Say().Buttons.Select(button => button.Label));
        var first = Assert.IsType<AuditRowShown>((await Desk.Ask("olivia", "/audit show 1")).Answer);
        Assert.Equal(["Next row", "All on this", "Show what is stored"], first.Say().Buttons.Select(button => button.Label));
    }

    [Fact]
    public async Task A_row_reads_as_sentences_and_its_json_stands_behind_a_button()
    {
        var refused = (await Search("outcome:refused target:acme-prod")).Rows.Single();
        var reply = (await Desk.Ask("omar", $"/audit show {refused.Seq}")).Reply!;
        Assert.Contains("Olivia was refused /instance stop on ", reply.Text, StringComparison.Ordinal);
        Assert.Empty(reply.Parts.OfType<Verbatim>());
        var raw = (await Desk.Ask("omar", reply.Buttons.Single(button => button.Label == "Show what is stored").Command)).Reply!;
        Assert.Contains("\"outcome\":\"refused\"", raw.Parts.OfType<Verbatim>().Single().Text, StringComparison.Ordinal);
        Assert.Contains("Fingerprint of this row", raw.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/audit show 999999", "has no row 999999")]
    [InlineData("/audit show nonsense", "neither the number")]
    [InlineData("/audit show 01990000000070008000000000000000", "No command with that reference")]
    public async Task What_is_not_there_is_refused(string line, string sentence)
    {
        var outcome = await Desk.Ask("olivia", line);
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Contains(sentence, outcome.Reply.Text, StringComparison.Ordinal);
    }
}
