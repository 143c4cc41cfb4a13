using OpsBot.Core.Health;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Health;

public sealed class AskingHowAServerIs(Desk desk) : IClassFixture<Desk>
{
    static readonly TimeSpan every = TimeSpan.FromMinutes(5);

    Task Round()
    {
        desk.Clock.Advance(every);
        return desk.Get<HealthRound>().Round(TestContext.Current.CancellationToken);
    }

    async Task<string> Told(string line) => (await desk.Ask("olivia", line)).Text;

    async Task<IReadOnlyList<string>> Rows(string line) =>
        [.. (await desk.Ask("olivia", line)).Reply!.Parts.OfType<Table>().Single().Rows.Select(row => string.Join('|', row.Take(3)))];

    // One look is no round: what it finds is told, and not kept.
    [Fact]
    public async Task It_is_looked_at_now_and_how_it_was_stands_beside_it()
    {
        var server = await desk.Rent();
        var first = (await desk.Ask("olivia", $"/vps health {server.Name}")).Reply!;
        Assert.Equal($"🟢 {server.Name}", first.Heading);
        Assert.Matches("Convex: answers, [0-9]+ ms", first.Text);
        Assert.Contains("not looked at yet", first.Text, StringComparison.Ordinal);
        Assert.Equal(["Look again", "Reboot", "Why", "Chart", "History"], first.Buttons.Select(button => button.Label));
        await Round();
        desk.PowerOff(server);
        var ill = (await desk.Ask("olivia", $"/vps health {server.Name}")).Reply!;
        Assert.Equal($"⚫ {server.Name}", ill.Heading);
        Assert.Contains("Convex: does not answer: ", ill.Text, StringComparison.Ordinal);
        Assert.Contains("🟢 healthy since", ill.Text, StringComparison.Ordinal);
        Assert.Contains("not what the last round saw", ill.Text, StringComparison.Ordinal);
        Assert.Equal("healthy", await desk.One<string>("select health from server_health where server_id = @Id",
            new { Id = server.Id.Value }));
    }

    [Fact]
    public async Task What_can_have_no_services_that_answer_is_not_looked_at_and_it_says_why()
    {
        var server = await desk.Rent(boots: false);
        Assert.Contains("It is off, so nothing on it can answer.", await Told($"/vps health {server.Name}"), StringComparison.Ordinal);
        Assert.Contains("Only servers of organizations have services", await Told("/vps health h1"), StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("nora", $"/vps health {server.Name}")).Kind);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("nora", $"/vps history {server.Name}")).Kind);
    }

    [Fact]
    public async Task What_was_seen_too_long_ago_is_not_known_however_good_it_was()
    {
        var server = await desk.Rent();
        await Round();
        Assert.Contains("🟢 healthy since", await Told($"/vps show {server.Name}"), StringComparison.Ordinal);
        Assert.Contains($"{server.Name}|🟢 Running|🟢 Healthy", await Rows($"/vps list org:{server.Name}"));
        Assert.Contains($"{server.Name}|🟢 Active|🟢 Healthy", await Rows($"/org list {server.Name}"));
        desk.Clock.Advance(3 * every);
        Assert.Contains("🟢 healthy since", await Told($"/vps show {server.Name}"), StringComparison.Ordinal);
        desk.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("⚪ not known: healthy when it was last looked at", await Told($"/vps show {server.Name}"),
            StringComparison.Ordinal);
        Assert.Contains("⚪ not known: healthy when", await Told($"/why {server.Id}"), StringComparison.Ordinal);
        Assert.Contains($"{server.Name}|🟢 Running|⚪ Not known", await Rows($"/vps list org:{server.Name}"));
        Assert.Contains($"{server.Name}|🟢 Active|⚪ Not known", await Rows($"/org list {server.Name}"));
        await desk.Execute("update servers set state = 'off' where id = @Id", new { Id = server.Id.Value });
        Assert.Contains($"{server.Name}|⚪ Off|–", await Rows($"/vps list org:{server.Name}"));
    }

    [Fact]
    public async Task Lists_find_what_is_so_well_and_runs()
    {
        var (well, away, off) = (await desk.Rent(), await desk.Rent(), await desk.Rent());
        desk.PowerOff(away);
        desk.PowerOff(off);
        await Round();
        await desk.Execute("update servers set state = 'off' where id = @Id", new { Id = off.Id.Value });
        foreach (var list in new[] { "/vps list", "/org list" })
        {
            var gone = (await Rows($"{list} health:unreachable")).Select(row => row.Split('|')[0]).ToList();
            Assert.Contains(away.Name, gone);
            Assert.DoesNotContain(well.Name, gone);
            Assert.DoesNotContain(off.Name, gone);
            Assert.Contains(well.Name, (await Rows($"{list} health:well")).Select(row => row.Split('|')[0]));
            Assert.DoesNotContain(away.Name, (await Rows($"{list} health:degraded")).Select(row => row.Split('|')[0]));
        }
        var file = (await desk.Ask("olivia", "/vps list health:away csv:yes")).Reply!.Parts.OfType<Attachment>().Single();
        Assert.Contains($"\"{away.Name}\",\"Running\",\"⚫ Unreachable\",\"Organization\"", file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_says_what_is_wrong_with_a_server_and_so_does_its_organization()
    {
        var server = await desk.Rent();
        await Round();
        lock (desk.Nodes.Gate) desk.Nodes.Find(server.Name)!.NeverGreen = true;
        await Round();
        await desk.Execute("update servers set name = name || '-vps' where id = @Id", new { Id = server.Id.Value });
        var why = await Told($"/why {server.Name}-vps");
        Assert.Contains("It is degraded since", why, StringComparison.Ordinal);
        Assert.Contains("mail: its node gets no answer from it.", why, StringComparison.Ordinal);
        Assert.Contains("🟠 degraded since", why, StringComparison.Ordinal);
        Assert.Contains($"Its server {server.Name}-vps is not well. It is degraded since", await Told($"/why {server.Name}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_history_has_every_change_newest_first_and_how_long_each_lasted()
    {
        var server = await desk.Rent();
        Assert.Contains("nothing has changed", await Told($"/vps history {server.Name}"), StringComparison.Ordinal);
        for (var i = 0; i < 6; i++)
        {
            await Round();
            desk.PowerOff(server);
            await Round();
            desk.PowerOn(server);
            desk.Clock.Advance(desk.Nodes.Pace.Boot + desk.Nodes.Pace.Services);
        }
        var page = (await desk.Ask("olivia", $"/vps history {server.Name}")).Reply!;
        Assert.Contains("⚫ unreachable", page.Parts.OfType<Paragraph>().First().Text.ToString(), StringComparison.Ordinal);
        Assert.Contains("unreachable for 5 min", page.Text, StringComparison.Ordinal);
        Assert.Equal(10, page.Parts.OfType<Paragraph>().Count());
        Assert.Contains("seen for the first time", (await desk.Ask("olivia", page.NextPage!)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_uptime_is_of_the_rounds_that_counted_and_says_what_else_there_was()
    {
        var server = await desk.Rent();
        Assert.Contains("Uptime: not measured yet", await Told($"/vps show {server.Name}"), StringComparison.Ordinal);
        await desk.Execute(
            """
            select health_months(@Now, 3, 1);
            insert into health_days (server_id, day, rounds, healthy, convex, web, mta)
            select @Id, date_trunc('day', @Now::timestamptz, 'UTC') - n * interval '1 day', 288,
                   case when n = 3 then 0 when n = 40 then 144 else 288 end, 288, 288, 288
            from   generate_series(1, 60) n;
            insert into probe_rounds (began_at, void_why) values
                (@Now::timestamptz - interval '2 days', 'x'), (@Now::timestamptz - interval '50 days', 'x');
            insert into maintenances (id, scope, target_id, target_name, reason, starts_at, ends_at, ended_at, set_at)
            select gen_random_uuid(), 'server', @Id, 'x', 'x', @Now::timestamptz - begun, @Now::timestamptz - planned,
                   @Now::timestamptz - ended, @Now
            from   (values (interval '50 hours', interval '40 hours', interval '48 hours'),
                           (interval '49 hours', interval '47 hours', null),
                           (interval '30 hours', interval '20 hours', interval '31 hours')) m (begun, planned, ended)
            """, new { Id = server.Id.Value });
        await Round();
        var shown = await Told($"/vps show {server.Name}");
        Assert.Contains("96.55 % of 30 days (8,065 of 8,353 rounds), 97.50 % of 90.", shown, StringComparison.Ordinal);
        Assert.Contains("1 round of those 30 days counted for nothing: OpsBot was cut off.", shown, StringComparison.Ordinal);
        Assert.Contains("3 h of them were maintenance", shown, StringComparison.Ordinal);
    }
}
