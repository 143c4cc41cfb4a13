using OpsBot.Core.Operations;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Organizations;

public sealed class SuspendingOrganizations(Desk desk) : IClassFixture<Desk>
{
    static int made;

    /// <summary>One with an address, and with a server of its own where so wanted.</summary>
    async Task<string> Organization(bool server = false)
    {
        var slug = $"firm-{Interlocked.Increment(ref made)}";
        await desk.Execute(
            """
            insert into organizations (id, slug, name, tier, state, created_at) values (@Id, @slug, @slug, 'growth', 'active', @Now)
            """, new { Id = Guid.CreateVersion7(), slug });
        await desk.Execute(
            """
            insert into routes (id, slug, organization_id, address, port, state, changed_at, created_at)
            select @Id, slug, id, '127.77.0.9', 3000, 'on', @Now, @Now from organizations where slug = @slug
            """, new { Id = Guid.CreateVersion7(), slug });
        if (server)
            await desk.Execute(
                """
                insert into servers (id, name, region, purpose, organization_id, label, provider, provider_id, state, created_at)
                select @Id, @slug || '-srv', 'nbg1', 'organization', id, @slug, 'hetzner', @slug, 'running', @Now
                from   organizations where slug = @slug
                """, new { Id = Guid.CreateVersion7(), slug });
        return slug;
    }

    async Task<string> Instance(string organization, PretendStart state = PretendStart.Running)
    {
        var shop = await desk.Instance(state);
        await desk.Execute(
            "update instances set organization_id = (select id from organizations where slug = @organization) where slug = @shop",
            new { organization, shop });
        return shop;
    }

    Task<string> StateOf(string slug) => desk.One<string>(
        """
        select o.state || ' ' || r.state from organizations o join routes r on r.organization_id = o.id where o.slug = @slug
        """, new { slug });

    Task<string> ServerOf(string slug) => desk.One<string>("select state from servers where name = @slug || '-srv'", new { slug });

    [Fact]
    public async Task One_with_a_server_of_its_own_reads_as_paused_at_once_while_the_server_runs_on()
    {
        var slug = await Organization(server: true);
        var asked = await desk.Ask("adam", $"/org suspend {slug}", because: "three invoices unpaid");
        Assert.Equal(OutcomeKind.Waiting, asked.Kind);
        Assert.Equal("active on", await StateOf(slug));
        await desk.Ask("sam", $"/approval approve {await desk.One<long>("select max(number) from approvals", null)}");
        Assert.Equal(("suspended paused", "running"), (await StateOf(slug), await ServerOf(slug)));
        Assert.Equal(["org suspend requested", "org suspend approved", "org suspend done"], await desk.AuditOf(slug));

        var twice = await desk.Ask("adam", $"/org suspend {slug}", because: "three invoices unpaid");
        Assert.Contains($"{slug} is suspended already.", twice.Text, StringComparison.Ordinal);
        Assert.Equal($"/org resume {slug}", twice.Reply!.Buttons.Single().Command);

        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/org resume {slug}", because: "they have paid")).Kind);
        Assert.Equal(("active on", "running"), (await StateOf(slug), await ServerOf(slug)));
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("adam", $"/org resume {slug}", because: "they have paid")).Kind);
        Assert.Equal(0, await desk.One<long>("select count(*) from jobs where target_label = @slug", new { slug }));
    }

    [Fact]
    public async Task On_shared_hosts_what_runs_is_stopped_and_only_that_is_started_again()
    {
        var slug = await Organization();
        var (one, two, still) = (await Instance(slug), await Instance(slug), await Instance(slug, PretendStart.Stopped));
        var broken = await Instance(slug, PretendStart.Failed);
        Assert.Equal(OutcomeKind.Done, (await desk.Agreed("adam", $"/org suspend {slug}", by: "sam")).Kind);
        await desk.RunJobs();
        Assert.Equal("suspended paused", await StateOf(slug));
        Assert.Equal(["suspended", "suspended", "stopped"], await States(one, two, still));
        Assert.Equal("exited exited", $"{desk.Docker.Find(one)!.Now.Status} {desk.Docker.Find(two)!.Now.Status}");
        Assert.Contains("org suspend done", await desk.AuditOf(one));

        // None of its instances comes up by the back door; the way on is to resume all of it.
        foreach (var line in new[] { $"start {one}", $"start {still}", $"start {broken}", $"retry {broken}", $"restart {broken}" })
        {
            var back = await desk.Ask("olivia", $"/instance {line}");
            Assert.Equal(OutcomeKind.Refused, back.Kind);
            Assert.Equal($"/org resume {slug}", back.Reply!.Buttons.Single().Command);
        }
        Assert.DoesNotContain(broken, (await desk.Ask("olivia", "/instance retry-all --dry-run")).Text, StringComparison.Ordinal);

        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/org resume {slug}", because: "they have paid")).Kind);
        await desk.RunJobs();
        Assert.Equal("active on", await StateOf(slug));
        Assert.Equal(["running", "running", "stopped"], await States(one, two, still));
        Assert.Equal(
        [
            "org suspend requested", "org suspend approved", "org suspend started", "org suspend done", "org resume started",
            "org resume done",
        ], await desk.AuditOf(slug));
    }

    [Fact]
    public async Task What_is_called_off_is_open_again_as_it_was()
    {
        var slug = await Organization();
        var shop = await Instance(slug);
        await desk.Agreed("adam", $"/org suspend {slug}", by: "sam");
        Assert.Equal("suspended paused", await StateOf(slug));
        var number = await desk.One<long>("select max(number) from jobs", null);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/job cancel {number}", because: "they have paid")).Kind);
        await desk.RunJobs();
        Assert.Equal("active on", await StateOf(slug));
        Assert.Equal(["running"], await States(shop));
        Assert.Equal("running", desk.Docker.Find(shop)!.Now.Status);
        Assert.Contains(await desk.At("channel:COPS"), reply => reply.Heading == $"{slug} was not suspended");
    }

    [Fact]
    public async Task What_a_host_does_not_stop_is_named_and_the_rest_is_closed()
    {
        var slug = await Organization();
        var shop = await Instance(slug);
        await desk.HostGoes();
        await desk.Agreed("adam", $"/org suspend {slug}", by: "sam");
        await desk.RunJobs();
        await desk.HostReturns();
        Assert.Equal("suspended paused", await StateOf(slug));
        Assert.Equal(["running"], await States(shop));
        var said = Assert.Single(await desk.At("channel:COPS"), reply => reply.Heading == $"{slug} is suspended");
        Assert.Contains($"{shop}  was not stopped.", said.Text, StringComparison.Ordinal);
        Assert.Contains(said.AllButtons, button => button.Command == $"/instance stop {shop}");
    }

    [Fact]
    public async Task An_approval_does_not_outlive_what_it_was_given_for()
    {
        var slug = await Organization();
        var shop = await Instance(slug);
        await desk.Ask("adam", $"/org suspend {slug}", because: "three invoices unpaid");
        var number = await desk.One<long>("select max(number) from approvals", null);
        // What runs is another now than it was when somebody read it.
        await desk.Ask("olivia", $"/instance stop {shop}", because: "customer asked");
        await desk.RunJobs();
        await desk.Ask("sam", $"/approval approve {number}");
        Assert.Equal("stale", await desk.One<string>("select state from approvals where number = @number", new { number }));
        Assert.Equal("active on", await StateOf(slug));
    }

    [Fact]
    public async Task An_operator_does_neither_and_nobody_while_one_of_its_instances_is_being_worked_on()
    {
        var slug = await Organization();
        var shop = await Instance(slug);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("olivia", $"/org suspend {slug}", because: "they owe us")).Kind);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("olivia", $"/org resume {slug}", because: "they have paid")).Kind);
        await desk.Ask("olivia", $"/instance restart {shop}", because: "it hangs");
        var busy = await desk.Ask("adam", $"/org suspend {slug}", because: "they owe us");
        Assert.Contains($"{shop} is restarting right now.", busy.Text, StringComparison.Ordinal);
        Assert.Equal("active on", await StateOf(slug));
        await desk.RunJobs();
    }

    async Task<IReadOnlyList<string>> States(params string[] shops)
    {
        var states = new List<string>();
        foreach (var shop in shops) states.Add(await desk.StateOf(shop));
        return states;
    }
}
