using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Health;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;
using static OpsBot.Core.Health.HealthState;

namespace OpsBot.Tests.Core.Health;

public sealed class FoldingServers(Postgres postgres) : OperationTest(postgres)
{
    Ward ward = null!;

    protected override void Register(IServiceCollection services) =>
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());

    protected override async Task Arrange()
    {
        await Execute("insert into channels (purpose, platform, channel_id) values ('alerts', 'slack', 'C0ALERTS')");
        ward = new(Execute, Clock, at => Get<HealthIncidents>().Round(at, Cancel));
        for (var i = 0; i < 10; i++)
            foreach (var region in new[] { "nbg1", "hel1" }) await ward.Add($"{region}-{i}", region);
    }

    static Dictionary<string, HealthState> Ill(string region, int from, int to) =>
        Enumerable.Range(from, to - from).ToDictionary(i => $"{region}-{i}", _ => Unreachable);

    async Task Rounds(int times, params IReadOnlyList<Dictionary<string, HealthState>> ill)
    {
        var all = ill.SelectMany(one => one).ToDictionary();
        for (var i = 0; i < times; i++) await ward.Round(all);
    }

    Task<IReadOnlyList<string>> Alerts() => List<string>(
        """
        select   case when cause like 'server:%' then s.name else cause end || ' ' || a.state || ' ' ||
                 (select count(*) from alert_members m where m.alert_id = a.id and m.left_at is null)
        from     alerts a
        left     join servers s on s.id = a.target_id
        order by a.number
        """);

    Task<long> Messages() => Find<long>("select count(*) from messages where key like 'alert:%'");

    [Fact]
    public async Task A_region_that_goes_away_is_one_incident_that_says_what_is_hit_and_what_is_not()
    {
        await Rounds(3, Ill("hel1", 0, 10));
        Assert.Equal(["region:hetzner/hel1 open 10"], await Alerts());
        var card = await Said((await Find<string>("select key from messages where key like 'alert:%'"))!);
        Assert.Contains("Servers in hel1 at Hetzner fail together", card.Text, StringComparison.Ordinal);
        Assert.Contains("10 of 10 servers there: 10 organizations, €34.90 a month. Not hit: nbg1.", card.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Four_are_four_incidents_and_the_fifth_makes_them_one()
    {
        await Rounds(3, Ill("hel1", 0, 4));
        Assert.Equal(4, (await Alerts()).Count);
        await Rounds(3, Ill("hel1", 0, 5));
        Assert.Equal(
            ["hel1-0 resolved 0", "hel1-1 resolved 0", "hel1-2 resolved 0", "hel1-3 resolved 0", "region:hetzner/hel1 open 5"],
            await Alerts());
        Assert.Equal("It is a part of #5 now.", await Find<string>("select distinct resolution from alerts where state = 'resolved'"));
    }

    [Fact]
    public async Task Five_of_many_are_five()
    {
        for (var i = 10; i < 17; i++) await ward.Add($"hel1-{i}", "hel1");
        await Rounds(3, Ill("hel1", 0, 5));
        Assert.Equal(5, (await Alerts()).Count);
    }

    [Fact]
    public async Task One_bad_round_of_a_region_opens_nothing_even_beside_one_that_is_down_for_long()
    {
        await Rounds(3, Ill("hel1", 0, 1));
        await Rounds(1, Ill("hel1", 0, 10));
        await Rounds(1, Ill("hel1", 0, 1));
        Assert.Equal(["hel1-0 open 1"], await Alerts());
    }

    [Fact]
    public async Task A_region_back_one_by_one_is_one_message()
    {
        await Rounds(3, Ill("hel1", 0, 10));
        for (var i = 0; i < 10; i++) await Rounds(2, Ill("hel1", i, 10));
        Assert.Equal(["region:hetzner/hel1 open 1"], await Alerts());
        await Rounds(2);
        Assert.Equal(["region:hetzner/hel1 resolved 0"], await Alerts());
        Assert.Equal(1, await Messages());
        Assert.Equal(10, await Find<long>("select count(*) from alert_lines where kind = 'recovered'"));
    }

    [Fact]
    public async Task Two_regions_are_the_provider_and_stay_it_until_all_is_over()
    {
        await Rounds(3, Ill("hel1", 0, 10));
        await Rounds(3, Ill("hel1", 0, 10), Ill("nbg1", 0, 10));
        Assert.Equal(["region:hetzner/hel1 resolved 0", "provider:hetzner open 20"], await Alerts());
        Assert.Equal("It is a part of #2 now.", await Find<string>("select resolution from alerts where state = 'resolved'"));
        await Rounds(3, Ill("nbg1", 0, 10));
        Assert.Equal(["region:hetzner/hel1 resolved 0", "provider:hetzner open 10"], await Alerts());
        await Rounds(3, Ill("nbg1", 0, 1));
        // The last of it is no cover for another: that is told anew.
        await Rounds(3, Ill("nbg1", 0, 1), Ill("hel1", 3, 4));
        Assert.Equal(["region:hetzner/hel1 resolved 0", "provider:hetzner open 1", "hel1-3 open 1"], await Alerts());
    }

    [Fact]
    public async Task A_server_down_elsewhere_does_not_make_a_region_the_provider()
    {
        await Rounds(3, Ill("hel1", 0, 10), Ill("nbg1", 0, 1));
        Assert.Equal(["nbg1-0 open 1", "region:hetzner/hel1 open 10"], (await Alerts()).Order());
    }

    [Fact]
    public async Task A_release_that_breaks_the_mail_everywhere_is_one_warning()
    {
        var all = ward.Names.ToDictionary(name => name, _ => Degraded);
        await Rounds(6, all);
        Assert.Equal(["provider:hetzner open 20"], await Alerts());
        Assert.Equal("warning", await Find<string>("select severity from alerts"));
    }

    [Fact]
    public async Task Half_of_four_hundred_at_once_are_one_card_and_each_is_in_one_incident()
    {
        for (var i = 0; i < 190; i++)
            foreach (var region in new[] { "nbg1", "hel1" }) await ward.Add($"{region}-{i + 10}", region);
        await Rounds(2, Ill("hel1", 0, 200));
        await Rounds(1, Ill("hel1", 0, 200));
        Assert.Equal(["region:hetzner/hel1 open 200"], await Alerts());
        Assert.Equal(1, await Messages());
        await Rounds(3, Ill("hel1", 0, 200), Ill("nbg1", 0, 200));
        Assert.Equal(["region:hetzner/hel1 resolved 0", "provider:hetzner open 400"], await Alerts());
        Assert.Equal(2, await Messages());
    }
}
