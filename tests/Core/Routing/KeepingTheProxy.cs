using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Database;
using OpsBot.Core.Routing;
using OpsBot.Sandbox.Caddy;
using OpsBot.Tests.Testing;
using OpsBot.Worker;

namespace OpsBot.Tests.Core.Routing;

/// <summary>One list for the real Caddy and for the sandbox's stand-in, so that the two cannot drift apart.</summary>
public abstract class KeepingTheProxy(Postgres postgres) : ProxyTest(postgres)
{
    const string CatchAll = """{"@id":"fallback","handle":[{"handler":"static_response","status_code":404}]}""";

    [Fact]
    public async Task One_that_is_on_leads_to_its_server_a_paused_one_says_so_and_one_that_is_off_is_gone()
    {
        var (acme, beta) = (await Route("acme", "shop.acme.example"), await Route("beta"));
        Assert.Equal(2, await Kept());
        Assert.Equal((200, "acme.nimbus.example /cart"), await Visit("acme.nimbus.example", "/cart"));
        Assert.Equal((200, "shop.acme.example /"), await Visit("shop.acme.example"));

        Assert.Equal(RouteState.On, await Turn(acme, RouteState.Paused));
        Assert.Equal(RouteState.On, await Turn(beta, RouteState.Off));
        Assert.Equal((2, 0), (await Kept(), await Kept()));
        var (status, page) = await Visit("shop.acme.example");
        Assert.Equal(503, status);
        Assert.Contains("This site is paused", page, StringComparison.Ordinal);
        Assert.Equal(["opsbot-acme"], await OnTheProxy());

        Assert.Equal(RouteState.Paused, await Turn(acme, RouteState.On));
        await Kept();
        Assert.Equal((200, "acme.nimbus.example /"), await Visit("acme.nimbus.example"));
    }

    [Fact]
    public async Task It_follows_at_once_when_a_route_is_turned()
    {
        var acme = await Route("acme");
        // No duty runs here: what the proxy hears of, it hears of at once.
        using var pump = new RoutePump(Source, Get<CaddyAdmin>(), Keeper, TimeProvider.System, NullLogger<RoutePump>.Instance);
        await Get<Hints>().StartAsync(Cancel);
        await pump.StartAsync(Cancel);
        await Eventually.Equal((200, "acme.nimbus.example /"), () => Visit("acme.nimbus.example"));
        await Turn(acme, RouteState.Paused);
        await Eventually.Equal(503, async () => (await Visit("acme.nimbus.example")).Status);
        await pump.StopAsync(Cancel);
        await Get<Hints>().StopAsync(Cancel);
    }

    [Fact]
    public async Task What_somebody_restarted_empty_has_all_routes_again()
    {
        await Route("acme");
        await Route("beta");
        await Kept();
        await Caddy.RestartEmpty(Cancel);
        Assert.Empty(await OnTheProxy());
        Assert.Equal(2, await Kept());
        Assert.Equal((200, "beta.nimbus.example /"), await Visit("beta.nimbus.example"));

        // Of its whole configuration, nothing but where its admin API listens.
        await Caddy.End();
        await Caddy.Begin(Cancel, caddy => $$$"""{"admin":{"listen":"{{{caddy.Admin}}}"}}""");
        Assert.Equal(2, await Kept());
        Assert.Equal((200, "acme.nimbus.example /"), await Visit("acme.nimbus.example"));
        Assert.Equal(0, await Kept());
    }

    [Fact]
    public async Task What_somebody_edited_by_hand_is_put_right_and_what_is_theirs_stays_as_and_where_it_is()
    {
        await Route("acme");
        await Route("beta");
        await ByHand(HttpMethod.Post, "routes", Somebodys);
        await ByHand(HttpMethod.Post, "routes", CatchAll);
        await Kept();
        Assert.Equal(["opsbot-beta", "opsbot-acme", "theirs", "fallback"], await OnTheProxy());

        await ByHand(HttpMethod.Patch, "routes/1/handle", """[{"handler":"static_response","body":"mine now"}]""");
        await ByHand(HttpMethod.Delete, "routes/0");
        await ByHand(HttpMethod.Put, "routes/0",
            """{"@id":"opsbot-nobody","match":[{"host":["x.example"]}],"handle":[{"handler":"static_response"}]}""");
        Assert.Equal(3, await Kept());
        Assert.Equal(["opsbot-beta", "opsbot-acme", "theirs", "fallback"], await OnTheProxy());
        Assert.Equal((200, "beta.nimbus.example /"), await Visit("beta.nimbus.example"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Somebodys), (await Stored())[2]));

        // Copied, and pushed behind what takes every request: single changes would not say which is meant.
        await ByHand(HttpMethod.Put, "routes/0", (await Stored())[1]!.ToJsonString());
        await ByHand(HttpMethod.Put, "routes/0", CatchAll);
        Assert.Equal(404, (await Visit("beta.nimbus.example")).Status);
        await Kept();
        Assert.Equal(["opsbot-acme", "opsbot-beta", "fallback", "theirs", "fallback"], await OnTheProxy());
        Assert.Equal((200, "beta.nimbus.example /"), await Visit("beta.nimbus.example"));
        Assert.Equal((404, 404), ((await Visit("metrics.example")).Status, (await Visit("x.example")).Status));
        Assert.Equal(0, await Kept());
    }

    [Fact]
    public async Task Few_differences_are_changes_of_their_own_and_more_than_twenty_are_one()
    {
        await Route("acme");
        await Routes(RouteKeeper.MostSingle - 1);
        Assert.Equal(RouteKeeper.MostSingle, await Kept());
        Assert.Equal(RouteKeeper.MostSingle, Relay.Changes.Count);
        await Execute("update routes set port = 3001 where slug <> 'acme'");
        await Execute("update routes set slug = slug || '-b' where slug in ('many-2', 'many-3')");
        await Kept();
        Assert.Equal("PATCH srv0/routes 200", Assert.Single(Relay.Changes.Skip(RouteKeeper.MostSingle)));
        var one = (await Stored()).Single(route => (string?)route!["@id"] == "opsbot-many-1")!;
        Assert.Equal("[2001:db8::1]:3001", (string?)one["handle"]![0]!["upstreams"]![0]!["dial"]);
    }

    [Fact]
    public async Task What_somebody_changes_between_the_look_and_the_change_is_not_written_over()
    {
        var acme = await Route("acme");
        await ByHand(HttpMethod.Post, "routes", Somebodys);
        Relay.BeforeChange = async _ =>
        {
            Relay.BeforeChange = null;
            // Another one of theirs, and meanwhile the route is paused.
            await ByHand(HttpMethod.Put, "routes/0", Somebodys.Replace("theirs", "also-theirs", StringComparison.Ordinal));
            await Turn(acme, RouteState.Paused);
            return true;
        };
        await Kept();
        Assert.Equal(["PUT srv0/routes/0 412", "PUT srv0/routes/0 200"], Relay.Changes);
        Assert.Equal(["opsbot-acme", "also-theirs", "theirs"], await OnTheProxy());
        Assert.Equal(503, (await Visit("acme.nimbus.example")).Status);
    }

    [Fact]
    public async Task Two_that_keep_it_at_a_time_write_one_after_the_other_and_nothing_twice()
    {
        await Route("acme");
        await Routes(9);
        await using var other = Restarted();
        var kept = await Task.WhenAll(Keeper.Round(Cancel), other.Get<RouteKeeper>().Round(Cancel), Keeper.Round(Cancel));
        Assert.Equal(10, kept.Sum(one => one.Value.Changes));
        Assert.Equal((1, 10), (Relay.MostAtOnce, Relay.Changes.Count(change => change.EndsWith(" 200", StringComparison.Ordinal))));
        Assert.Distinct(await OnTheProxy());
    }

    [Fact]
    public async Task A_change_of_which_nobody_hears_how_it_went_is_looked_after_and_made_once()
    {
        await Route("acme");
        Relay.LosesAnswers = true;
        await Kept();
        Assert.Equal(["opsbot-acme"], await OnTheProxy());
        Assert.Single(Relay.Changes);
        // Lost on its way there, it is made.
        await Route("beta");
        Relay.BeforeChange = _ =>
        {
            Relay.BeforeChange = null;
            return Task.FromResult(false);
        };
        Assert.Equal(1, await Kept());
        Assert.Equal(["opsbot-beta", "opsbot-acme"], await OnTheProxy());
    }

    [Fact]
    public async Task A_proxy_that_is_away_is_told_and_follows_when_it_is_back()
    {
        await Route("acme");
        await Caddy.End();
        var fault = (await Keeper.Round(Cancel)).Fault!;
        Assert.Equal((CaddyTrouble.Away, true), (fault.Trouble, fault.MayPass));
        var list = await Run(Olivia, "/route list");
        Assert.Contains($"Not as it should be since 2026-03-02 09:00 UTC: {fault.Sentence}", list.Text, StringComparison.Ordinal);
        Assert.Contains(fault.Sentence, (await Run(Olivia, "/route check")).Text, StringComparison.Ordinal);
        await Caddy.Begin(Cancel);
        Assert.Equal(1, await Kept());
        Assert.Contains("As it should be, last looked at", (await Run(Olivia, "/route list")).Text, StringComparison.Ordinal);
    }
}

public sealed class KeepingAPretendProxy(Postgres postgres) : KeepingTheProxy(postgres)
{
    protected override async Task<ICaddy> Open() => await PretendCaddy.Start(0, Cancel);
}

public sealed class KeepingARealProxy(Postgres postgres) : KeepingTheProxy(postgres)
{
    [Fact]
    public async Task Its_admin_api_is_reached_over_a_socket_too_where_Debians_Caddy_says_the_tag_behind_the_body()
    {
        var socket = Path.Combine(Path.GetTempPath(), $"opsbot-{Guid.CreateVersion7():n}.sock");
        await Caddy.End();
        await Caddy.Begin(Cancel, caddy => $$$"""{"admin":{"listen":"unix/{{{socket}}}","origins":["localhost"]}}""");
        using var admin = new CaddyAdmin(
            Options.Create(new CaddyOptions { AdminUrl = $"unix://{socket}", Listen = Caddy.Http.ToString() }), TimeProvider.System);
        Assert.False((await admin.Routes(Cancel)).Value.HasServer);
        Assert.Null((await admin.MakeServer([JsonNode.Parse(Somebodys)], isSecure: false, Cancel)).Fault);
        Assert.Equal(CaddyTrouble.Stale, (await admin.MakeServer([], isSecure: false, Cancel)).Fault?.Trouble);
        var seen = (await admin.Routes(Cancel)).Value;
        Assert.Null((await admin.Remove(seen, 0, Cancel)).Fault);
        Assert.Equal(CaddyTrouble.Stale, (await admin.Insert(seen, JsonNode.Parse(Somebodys)!, Cancel)).Fault?.Trouble);
        Assert.Empty((await admin.Routes(Cancel)).Value.All);
    }
}
