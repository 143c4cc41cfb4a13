using System.Net;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Routing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Routing;

public sealed class WithoutAProxy(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/route list")]
    [InlineData("/route check")]
    [InlineData("/route sync")]
    [InlineData("/ops status")]
    public async Task It_is_said_that_routing_is_off(string line) =>
        Assert.Contains("Routing is off: no OPSBOT_Caddy__AdminUrl is set.", (await desk.Ask("olivia", line)).Text,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_round_has_nothing_to_do() =>
        Assert.Equal(new RoutesKept(0, 0), (await desk.Get<RouteKeeper>().Round(Cancel)).Value);

    [Fact]
    public async Task Routes_are_opened_turned_and_removed_in_the_callers_transaction_and_only_with_it()
    {
        var organization = await desk.One<OrganizationId>("select id from organizations where slug = 'acme'", null);
        Assert.Null(await Alone(work => work.TurnRoute(organization, RouteState.Off, Cancel)));
        await Alone(async work =>
            (await work.OpenRoute(organization, IPAddress.Parse("203.0.113.7"), 3000, ["shop.acme.example"], Cancel)).Value);
        Assert.Equal(RouteState.On, await Alone(work => work.TurnRoute(organization, RouteState.Paused, Cancel)));
        await Assert.ThrowsAsync<OperationCanceledException>(() => Alone<bool>(async work =>
        {
            Assert.Equal(RouteState.Paused, await work.TurnRoute(organization, RouteState.Off, Cancel));
            throw new OperationCanceledException("It ends before its commit.");
        }));
        Assert.Equal("203.0.113.7 paused", await Stored());

        // Opened once more, elsewhere: it is the same route.
        var again = await Alone(async work => (await work.OpenRoute(organization, IPAddress.Parse("2001:db8::7"), 3000, [], Cancel)).Value);
        Assert.Equal(again, await desk.One<RouteId>("select id from routes where slug = 'acme'", null));
        Assert.Equal("2001:db8::7 on", await Stored());
        Assert.True(await Alone(work => work.RemoveRoute(organization, Cancel)));
        Assert.False(await Alone(work => work.RemoveRoute(organization, Cancel)));
    }

    [Fact]
    public async Task A_name_leads_to_one_organization_alone()
    {
        await desk.Execute(
            "insert into organizations (id, slug, name, tier, created_at) values (@A, 'one', 'One', 'growth', @Now), (@B, 'two', 'Two', 'growth', @Now)",
            new { A = Guid.CreateVersion7(), B = Guid.CreateVersion7() });
        var one = await desk.One<OrganizationId>("select id from organizations where slug = 'one'", null);
        var two = await desk.One<OrganizationId>("select id from organizations where slug = 'two'", null);
        string[] hosts = ["shop.example"];
        Assert.Null((await Alone(work => work.OpenRoute(one, IPAddress.Loopback, 80, hosts, Cancel))).Fault);
        Assert.Equal("The route of one has one of these names already: shop.example.",
            (await Alone(work => work.OpenRoute(two, IPAddress.Loopback, 80, hosts, Cancel))).Fault!.Sentence);
        await Alone(work => work.RemoveRoute(one, Cancel));
    }

    [Theory]
    [InlineData("http://10.0.0.7:2019", "{slug}.example.com", "Caddy:AdminUrl is 'http://10.0.0.7:2019'")]
    [InlineData("127.0.0.1:2019", "{slug}.example.com", "Caddy:AdminUrl is '127.0.0.1:2019'")]
    [InlineData("http://127.0.0.1:2019", "", "Routing:Pattern is not set, but Caddy:AdminUrl is.")]
    [InlineData("http://localhost:2019", "example.com", "Routing:Pattern is 'example.com'")]
    [InlineData("http://localhost:2019", "{slug}.example.com/{slug}", "Routing:Pattern is '{slug}.example.com/{slug}'")]
    [InlineData("unix:///run/caddy/admin.sock", "app.{slug}.com", "Routing:Pattern is 'app.{slug}.com'")]
    [InlineData("unix:///run/caddy/admin.sock", "{slug}.example.com", null)]
    [InlineData("http://[::1]:2019", "http://app.example.com:8080/{slug}", null)]
    [InlineData("", "", null)]
    public void Settings_that_cannot_be_are_named(string admin, string pattern, string? said)
    {
        List<string> problems =
        [
            .. new CaddyOptions { AdminUrl = admin }.Problems,
            .. new RoutingOptions { Pattern = pattern, IsOn = admin.Length > 0 }.Problems,
        ];
        if (said is null) Assert.Empty(problems);
        else Assert.StartsWith(said, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{slug}.example.com", "https://acme.example.com/")]
    [InlineData("app.example.com/{slug}", "https://app.example.com/acme")]
    [InlineData("http://{slug}.nimbus.localhost:5082", "http://acme.nimbus.localhost:5082/")]
    public void A_pattern_makes_addresses(string pattern, string address) =>
        Assert.Equal(address, RoutePattern.Parse(pattern)!.AddressOf("acme").ToString());

    Task<T> Alone<T>(Func<Work, Task<T>> run) => desk.Get<Transactions>().As(Actor.OpsBot("test"), run, Cancel);

    Task<string> Stored() => desk.One<string>("select host(address) || ' ' || state from routes where slug = 'acme'", null);
}
