using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Hetzner;
using OpsBot.Core.Servers.Providers;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Clients.Hetzner;

public sealed class CallingHetzner(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    async Task<ProviderFault?> Fault(string? token = null, Uri? api = null)
    {
        using var client = new HetznerClient(
            Options.Create(new HetznerOptions { Token = token ?? desk.Cloud.Token, ApiUrl = api ?? desk.CloudApi }),
            desk.Get<ProviderBudget>(), NullLogger<HetznerClient>.Instance, TimeProvider.System);
        using var provider = new HetznerProvider(client, desk.Clock);
        return (await provider.Catalogue(Urgency.Job, Cancel)).Fault;
    }

    [Fact]
    public async Task Without_a_token_nothing_is_called_and_it_is_said_what_to_set()
    {
        var before = desk.Cloud.Calls;
        var fault = await Fault("");
        Assert.Equal(ProviderTrouble.Misconfigured, fault?.Trouble);
        Assert.Contains("OPSBOT_Hetzner__Token", fault!.Sentence, StringComparison.Ordinal);
        Assert.Equal(before, desk.Cloud.Calls);
    }

    [Fact]
    public async Task With_a_wrong_one_it_is_said_so_with_the_reference_for_their_support()
    {
        var fault = await Fault(new string('x', 64));
        Assert.Equal((ProviderTrouble.Misconfigured, "unauthorized"), (fault?.Trouble, fault?.Code));
        Assert.Contains(fault!.Reference!, fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_answers_it_passes() =>
        Assert.Equal((ProviderTrouble.Passing, false), (await Fault(api: new("http://127.0.0.1:9/v1/"))) is { } fault
            ? (fault.Trouble, fault.MayHaveHappened) : default);

    [Fact]
    public async Task A_read_is_tried_again_where_what_stands_before_Hetzner_fails_and_none_is_left_behind()
    {
        var before = desk.Cloud.Calls;
        desk.Cloud.Trouble.Absence.BreaksConnections = true;
        desk.Cloud.Trouble.GoAway(TimeSpan.FromMinutes(1));
        Assert.Equal(ProviderTrouble.Passing, (await Fault())?.Trouble);
        Assert.Equal(3, desk.Cloud.Calls - before);
        desk.Cloud.Trouble.Absence.ComeBack();
        Assert.Null(await Fault());
    }

    [Fact]
    public async Task What_is_left_of_the_hour_is_read_off_each_answer()
    {
        desk.Cloud.Allowance.Left = 2_000;
        var before = desk.Cloud.Calls;
        Assert.Null(await Fault());
        Assert.Equal(2_000 - (desk.Cloud.Calls - before),
            await desk.One<int>("select remaining from provider_budget where provider = 'hetzner'", null));
        desk.Cloud.Allowance.Left = 0;
        Assert.Equal("rate_limit_exceeded", (await Fault())?.Code);
        // By now it is known without asking.
        before = desk.Cloud.Calls;
        Assert.Contains("0 are left", (await Fault())!.Sentence, StringComparison.Ordinal);
        Assert.Equal(before, desk.Cloud.Calls);
        desk.Cloud.Allowance.Left = 3_600;
        desk.Clock.Advance(TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData("short", "64 letters and digits")]
    [InlineData("http", "https://")]
    public void Wrong_settings_are_told_at_the_start(string what, string words)
    {
        var options = what == "short" ? new HetznerOptions { Token = "abc" } : new HetznerOptions { ApiUrl = new("http://cloud.example/") };
        Assert.Contains(words, Assert.Single(options.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "1", "")]
    [InlineData("", "", "")]
    [InlineData("1, 77", "88", "There is no SSH key 77 in Hetzner's project. Correct OPSBOT_Hetzner__SshKeyIds. "
        + "There is no firewall 88 in Hetzner's project. Correct OPSBOT_Hetzner__FirewallIds.")]
    public async Task The_keys_and_firewalls_that_settings_name_are_looked_for(string keys, string firewalls, string said)
    {
        using var client = new HetznerClient(
            Options.Create(new HetznerOptions
            {
                Token = desk.Cloud.Token, ApiUrl = desk.CloudApi, SshKeyIds = keys, FirewallIds = firewalls,
            }),
            desk.Get<ProviderBudget>(), NullLogger<HetznerClient>.Instance, TimeProvider.System);
        using var provider = new HetznerProvider(client, desk.Clock);
        Assert.Equal(said, string.Join(' ', (await provider.CheckUp(Cancel)).Value));
    }

    [Fact]
    public async Task All_pages_are_read()
    {
        for (var i = 0; i < 60; i++)
            desk.Cloud.Sell(new CloudType(900 + i, $"cz{i}", 1, 1, 10, new Dictionary<string, decimal> { ["nbg1"] = 1m }));
        var offers = (await desk.Get<IProvider>().Catalogue(Urgency.Job, Cancel)).Value.Offers;
        Assert.Equal(60, offers.Count(offer => offer.Type.StartsWith("cz", StringComparison.Ordinal)));
        Assert.Equal(offers.Count, offers.DistinctBy(offer => (offer.Type, offer.Region)).Count());
    }
}
