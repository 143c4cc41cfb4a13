using OpsBot.Core.Jobs;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Routing;

public sealed class AskingAboutRoutes(Postgres postgres) : ProxyTest(postgres)
{
    [Fact]
    public async Task The_list_tells_each_address_its_state_and_where_it_leads_and_finds_and_filters_them()
    {
        await Turn(await Route("acme", "shop.acme.example"), RouteState.Paused);
        await Route("beta");
        await Kept();
        var all = await Run(Olivia, "/route list");
        Assert.Contains($"acme | Paused | 127.0.0.1:{ServerPort} | http://acme.nimbus.example", all.Text, StringComparison.Ordinal);
        Assert.Contains("The proxy: As it should be, last looked at 2026-03-02 09:00 UTC", all.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("beta |", (await Run(Olivia, "/route list state:paused")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("acme |", (await Run(Olivia, "/route list bet")).Text, StringComparison.Ordinal);
        Assert.Contains("\"acme\",\"paused\",", (await Run(Olivia, "/route list csv:yes")).Reply!.Parts.OfType<Attachment>().Single().Text,
            StringComparison.Ordinal);

        await Routes(25);
        var page = await Run(Olivia, "/route list");
        Assert.Contains("1–10 of 27 routes", page.Text, StringComparison.Ordinal);
        Assert.Contains("11–20 of 27 routes", (await Run(Olivia, page.Reply.NextPage!)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_tells_what_differs_and_what_a_visitor_gets_and_a_sync_puts_it_right()
    {
        await ByHand(HttpMethod.Post, "routes", Somebodys);
        await Turn(await Route("acme"), RouteState.Paused);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Route("beta");
        await Kept();
        var well = await Run(Olivia, "/route check");
        Assert.Equal(("The proxy is as it should be", Tone.Good), (well.Reply!.Heading, well.Reply.Tone));
        Assert.Contains("1 on, 1 paused, 0 off", well.Text, StringComparison.Ordinal);
        Assert.Contains("2 routes of ours, 1 of others, which are left alone", well.Text, StringComparison.Ordinal);
        Assert.Contains("http://beta.nimbus.example/ answers 200", well.Text, StringComparison.Ordinal);
        var paused = await Run(Olivia, "/route check acme");
        Assert.Contains("Wanted: answers 503, paused\nOn the proxy: answers 503", paused.Text, StringComparison.Ordinal);
        Assert.Contains("A visitor: http://acme.nimbus.example/ answers 503 (paused", paused.Text, StringComparison.Ordinal);

        await ByHand(HttpMethod.Delete, "routes/0");
        var missing = await Run(Olivia, "/route check beta");
        Assert.Equal("The route of beta is missing", missing.Reply!.Heading);
        Assert.Contains(missing.Reply.Buttons, button => button.Command == "/route sync");
        Assert.Equal("One route differs on the proxy", (await Run(Olivia, "/route check")).Reply!.Heading);

        await Run(Olivia, "/route sync");
        Assert.Contains("is at work already", (await Run(Adam, "/route sync")).Text, StringComparison.Ordinal);
        while (await Get<JobRunner>().RunNext(Cancel)) { }
        var synced = await Said(await Find<string>("select message_key from jobs") ?? "");
        Assert.Equal("1 route put right on the proxy", synced!.Heading);
        Assert.Equal((200, "beta.nimbus.example /"), await Visit("beta.nimbus.example"));
        Assert.Equal(["route sync started", "route sync done"],
            await List<string>(
                "select operation || ' ' || outcome from audit where operation = 'route sync' and outcome <> 'refused' order by seq"));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_told_as_visitors_see_it()
    {
        await Route("acme");
        await Execute("update routes set port = 9");
        await Kept();
        var told = await Run(Olivia, "/route check acme");
        Assert.Contains("answers 502 (the proxy gets no answer from the server)", told.Text, StringComparison.Ordinal);
        Assert.Equal(Tone.Warning, told.Reply!.Tone);
    }
}

public sealed class RoutesBelowOneHost(Postgres postgres) : ProxyTest(postgres)
{
    protected override string Pattern => "http://app.nimbus.example/{slug}";

    [Fact]
    public async Task Each_has_a_path_of_its_own_which_its_server_does_not_see()
    {
        await Route("acme", "shop.acme.example");
        await Route("acme-2");
        await Kept();
        Assert.Equal((200, "app.nimbus.example /cart /acme"), await Visit("app.nimbus.example", "/acme/cart"));
        Assert.Equal((200, "app.nimbus.example / /acme-2"), await Visit("app.nimbus.example", "/acme-2"));
        Assert.Equal((200, "shop.acme.example /cart /acme"), await Visit("shop.acme.example", "/cart"));
        // What Caddy answers where no route fits.
        Assert.Equal((200, ""), await Visit("app.nimbus.example", "/acmeX"));
        Assert.Contains("http://app.nimbus.example/acme", (await Run(Olivia, "/route list")).Text, StringComparison.Ordinal);
    }
}
