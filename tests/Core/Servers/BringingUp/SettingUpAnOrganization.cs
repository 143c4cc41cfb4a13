using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers.BringingUp;

public sealed class SettingUpAnOrganization(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await desk.Opens();

    public ValueTask DisposeAsync()
    {
        desk.Cloud.Restock();
        desk.Cloud.Forget();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task From_the_waitlist_to_active_is_one_click_and_one_message()
    {
        var slug = await desk.Applicant("growth");
        var waitlist = await desk.Does("adam", "/org waitlist", OutcomeKind.Answered);
        Assert.Contains(waitlist.Reply.AllButtons, button => button.Command == $"/org approve {slug}");

        await desk.Does("adam", $"/org approve {slug}");
        Assert.Equal("provisioning on growth in nbg1", await desk.Organization(slug));
        Assert.Contains("#", (await desk.Ask("olivia", $"/org show {slug}")).Text, StringComparison.Ordinal);
        await desk.RunJobs();

        Assert.Equal("active on growth in nbg1", await desk.Organization(slug));
        Assert.Equal(["running cx33 in nbg1"], await desk.ServersOf(slug));
        Assert.Equal(["org approve started", "org approve started", "org approve done"], await desk.AuditOfOrg(slug));
        var server = Assert.Single(desk.AtHetzner(slug));
        Assert.True(server.IsProtected);
        Assert.Equal(await desk.One<string>("select label from servers where name = @Name", new { server.Name }),
            server.Labels["opsbot-job"]);
        Assert.Equal($"on {server.Address}:{desk.Nodes.Ports.Web}", await desk.RouteTo(slug));
        // One message all along: what it says in the end is what came of it.
        Assert.Equal(1, await desk.One<long>(
            "select count(distinct d.message_id) from deliveries d join messages m on m.id = d.message_id join jobs j on j.message_key = "
                + "m.key where j.target_label = @slug",
            new { slug }));
        var words = await desk.LastWords(slug);
        Assert.Equal($"{slug} is active", words.Heading);
        Assert.Contains($"https://{slug}.nimbus.example", words.Text, StringComparison.Ordinal);
        Assert.Contains($"mail.{slug}.nimbus.example A {server.Address}", words.Text, StringComparison.Ordinal);

        var shown = (await desk.Ask("olivia", $"/org show {slug}")).Text;
        Assert.Contains($"{server.Name}, running since", shown, StringComparison.Ordinal);
        Assert.Contains($"Route: on, leads to {server.Address}:{desk.Nodes.Ports.Web}", shown, StringComparison.Ordinal);
        Assert.Contains($"bounces.{slug}.nimbus.example MX mail.{slug}.nimbus.example", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_was_handed_to_boot_from_opens_nothing_any_more()
    {
        var slug = await desk.Applicant();
        await desk.Does("adam", $"/org approve {slug}");
        await desk.RunJobs();
        var server = Assert.Single(desk.AtHetzner(slug));
        var known = desk.Nodes.Find(server.Name)!.Disk!.Environment;
        var handed = OpsBot.Sandbox.Nodes.CloudInit.Run(server.UserData, null).Environment;
        Assert.Equal(slug, handed["SLUG"]);
        foreach (var name in handed.Keys.Where(name => name.EndsWith("SECRET", StringComparison.Ordinal)
            || name.EndsWith("KEY", StringComparison.Ordinal) || name.EndsWith("PASSWORD", StringComparison.Ordinal)))
            Assert.NotEqual(handed[name], known[name]);
        Assert.Equal("running",
            await desk.One<string>("select state from servers where name = @Name and not unproven", new { server.Name }));
    }

    [Fact]
    public async Task A_new_one_gets_its_owner_its_place_and_its_server()
    {
        await desk.Does("adam", "/org create \"Globex Corp\" globex Bob@Globex.example starter region:hel1");
        await desk.RunJobs();
        Assert.Equal("active on starter in hel1", await desk.Organization("globex"));
        Assert.Equal(["running cx23 in hel1"], await desk.ServersOf("globex"));
        Assert.Equal("bob@globex.example of Globex Corp", await desk.One<string>(
            "select c.email || ' of ' || o.name "
                + "from organizations o join customers c on c.id = o.owner_id and c.organization_id = o.id where o.slug = 'globex'",
            null));
        Assert.Equal(["org create started", "org create started", "org create done"], await desk.AuditOfOrg("globex"));
        var again = await desk.Does("adam", "/org create Globex globex eve@globex.example starter", OutcomeKind.Refused);
        Assert.Contains("There is an organization globex already (active)", again.Text, StringComparison.Ordinal);
        Assert.Single(desk.AtHetzner("globex"));
    }

    [Fact]
    public async Task Its_price_stands_in_the_plan_so_that_a_policy_can_ask_for_approval()
    {
        var plan = await desk.Does("adam", "/org create Initech initech bill@initech.example enterprise --dry-run", OutcomeKind.Planned);
        Assert.Contains("€120", plan.Text, StringComparison.Ordinal);
        Assert.Contains("cx43 in Nuremberg", plan.Text, StringComparison.Ordinal);
        await desk.Agreed("grace", "/policy set org create needs:approval by:admin amount:100", by: "adam");
        await desk.Does("adam", "/org create Initech initech bill@initech.example enterprise", OutcomeKind.Waiting, "they asked");
        Assert.Equal(0, await desk.One<long>("select count(*) from organizations where slug = 'initech'", null));
        await desk.Does("sam", $"/approval approve {await desk.One<long>("select max(number) from approvals", null)}");
        await desk.RunJobs();
        Assert.Equal("active on enterprise in nbg1", await desk.Organization("initech"));
    }

    [Theory]
    [InlineData("/org approve {0}"), InlineData("/org create Evil evil-corp eve@evil.example starter"), InlineData("/org retry {0}")]
    [InlineData("/org other-region {0} hel1"), InlineData("/org other-tier {0} growth"), InlineData("/org clean-up {0}")]
    [InlineData("/org keep-server {0}")]
    public async Task No_operator_may(string line)
    {
        var slug = await desk.Applicant();
        var outcome = await desk.Does("olivia", string.Format(null, line, slug), OutcomeKind.Refused);
        Assert.Contains("admin", outcome.Text, StringComparison.Ordinal);
        Assert.Equal("pending on starter in nbg1", await desk.Organization(slug));
        Assert.Empty(await desk.ServersOf(slug));
        Assert.Equal(0, await desk.One<long>("select count(*) from organizations where slug = 'evil-corp'", null));
    }

    [Theory]
    [InlineData("ab", "is no slug"), InlineData("-acme", "is no slug"), InlineData("ac--me", "is no slug")]
    [InlineData("xn--acme", "is no slug"), InlineData("Acme", "is no slug"), InlineData("ac_me", "is no slug")]
    [InlineData("acme.evil", "is no slug"), InlineData("mail", "is kept for the house's own hosts")]
    [InlineData("ns1", "is kept for the house's own hosts")]
    [InlineData("acme", "There is an organization acme already")]
    public async Task A_slug_that_cannot_be_one_is_refused_and_nothing_is_made(string slug, string words)
    {
        var before = await desk.One<long>("select count(*) from organizations", null);
        var outcome = await desk.Does("adam", $"/org create Acme {slug} anna@new.example starter", OutcomeKind.Refused);
        Assert.Contains(words, outcome.Text, StringComparison.Ordinal);
        Assert.Equal((before, 0), (await desk.One<long>("select count(*) from organizations", null),
            await desk.One<long>("select count(*) from customers where email = 'anna@new.example'", null)));
    }

    [Theory]
    [InlineData("owner:\"anna\" tier:starter", "is no e-mail address")]
    [InlineData("owner:john@acme.example tier:starter", "john@acme.example belongs to acme already")]
    [InlineData("owner:anna@six.example tier:starter network:ipv6", "OPSBOT_Servers__ImageMirror")]
    public async Task What_cannot_be_is_refused_with_what_can(string rest, string words)
    {
        var outcome = await desk.Does("adam", $"/org create name:Six slug:six-corp {rest}", OutcomeKind.Refused);
        Assert.Contains(words, outcome.Text, StringComparison.Ordinal);
        Assert.Equal(0, await desk.One<long>("select count(*) from organizations where slug = 'six-corp'", null));
    }

    [Fact]
    public async Task Twice_is_harmless()
    {
        var slug = await desk.Applicant();
        await desk.Does("adam", $"/org approve {slug} growth");
        var twice = await desk.Does("sam", $"/org approve {slug}", OutcomeKind.Refused);
        Assert.Contains("is being set up right now", twice.Text, StringComparison.Ordinal);
        await desk.RunJobs();
        Assert.Contains("only what waits to be approved can be approved",
            (await desk.Does("sam", $"/org approve {slug}", OutcomeKind.Refused)).Text, StringComparison.Ordinal);
        Assert.Contains("only what failed can be retried",
            (await desk.Does("sam", $"/org retry {slug}", OutcomeKind.Refused)).Text, StringComparison.Ordinal);
        Assert.Equal(("active on growth in nbg1", 1), (await desk.Organization(slug), desk.AtHetzner(slug).Count));
    }
}
