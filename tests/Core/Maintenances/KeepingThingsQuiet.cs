using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Maintenances;

public sealed class KeepingThingsQuiet(Desk desk) : IClassFixture<Desk>
{
    async Task<string> Organization(RentedServer server) => OrganizationId.Of(
        await desk.One<Guid>("select organization_id from servers where id = @Id", new { Id = server.Id.Value })).Text;

    [Fact]
    public async Task A_server_is_quiet_by_its_name_and_it_says_until_when()
    {
        var server = await desk.Rent();
        var until = desk.Clock.GetUtcNow().AddHours(2);
        var done = await desk.Start(server.Name);
        Assert.True(done.Kind == OutcomeKind.Done, done.Text);
        Assert.Contains($"of {server.Name} is on", done.Text, StringComparison.Ordinal);
        Assert.Contains($"{until:HH:mm}", done.Text, StringComparison.Ordinal);
        Assert.True(await desk.IsMaintained(server.Id.Value));
        Assert.Contains("a new kernel", (await desk.Ask("olivia", $"/why {server.Id.Text}")).Text, StringComparison.Ordinal);
        desk.Clock.Advance(TimeSpan.FromHours(2));
        // Without that anybody looked.
        Assert.False(await desk.IsMaintained(server.Id.Value));
    }

    [Fact]
    public async Task An_organization_makes_its_servers_quiet_and_no_other()
    {
        var (server, other) = (await desk.Rent(), await desk.Rent());
        await desk.Started(await Organization(server));
        Assert.True(await desk.IsMaintained(server.Id.Value));
        Assert.False(await desk.IsMaintained(other.Id.Value));
    }

    [Fact]
    public async Task A_region_and_a_host_are_quiet_by_their_names()
    {
        var server = await desk.Rent();
        await desk.Execute("update servers set region = 'hil' where id = @Id", new { Id = server.Id.Value });
        Assert.False(await desk.IsMaintained(server.Id.Value));
        await desk.Started("hil");
        Assert.True(await desk.IsMaintained(server.Id.Value));
        await desk.Started("h1");
        Assert.Equal("host", await desk.One<string>("select scope from maintenances order by number desc limit 1", null));
        Assert.True(await desk.IsMaintained(await desk.One<Guid>("select id from servers where name = 'h1'", null)));
    }

    [Fact]
    public async Task What_nobody_knows_is_refused_with_what_may_be_meant()
    {
        await desk.Rent();
        var before = await desk.Maintenances();
        var refused = await desk.Start("rented-");
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        Assert.Contains("Perhaps one of these?", refused.Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, (await desk.Start("nowhere-at-all")).Kind);
        Assert.Equal(before, await desk.Maintenances());
    }

    [Fact]
    public async Task A_reason_is_always_asked_for()
    {
        var server = await desk.Rent();
        Assert.NotEqual(OutcomeKind.Done, (await desk.Ask("sam", $"/maintenance start {server.Name} for:1h", form: false)).Kind);
        Assert.False(await desk.IsMaintained(server.Id.Value));
        var number = await desk.Started(server.Name, "for:1h");
        Assert.NotEqual(OutcomeKind.Done, (await desk.Ask("sam", $"/maintenance extend {number} by:1h", form: false)).Kind);
    }

    [Theory]
    [InlineData("for:8h1m")]
    [InlineData("for:0m")]
    [InlineData("for:1h at:2001-01-01T00:00")]
    [InlineData("for:1h at:2999-01-01T00:00")]
    public async Task A_time_that_may_not_be_is_refused_and_nothing_changes(string time)
    {
        var server = await desk.Rent();
        var before = await desk.Maintenances();
        Assert.Equal(OutcomeKind.Refused, (await desk.Start(server.Name, time)).Kind);
        Assert.Equal(before, await desk.Maintenances());
    }

    [Fact]
    public async Task A_second_of_the_same_at_that_time_is_refused_and_shows_the_first()
    {
        var server = await desk.Rent();
        var number = await desk.Started(server.Name);
        var again = await desk.Start(server.Name);
        Assert.Equal(OutcomeKind.Refused, again.Kind);
        Assert.Contains($"#{number}", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_extended_to_a_day_and_no_further_and_ended_once()
    {
        var server = await desk.Rent();
        var number = await desk.Started(server.Name, "for:8h");
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("olivia", $"/maintenance extend {number} by:8h1m", "it takes longer")).Kind);
        foreach (var kind in new[] { OutcomeKind.Done, OutcomeKind.Done, OutcomeKind.Refused })
            Assert.Equal(kind, (await desk.Ask("olivia", $"/maintenance extend {number} by:8h", "it takes longer")).Kind);
        Assert.Equal(24, await desk.One<int>(
            "select extract(epoch from ends_at - starts_at)::integer / 3600 from maintenances where number = @number", new { number }));
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("omar", $"/maintenance end {number}")).Kind);
        Assert.False(await desk.IsMaintained(server.Id.Value));
        var card = await desk.MaintenanceCard(number);
        Assert.Contains("is over", card!.Heading, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("omar", $"/maintenance end {number}")).Kind);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("omar", $"/maintenance extend {number} by:1h", "it takes longer")).Kind);
    }

    [Fact]
    public async Task One_that_is_ended_in_the_second_it_began_is_over_and_was_not_taken_back()
    {
        var number = await desk.Started((await desk.Rent()).Name);
        Assert.Contains("is on", (await desk.Ask("omar", $"/maintenance show {number}")).Reply!.Heading, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("omar", $"/maintenance end {number}")).Kind);
        var shown = await desk.Ask("omar", $"/maintenance show {number}");
        Assert.Contains("is over", shown.Reply!.Heading, StringComparison.Ordinal);
        Assert.Contains("Nothing failed meanwhile.", shown.Text, StringComparison.Ordinal);
        Assert.Equal((await desk.MaintenanceCard(number))!.Parts.Count, shown.Reply.Parts.Count);
    }

    [Theory]
    [InlineData("start {0} for:1h")]
    [InlineData("extend {1} by:1h")]
    [InlineData("end {1}")]
    [InlineData("list")]
    [InlineData("show {1}")]
    public async Task Strangers_do_nothing(string line)
    {
        var server = await desk.Rent();
        var number = await desk.Started("nbg1", "for:1m");
        var before = await desk.Maintenances();
        var typed = line.Replace("{0}", server.Name, StringComparison.Ordinal).Replace("{1}", $"{number}", StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("mallory", $"/maintenance {typed}", "some quiet")).Kind);
        Assert.Equal(before, await desk.Maintenances());
        Assert.True(await desk.IsMaintained(server.Id.Value));
        desk.Clock.Advance(TimeSpan.FromHours(13));
    }

    [Fact]
    public async Task Lists_turn_their_pages_and_tell_what_is_on_from_what_was()
    {
        for (var i = 0; i < 45; i++) await desk.Started((await desk.Rent()).Name, "for:1h");
        var first = await desk.Ask("olivia", "/maintenance list state:on");
        Assert.Equal(OutcomeKind.Answered, first.Kind);
        var next = Assert.Single(first.Reply!.Parts.OfType<Pager>().Single().Turns,
            button => button.Label.StartsWith("Next", StringComparison.Ordinal));
        var second = await desk.Ask("olivia", next.Command);
        Assert.Equal(OutcomeKind.Answered, second.Kind);
        Assert.NotEqual(first.Text, second.Text);
        desk.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Contains("No maintenance is so.", (await desk.Ask("olivia", "/maintenance list state:on scope:server")).Text,
            StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Answered, (await desk.Ask("olivia", "/maintenance list state:over csv:true")).Kind);
    }
}
