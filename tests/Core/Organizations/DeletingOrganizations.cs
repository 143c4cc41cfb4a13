using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Organizations;

/// <summary>Delete, undo, and what becomes of one that is given up.</summary>
public sealed class DeletingOrganizations(Desk desk) : IClassFixture<Desk>
{
    static readonly TimeSpan window = TimeSpan.FromMinutes(15);

    async Task<RentedServer> Rented(string route = "on", string state = "active")
    {
        var server = await desk.Rent();
        await desk.Execute(
            """
            with o as (
                update organizations set state = @state where slug = @Name returning id)
            insert into routes (id, slug, organization_id, hosts, address, port, state, changed_at, created_at)
            select @RouteId, @Name, id, array[@Name || '.example'], '127.77.0.9', 3000, @route, @Now, @Now from o
            """, new { RouteId = Guid.CreateVersion7(), server.Name, route, state });
        lock (desk.Cloud.Gate) There(server)!.IsProtected = true;
        return server;
    }

    CloudServer? There(RentedServer server) => desk.Cloud.Servers.SingleOrDefault(one => one.Id == server.Cloud.Id);

    /// <summary>"active running on": the organization, its server, its route.</summary>
    Task<string> Stands(RentedServer server) => desk.One<string>(
        """
        select o.state || ' ' || s.state || ' ' || coalesce(r.state, 'none')
        from   organizations o
        join   servers s on s.organization_id = o.id
        left   join routes r on r.organization_id = o.id
        where  o.slug = @Name
        """, new { server.Name });

    Task<IReadOnlyList<string>> Audit(RentedServer server) => desk.AuditOf(server.Name);

    async Task Delete(RentedServer server, string options = "") =>
        Assert.Equal(OutcomeKind.Done, (await desk.Agreed("adam", $"/org delete {server.Name}{options}", by: "sam")).Kind);

    async Task<Reply> LastSaid() => (await desk.At("channel:COPS"))[^1];

    [Fact]
    public async Task Its_address_is_closed_at_once_and_after_the_window_nothing_of_it_is_left_but_a_picture()
    {
        var server = await Rented();
        var asked = await desk.Ask("adam", $"/org delete {server.Name} --dry-run");
        Assert.Contains("€", asked.Text, StringComparison.Ordinal);
        Assert.Contains($"Server {server.Name}: running → deleted", asked.Text, StringComparison.Ordinal);
        await Delete(server);
        Assert.Equal("deleting deleting off", await Stands(server));
        var card = await LastSaid();
        Assert.Contains("Until then it can be called off.", card.Text, StringComparison.Ordinal);
        Assert.Equal([$"/org undo {server.Name}"], card.Buttons.Select(button => button.Command));

        var began = desk.Clock.GetUtcNow();
        await desk.RunJobs();
        Assert.True(desk.Clock.GetUtcNow() - began >= window);
        Assert.Equal("deleted deleted none", await Stands(server));
        Assert.Null(There(server));
        Assert.DoesNotContain(desk.Cloud.Addresses, address => address.Server == server.Cloud.Id);
        var picture = Assert.Single(desk.Cloud.Pictures, one => one.OfServer == server.Cloud.Id);
        Assert.Equal($"{picture.Id} goodbye {server.Name}.example 3000", await desk.One<string>(
            """
            select p.provider_id || ' ' || p.made_for || ' ' || p.hosts[1] || ' ' || p.port
            from snapshots p join organizations o on o.id = p.organization_id where o.slug = @Name
            """, new { server.Name }));
        Assert.Equal(0, await desk.One<long>("select count(*) from server_secrets where server_id = @Id", new { Id = server.Id.Value }));
        Assert.Contains("A picture of its disk is kept for €", (await LastSaid()).Text, StringComparison.Ordinal);
        Assert.Equal(["org delete requested", "org delete approved", "org delete started", "org delete done"], await Audit(server));
        Assert.Contains($"{server.Name} is deleted", (await desk.Ask("adam", $"/org delete {server.Name}", because: "again")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_picture_nothing_at_all_is_left()
    {
        var server = await Rented();
        await Delete(server, " snapshot:no");
        await desk.RunJobs();
        Assert.Equal("deleted deleted none", await Stands(server));
        Assert.DoesNotContain(desk.Cloud.Pictures, one => one.OfServer == server.Cloud.Id);
        Assert.DoesNotContain((await LastSaid()).Buttons, button => button.Label == "Undelete");
    }

    [Theory]
    [InlineData("active", "on"), InlineData("suspended", "paused"), InlineData("cancelled", "off")]
    public async Task Undone_within_the_window_all_is_as_it_was(string state, string route)
    {
        var server = await Rented(route, state);
        await Delete(server);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("olivia", $"/org undo {server.Name}")).Kind);
        Assert.Contains(await Buttons(server), button => button == $"/org undo {server.Name}");
        desk.Clock.Advance(window - TimeSpan.FromMinutes(1));
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/org undo {server.Name}")).Kind);
        await desk.RunJobs();
        Assert.Equal($"{state} running {route}", await Stands(server));
        Assert.Equal((true, "running"), (There(server)!.IsProtected, There(server)!.Status));
        Assert.Empty(desk.DoneTo(server));
        Assert.Contains(await desk.At("channel:COPS"), reply => reply.Heading == $"{server.Name} was not deleted");
        Assert.Equal(0, await desk.One<long>("select count(*) from organizations where slug = @Name and error is not null", server));
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("adam", $"/org undo {server.Name}")).Kind);
        Assert.DoesNotContain(await Buttons(server), button => button == $"/org undo {server.Name}");
    }

    async Task<IReadOnlyList<string>> Buttons(RentedServer server) =>
        [.. (await desk.Ask("adam", $"/org show {server.Name}")).Reply!.Buttons.Select(button => button.Command)];

    [Fact]
    public async Task Once_it_has_begun_it_is_too_late_to_undo_and_the_job_can_still_be_called_off()
    {
        var server = await Rented();
        await Delete(server);
        desk.Clock.Advance(window);
        await desk.Next();
        Assert.Contains("It is too late to undo", (await desk.Ask("adam", $"/org undo {server.Name}")).Text, StringComparison.Ordinal);
        var number = await desk.One<long>("select max(number) from jobs", null);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/job cancel {number}", because: "they came back")).Kind);
        await desk.RunJobs();
        Assert.Equal("active running on", await Stands(server));
        Assert.True(There(server)!.IsProtected);
    }

    [Fact]
    public async Task Called_off_in_whichever_step_it_is_whole_again_or_gone_for_good_and_the_card_says_which()
    {
        desk.Cloud.MostServers = 100;
        for (var looks = 1; looks <= 30; looks++)
        {
            var server = await Rented();
            await Delete(server);
            desk.Clock.Advance(window);
            for (var look = 0; look < looks; look++) await desk.Next();
            var number = await desk.One<long>("select max(number) from jobs", null);
            var asked = await desk.Ask("adam", $"/job cancel {number}", because: "they came back");
            await desk.RunJobs();
            var heading = (await desk.At("channel:COPS"))
                .Last(reply => reply.Heading.StartsWith(server.Name, StringComparison.Ordinal)).Heading;
            var (stands, there) = (await Stands(server), There(server));
            var pictures = desk.Cloud.Pictures.Count(one => one.OfServer == server.Cloud.Id);
            if (there is not null)
            {
                Assert.Equal(("active running on", $"{server.Name} was not deleted", true, 0),
                    (stands, heading, there.IsProtected, pictures));
                continue;
            }
            Assert.Equal(1, pictures);
            if (heading == $"{server.Name} is only half deleted")
            {
                Assert.Equal("error deleted off", stands);
                Assert.True(await desk.One<bool>("select deleted_at is not null from organizations where slug = @Name", server));
                await Delete(server);
                await desk.RunJobs();
            }
            Assert.Equal("deleted deleted none", await Stands(server));
            if (asked.Kind == OutcomeKind.Refused) return;
        }
        Assert.Fail("It never came to its end.");
    }

    [Fact]
    public async Task One_that_is_gone_already_is_deleted_all_the_same()
    {
        var server = await Rented();
        desk.Vanish(server);
        Assert.Contains("gone already → deleted", (await desk.Ask("adam", $"/org delete {server.Name} --dry-run")).Text,
            StringComparison.Ordinal);
        await Delete(server);
        await desk.RunJobs();
        Assert.Equal("deleted deleted none", await Stands(server));
    }

    [Fact]
    public async Task One_that_goes_in_the_middle_is_deleted_all_the_same()
    {
        var server = await Rented();
        await Delete(server);
        desk.Clock.Advance(window);
        await desk.Next();
        desk.Vanish(server);
        await desk.RunJobs();
        Assert.Equal("deleted deleted none", await Stands(server));
    }

    [Theory]
    [InlineData("change_server_protection"), InlineData("create_image"), InlineData("delete_server")]
    public async Task An_action_that_says_for_an_hour_that_it_runs_keeps_nothing_waiting(string command)
    {
        var server = await Rented();
        desk.Cloud.Next(ActionFate.Sticks, command);
        await Delete(server);
        var began = desk.Clock.GetUtcNow();
        await desk.RunJobs();
        Assert.Equal("deleted deleted none", await Stands(server));
        Assert.True(desk.Clock.GetUtcNow() - began < window + TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("change_server_protection"), InlineData("create_image"), InlineData("delete_server")]
    public async Task What_fails_once_is_tried_again(string command)
    {
        var server = await Rented();
        desk.Cloud.Next(ActionFate.Fails, command);
        await Delete(server);
        await desk.RunJobs();
        Assert.Equal("deleted deleted none", await Stands(server));
        Assert.Single(desk.Cloud.Pictures, one => one.OfServer == server.Cloud.Id);
    }

    [Fact]
    public async Task What_somebody_does_to_it_in_the_console_meanwhile_is_waited_for()
    {
        var server = await Rented();
        await Delete(server);
        desk.Clock.Advance(window);
        await desk.Get<IProvider>().Do($"{server.Cloud.Id}", MachineAct.Reboot, TestContext.Current.CancellationToken);
        await desk.RunJobs();
        Assert.Equal("deleted deleted none", await Stands(server));
    }

    [Fact]
    public async Task With_a_token_that_only_reads_it_is_given_up_and_all_is_as_it_was()
    {
        var server = await Rented();
        await Delete(server);
        desk.Cloud.TokenOnlyReads = true;
        try { await desk.RunJobs(); }
        finally { desk.Cloud.TokenOnlyReads = false; }
        Assert.Equal("active running on", await Stands(server));
        var said = await LastSaid();
        Assert.Equal($"{server.Name} was not deleted", said.Heading);
        Assert.Contains("the token may only read", said.Text, StringComparison.Ordinal);
        Assert.Contains("It is active, as before, and its address leads to it again.", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_carry_our_label_is_not_touched()
    {
        var server = await Rented();
        await Delete(server);
        lock (desk.Cloud.Gate) There(server)!.Labels = new Dictionary<string, string>();
        await desk.RunJobs();
        Assert.Equal("active running on", await Stands(server));
        Assert.Equal((true, "running"), (There(server)!.IsProtected, There(server)!.Status));
    }

    [Fact]
    public async Task What_hangs_on_it_and_is_ours_goes_and_what_is_not_is_named()
    {
        var server = await Rented();
        var (ours, theirs) = (desk.Cloud.NewId(), desk.Cloud.NewId());
        desk.Cloud.Put(new CloudVolume(ours, "data", 10, "nbg1", desk.Clock.GetUtcNow())
        {
            Server = There(server)!.Id, Labels = There(server)!.Labels,
        });
        desk.Cloud.Put(new CloudVolume(theirs, "photos", 10, "nbg1", desk.Clock.GetUtcNow()) { Server = There(server)!.Id });
        await Delete(server);
        await desk.RunJobs();
        Assert.Equal("deleted deleted none", await Stands(server));
        Assert.Equal([theirs], desk.Cloud.Volumes.Select(volume => volume.Id).Intersect([ours, theirs]));
        Assert.Contains("Still there, and not OpsBot's to remove: volume photos", (await LastSaid()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_shared_hosts_it_is_refused_while_instances_live()
    {
        var shop = await desk.Instance();
        var no = await desk.Ask("adam", "/org delete acme", because: "contract ended");
        Assert.Equal(OutcomeKind.Refused, no.Kind);
        Assert.Contains("on shared hosts. Delete those first.", no.Text, StringComparison.Ordinal);
        await desk.Execute("update instances set state = 'deleted', deleted_at = @Now where slug = @shop", new { shop });
    }

    [Fact]
    public async Task One_without_a_server_is_deleted_with_its_address()
    {
        await desk.Execute(
            "insert into organizations (id, slug, name, tier, state, created_at) values (@Id, 'empty', 'E', 'growth', 'cancelled', @Now)",
            new { Id = Guid.CreateVersion7() });
        await desk.Agreed("adam", "/org delete empty", by: "sam");
        await desk.RunJobs();
        Assert.Equal("deleted", await desk.One<string>("select state from organizations where slug = 'empty'", null));
    }

    [Fact]
    public async Task A_server_that_is_being_worked_on_is_not_taken_from_under_it()
    {
        var server = await Rented();
        await desk.Ask("adam", $"/vps reboot {server.Name}", because: "kernel update");
        var no = await desk.Ask("adam", $"/org delete {server.Name}", because: "contract ended");
        Assert.Equal(OutcomeKind.Refused, no.Kind);
        Assert.Contains("is busy right now", no.Text, StringComparison.Ordinal);
        await desk.RunJobs();
        Assert.Equal("active running on", await Stands(server));
    }
}
