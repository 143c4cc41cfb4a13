using OpsBot.Core.Operations;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Core.Servers.BringingUp;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>An address, a name or a server that is somebody else's, or the house's.</summary>
public sealed class WhoTakesAnothersName(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await desk.Opens();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Gets_no_second_organization_of_a_slug_although_both_ask_at_the_same_moment()
    {
        var both = await Task.WhenAll(
            desk.Ask("adam", "/org create Twin twin-one ann@twin.example starter"),
            desk.Ask("sam", "/org create \"Other Twin\" twin-one bob@other.example growth"));
        Assert.Equal([OutcomeKind.Done, OutcomeKind.Refused], both.Select(one => one.Kind).Order());
        Assert.Contains("There is an organization twin-one already",
            both.Single(one => one.Kind == OutcomeKind.Refused).Text, StringComparison.Ordinal);
        await desk.RunJobs();
        Assert.Single(desk.AtHetzner("twin-one"));
        Assert.Equal(1, await desk.One<long>("select count(*) from customers where email in ('ann@twin.example', 'bob@other.example')", null));
    }

    [Theory]
    [InlineData("cancelled", "cancelled"), InlineData("deleted", "deleted")]
    public async Task Gets_no_slug_of_one_that_is_gone_and_with_it_no_visitors_of_theirs(string state, string slug)
    {
        await desk.Applicant(slug: $"gone-{slug}");
        await desk.Execute(
            "update organizations set state = @state, deleted_at = case when @state = 'deleted' then @Now::timestamptz end where slug = @slug",
            new { state, slug = $"gone-{slug}" });
        var outcome = await desk.Does("adam", $"/org create Heir gone-{slug} heir@heir.example starter", OutcomeKind.Refused);
        Assert.Contains("A slug belongs to one for ever", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gets_no_slug_to_which_a_route_leads_already()
    {
        await desk.Execute(
            "insert into routes (id, slug, address, port, state, changed_at, created_at) values (@Id, 'intranet', '203.0.113.7', 3000, 'on', @Now, @Now)",
            new { Id = Guid.CreateVersion7() });
        var outcome = await desk.Does("adam", "/org create In intranet in@in.example starter", OutcomeKind.Refused);
        Assert.Contains("There is a route intranet already", outcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("www"), InlineData("app"), InlineData("api"), InlineData("admin"), InlineData("mail"), InlineData("bounces")]
    [InlineData("status"), InlineData("ns1")]
    public async Task Gets_no_route_to_a_host_of_the_house(string slug)
    {
        await desk.Does("adam", $"/org create House {slug} house@house.example starter", OutcomeKind.Refused);
        Assert.Equal(0, await desk.One<long>("select count(*) from routes where slug = @slug", new { slug }));
    }

    [Fact]
    public async Task Gets_no_server_of_somebody_else_by_its_name_alone()
    {
        var slug = await desk.Applicant();
        await desk.Does("adam", $"/org approve {slug}");
        var name = await desk.One<string>(
            "select s.name from servers s join organizations o on o.id = s.organization_id where o.slug = @slug", new { slug });
        desk.Cloud.Put(new PutServer(name, "cx23", "nbg1") { Labels = new Dictionary<string, string> { ["opsbot-job"] = "not-this-one" } });
        await desk.RunJobs();
        Assert.Equal("error on starter in nbg1", await desk.Organization(slug));
        Assert.Equal(0, await desk.One<long>("select count(*) from servers where name = @name and provider_id is not null", new { name }));
        desk.Clock.Advance(TimeSpan.FromHours(2));
        await desk.Get<OpsBot.Core.Organizations.CleanUps>().Round(TestContext.Current.CancellationToken);
        await desk.RunJobs();
        // Nor is it cleaned up for having that name.
        Assert.Single(desk.AtHetzner(slug));
    }

    [Fact]
    public async Task Gets_nothing_set_up_by_a_click_on_an_admins_button()
    {
        var slug = await desk.Applicant();
        foreach (var line in new[] { $"/org approve {slug}", $"/org approve {slug} --break-glass" })
            Assert.Contains("needs an admin", (await desk.Does("olivia", line, OutcomeKind.Refused)).Text, StringComparison.Ordinal);
        await desk.RunJobs();
        Assert.Empty(desk.AtHetzner(slug));
    }
}
