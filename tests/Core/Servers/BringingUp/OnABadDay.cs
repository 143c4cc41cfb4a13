using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Hetzner;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Servers.BringingUp;
using OpsBot.Core.Servers.FirstBoot;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers.BringingUp;

public sealed class OnABadDay(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await desk.Opens();

    public ValueTask DisposeAsync()
    {
        desk.Cloud.Forget();
        desk.Cloud.Trouble.Clear();
        (desk.Cloud.TokenOnlyReads, desk.Cloud.MostServers, desk.Nodes.NeverGreen) = (false, 1_000, 0);
        return ValueTask.CompletedTask;
    }

    async Task<string> Approved(string slug = "")
    {
        slug = slug.Length > 0 ? slug : await desk.Applicant();
        await desk.Does("adam", $"/org approve {slug}");
        return slug;
    }

    async Task IsActive(string slug)
    {
        await desk.RunJobs();
        Assert.True(await desk.Organization(slug) == "active on starter in nbg1", (await desk.LastWords(slug)).Text);
        Assert.Single(desk.AtHetzner(slug));
        Assert.Single(await desk.ServersOf(slug), "running cx23 in nbg1");
    }

    [Fact]
    public async Task An_order_whose_answer_was_lost_is_found_and_not_given_twice()
    {
        desk.Cloud.Trouble.LoseAnswer(1, "POST /servers");
        await IsActive(await Approved());
    }

    [Fact]
    public async Task An_order_that_never_arrived_is_given_again()
    {
        desk.Cloud.Trouble.BreakConnections(1, "POST /servers");
        await IsActive(await Approved());
    }

    [Fact]
    public async Task Trouble_of_the_provider_s_own_is_waited_out()
    {
        desk.Cloud.Trouble.Break(4, "POST /servers");
        await IsActive(await Approved());
    }

    [Fact]
    public async Task A_limit_of_calls_is_waited_out()
    {
        desk.Cloud.Trouble.RateLimit(3, TimeSpan.FromSeconds(1), "POST /servers");
        await IsActive(await Approved());
    }

    [Theory]
    [InlineData(ActionFate.Sticks, "create_server"), InlineData(ActionFate.Sticks, "start_server")]
    [InlineData(ActionFate.Fails, "create_server"), InlineData(ActionFate.Fails, "start_server")]
    [InlineData(ActionFate.Sticks, "change_server_protection"), InlineData(ActionFate.Fails, "change_server_protection")]
    public async Task What_sticks_or_fails_at_the_provider_is_judged_by_the_server_itself(ActionFate fate, string command)
    {
        desk.Cloud.Next(fate, command);
        await IsActive(await Approved());
    }

    [Fact]
    public async Task Without_a_quota_it_is_given_up_with_their_words_and_goes_on_once_there_is_one()
    {
        desk.Cloud.MostServers = desk.Cloud.Servers.Count;
        var slug = await Approved();
        await desk.RunJobs();
        Assert.Equal("error on starter in nbg1", await desk.Organization(slug));
        var words = await desk.LastWords(slug);
        Assert.Contains("the account at Hetzner may not have more (server_limit)", words.Text, StringComparison.Ordinal);
        desk.Cloud.MostServers = 1_000;
        await desk.Does("adam", $"/org retry {slug}");
        await IsActive(slug);
        Assert.Equal(["org approve started", "org approve failed", "org retry started", "org retry started", "org retry done"],
            await desk.AuditOfOrg(slug));
    }

    [Fact]
    public async Task With_a_token_that_only_reads_it_is_said_what_to_set()
    {
        desk.Cloud.TokenOnlyReads = true;
        var slug = await Approved();
        await desk.RunJobs();
        Assert.Contains("OPSBOT_Hetzner__Token", (await desk.LastWords(slug)).Text, StringComparison.Ordinal);
        Assert.Equal("error on starter in nbg1", await desk.Organization(slug));
        Assert.Empty(desk.AtHetzner(slug));
    }

    [Fact]
    public async Task Services_that_never_answer_leave_a_server_for_an_hour_and_then_nothing()
    {
        var slug = await NeverGreen();
        var words = await desk.LastWords(slug);
        Assert.Contains("Not all its services answered within 5 min", words.Text, StringComparison.Ordinal);
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
        await IsActive(slug);
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
        await IsActive(slug);
        Assert.Equal(server.Labels["opsbot-job"], desk.AtHetzner(slug)[0].Labels["opsbot-job"]);
    }

    [Theory]
    [InlineData("Create the server"), InlineData("Wait until it runs"), InlineData("Wait for its first sign of life")]
    [InlineData("Test its services"), InlineData("Change the first-boot secrets")]
    public async Task Whoever_cancels_it_in_whichever_step_has_nothing_left_at_the_provider(string step)
    {
        if (step == "Create the server") desk.Cloud.SellOut("nbg1");
        var slug = await Approved();
        for (var seconds = 0; !await IsAt(slug, step); seconds++)
        {
            Assert.True(seconds < 300, (await desk.LastWords(slug)).Text);
            desk.Clock.Advance(TimeSpan.FromSeconds(1));
            await desk.WorkNow();
        }
        var job = await desk.One<long>("select number from jobs where target_label = @slug", new { slug });
        await desk.Does("adam", $"/job cancel {job}", because: "wrong organization");
        await desk.RunJobs();
        Assert.Equal("pending on starter in nbg1", await desk.Organization(slug));
        Assert.Empty(desk.AtHetzner(slug));
        Assert.Equal(["deleted cx23 in nbg1"], await desk.ServersOf(slug));
        Assert.Null(await desk.RouteTo(slug));
        Assert.Equal("org approve cancelled", (await desk.AuditOfOrg(slug))[^1]);
        desk.Cloud.Restock();
    }

    [Fact]
    public async Task Whoever_cancels_a_retry_has_what_was_there_before_it()
    {
        var slug = await NeverGreen();
        await desk.Does("adam", $"/org retry {slug}");
        for (var seconds = 0; !await IsAt(slug, "Test its services") && seconds < 300; seconds++)
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

    Task<bool> IsAt(string slug, string step) => desk.One<bool>(
        """
        select exists (
               select from jobs j join job_steps s on s.job_id = j.id
               where  j.target_label = @slug and j.state = 'queued' and s.name = @step and s.state = 'looking')
        """, new { slug, step });

    [Theory]
    [InlineData(1, "", "The house allows 1 server at Hetzner and has ")]
    [InlineData(null, "1 EUR", "The house allows €1.00 a month at Hetzner. Its servers cost ")]
    public async Task More_than_the_house_allows_is_refused_in_the_plan(int? most, string perMonth, string words)
    {
        await IsActive(await Approved());
        using var client = new HetznerClient(
            Options.Create(new HetznerOptions
            {
                Token = desk.Cloud.Token, ApiUrl = desk.CloudApi, MostServers = most, MostPerMonth = perMonth,
            }),
            desk.Get<ProviderBudget>(), NullLogger<HetznerClient>.Instance, TimeProvider.System);
        var orders = new ServerOrders(new HetznerProvider(client, desk.Clock), desk.Get<SecretVault>(), desk.Get<UserData>(), desk.Clock);
        var refusal = await desk.Get<Transactions>().As(Actor.OpsBot("test"), async work =>
        {
            var slug = await desk.Applicant();
            var organization = await Organization.Get(
                work.Db, new(await desk.One<Guid>("select id from organizations where slug = @slug", new { slug })), Cancel);
            var (tier, region) = (await organization.TierOf(work, Cancel), await organization.RegionOf(work, Cancel));
            return (await orders.May(work, tier, region.Id, withV4: true, instead: null, Cancel)).Fault;
        }, Cancel);
        Assert.StartsWith(words, refusal?.Sentence, StringComparison.Ordinal);
    }

    async Task<string> NeverGreen()
    {
        desk.Nodes.NeverGreen = 1;
        var slug = await Approved();
        await desk.RunJobs();
        Assert.Equal("error on starter in nbg1", await desk.Organization(slug));
        Assert.Equal(["error cx23 in nbg1"], await desk.ServersOf(slug));
        return slug;
    }

    async Task CleanUp()
    {
        await desk.Get<CleanUps>().Round(Cancel);
        await desk.RunJobs();
    }
}
