using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Hetzner;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Servers.BringingUp;
using OpsBot.Core.Servers.FirstBoot;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Servers.Secrets;
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

    [Fact]
    public async Task An_order_whose_answer_was_lost_is_found_and_not_given_twice()
    {
        desk.Cloud.Trouble.LoseAnswer(1, "POST /servers");
        await desk.IsActive(await desk.Approved());
    }

    [Fact]
    public async Task An_order_that_never_arrived_is_given_again()
    {
        desk.Cloud.Trouble.BreakConnections(1, "POST /servers");
        await desk.IsActive(await desk.Approved());
    }

    [Fact]
    public async Task Trouble_of_the_provider_s_own_is_waited_out()
    {
        desk.Cloud.Trouble.Break(4, "POST /servers");
        await desk.IsActive(await desk.Approved());
    }

    [Fact]
    public async Task A_limit_of_calls_is_waited_out()
    {
        desk.Cloud.Trouble.RateLimit(3, TimeSpan.FromSeconds(1), "POST /servers");
        await desk.IsActive(await desk.Approved());
    }

    [Theory]
    [InlineData(ActionFate.Sticks, "create_server"), InlineData(ActionFate.Sticks, "start_server")]
    [InlineData(ActionFate.Fails, "create_server"), InlineData(ActionFate.Fails, "start_server")]
    [InlineData(ActionFate.Sticks, "change_server_protection"), InlineData(ActionFate.Fails, "change_server_protection")]
    public async Task What_sticks_or_fails_at_the_provider_is_judged_by_the_server_itself(ActionFate fate, string command)
    {
        desk.Cloud.Next(fate, command);
        await desk.IsActive(await desk.Approved());
    }

    [Fact]
    public async Task Without_a_quota_it_is_given_up_with_their_words_and_goes_on_once_there_is_one()
    {
        desk.Cloud.MostServers = desk.Cloud.Servers.Count;
        var slug = await desk.Approved();
        await desk.RunJobs();
        Assert.Equal("error on starter in nbg1", await desk.Organization(slug));
        var words = await desk.LastWords(slug);
        Assert.Contains("the account at Hetzner may not have more (server_limit)", words.Text, StringComparison.Ordinal);
        desk.Cloud.MostServers = 1_000;
        await desk.Does("adam", $"/org retry {slug}");
        await desk.IsActive(slug);
        Assert.Equal(["org approve started", "org approve failed", "org retry started", "org retry started", "org retry done"],
            await desk.AuditOfOrg(slug));
    }

    [Fact]
    public async Task With_a_token_that_only_reads_it_is_said_what_to_set()
    {
        desk.Cloud.TokenOnlyReads = true;
        var slug = await desk.Approved();
        await desk.RunJobs();
        Assert.Contains("OPSBOT_Hetzner__Token", (await desk.LastWords(slug)).Text, StringComparison.Ordinal);
        Assert.Equal("error on starter in nbg1", await desk.Organization(slug));
        Assert.Empty(desk.AtHetzner(slug));
    }

    [Theory]
    [InlineData("Create the server"), InlineData("Wait until it runs"), InlineData("Wait for its first sign of life")]
    [InlineData("Test its services"), InlineData("Change the first-boot secrets")]
    public async Task Whoever_cancels_it_in_whichever_step_has_nothing_left_at_the_provider(string step)
    {
        if (step == "Create the server") desk.Cloud.SellOut("nbg1");
        var slug = await desk.Approved();
        for (var seconds = 0; !await desk.IsAt(slug, step); seconds++)
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

    [Theory]
    [InlineData(1, "", "The house allows 1 server at Hetzner and has ")]
    [InlineData(null, "1 EUR", "The house allows €1.00 a month at Hetzner. Its servers cost ")]
    public async Task More_than_the_house_allows_is_refused_in_the_plan(int? most, string perMonth, string words)
    {
        await desk.IsActive(await desk.Approved());
        using var client = new HetznerClient(
            Options.Create(new HetznerOptions
            {
                Token = desk.Cloud.Token, ApiUrl = desk.CloudApi, MostServers = most, MostPerMonth = perMonth,
            }),
            desk.Get<ProviderBudget>(), NullLogger<HetznerClient>.Instance, TimeProvider.System);
        using var provider = new HetznerProvider(client, desk.Clock);
        var orders = new ServerOrders(provider, desk.Get<SecretVault>(), desk.Get<UserData>(), desk.Clock);
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
}
