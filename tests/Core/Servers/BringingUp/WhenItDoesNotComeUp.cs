using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers.BringingUp;

/// <summary>A server that was ordered and does not come up: somebody looks at it, or it goes.</summary>
public sealed class WhenItDoesNotComeUp(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await desk.Opens();

    public ValueTask DisposeAsync()
    {
        desk.Cloud.Trouble.Clear();
        desk.Nodes.NeverGreen = 0;
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Services_that_never_answer_leave_a_server_for_an_hour_and_then_nothing()
    {
        var slug = await NeverGreen();
        var words = await desk.LastWords(slug);
        Assert.Contains("At “Test its services”: Not all its services answered within 5 min", words.Text, StringComparison.Ordinal);
        Assert.Contains("(cx23 in nbg1, €3.49 a month) stays until", words.Text, StringComparison.Ordinal);
        Assert.Equal(["Retry", "Keep", "Clean up", "Show"], words.Buttons.Select(button => button.Label));
        Assert.Null(await desk.RouteTo(slug));

        desk.Clock.Advance(TimeSpan.FromMinutes(50));
        await CleanUp();
        Assert.Equal(["error cx23 in nbg1"], await desk.ServersOf(slug));
        desk.Clock.Advance(TimeSpan.FromMinutes(11));
        await CleanUp();
        await CleanUp();
        Assert.Equal(["deleted cx23 in nbg1"], await desk.ServersOf(slug));
        Assert.Empty(desk.AtHetzner(slug));
        Assert.Equal("error on starter in nbg1", await desk.Organization(slug));
        Assert.Equal(["org approve started", "org approve started", "org approve failed", "org clean-up started", "org clean-up done"],
            await desk.AuditOfOrg(slug));

        await desk.Does("adam", $"/org retry {slug}");
        await desk.RunJobs();
        Assert.Equal("active on starter in nbg1", await desk.Organization(slug));
        Assert.Equal(["deleted cx23 in nbg1", "running cx23 in nbg1"], await desk.ServersOf(slug));
    }

    [Fact]
    public async Task Whoever_keeps_it_finds_it_there_and_whoever_retries_goes_on_with_it()
    {
        var slug = await NeverGreen();
        var before = Assert.Single(desk.AtHetzner(slug)).Id;
        await desk.Does("adam", $"/org keep-server {slug}");
        await desk.Does("adam", $"/org keep-server {slug}", OutcomeKind.Refused);
        desk.Clock.Advance(TimeSpan.FromDays(2));
        await CleanUp();
        desk.Nodes.Find(desk.AtHetzner(slug)[0].Name)!.NeverGreen = false;
        await desk.Does("adam", $"/org retry {slug}");
        await desk.IsActive(slug);
        Assert.Equal(before, desk.AtHetzner(slug)[0].Id);
        Assert.Contains("has no server that did not come up",
            (await desk.Does("adam", $"/org clean-up {slug}", OutcomeKind.Refused)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_keep_failed_nobody_removes_it_but_who_says_so()
    {
        desk.Nodes.NeverGreen = 1;
        await desk.Does("adam", "/org create Stubborn stubborn sue@stubborn.example starter keep-failed:yes");
        await desk.RunJobs();
        Assert.Contains("stays until somebody removes it", (await desk.LastWords("stubborn")).Text, StringComparison.Ordinal);
        desk.Clock.Advance(TimeSpan.FromDays(2));
        await CleanUp();
        Assert.Single(desk.AtHetzner("stubborn"));
        await desk.Does("adam", "/org clean-up stubborn");
        await desk.RunJobs();
        Assert.Empty(desk.AtHetzner("stubborn"));
        Assert.Equal(["deleted cx23 in nbg1"], await desk.ServersOf("stubborn"));
    }

    [Fact]
    public async Task A_server_that_somebody_deleted_meanwhile_is_ordered_anew_under_the_same_label()
    {
        var slug = await NeverGreen();
        var server = Assert.Single(desk.AtHetzner(slug));
        lock (desk.Cloud.Gate) desk.Cloud.Project.Remove(server);
        await desk.Does("adam", $"/org retry {slug}");
        await desk.IsActive(slug);
        Assert.Equal(server.Labels["opsbot-job"], desk.AtHetzner(slug)[0].Labels["opsbot-job"]);
    }

    [Fact]
    public async Task Whoever_cancels_a_retry_has_what_was_there_before_it()
    {
        var slug = await NeverGreen();
        await desk.Does("adam", $"/org retry {slug}");
        for (var seconds = 0; !await desk.IsAt(slug, "Test its services") && seconds < 300; seconds++)
        {
            desk.Clock.Advance(TimeSpan.FromSeconds(1));
            await desk.WorkNow();
        }
        var job = await desk.One<long>("select max(number) from jobs where target_label = @slug", new { slug });
        await desk.Does("adam", $"/job cancel {job}", because: "somebody looks at it");
        await desk.RunJobs();
        Assert.Equal("error on starter in nbg1", await desk.Organization(slug));
        Assert.Equal(["error cx23 in nbg1"], await desk.ServersOf(slug));
        Assert.Single(desk.AtHetzner(slug));
        Assert.Equal(["Retry", "Keep", "Clean up", "Show"], (await desk.LastWords(slug)).Buttons.Select(button => button.Label));
    }

    /// <summary>Nobody who gave it ever heard that it was taken, nor could look.</summary>
    async Task<string> Unknown()
    {
        desk.Cloud.Trouble.LoseAnswer(1, "POST /servers");
        var slug = await desk.Approved();
        await desk.WorkNow();
        desk.Cloud.Trouble.Break(50, "GET /servers");
        await desk.RunJobs();
        desk.Cloud.Trouble.Clear();
        Assert.Equal("error on starter in nbg1", await desk.Organization(slug));
        Assert.Single(desk.AtHetzner(slug));
        Assert.Equal(0, await desk.One<long>("select count(*) from servers where provider_id is not null and name like @slug || '-%'", new { slug }));
        return slug;
    }

    [Fact]
    public async Task A_server_that_nobody_heard_of_is_found_by_the_job_that_retries_it()
    {
        var slug = await Unknown();
        await desk.Does("adam", $"/org retry {slug}");
        await desk.IsActive(slug);
    }

    [Fact]
    public async Task And_where_nobody_retries_it_is_found_and_removed_after_the_hour()
    {
        var slug = await Unknown();
        desk.Clock.Advance(TimeSpan.FromMinutes(61));
        await CleanUp();
        Assert.Empty(desk.AtHetzner(slug));
        Assert.Equal(["deleted cx23 in nbg1"], await desk.ServersOf(slug));
    }

    async Task<string> NeverGreen()
    {
        desk.Nodes.NeverGreen = 1;
        var slug = await desk.Approved();
        await desk.RunJobs();
        Assert.Equal("error on starter in nbg1", await desk.Organization(slug));
        Assert.Equal(["error cx23 in nbg1"], await desk.ServersOf(slug));
        return slug;
    }

    async Task CleanUp()
    {
        await desk.Get<CleanUps>().Round(TestContext.Current.CancellationToken);
        await desk.RunJobs();
    }
}
