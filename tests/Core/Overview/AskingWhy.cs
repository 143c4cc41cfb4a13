using OpsBot.Core.Operations;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Overview;

public sealed class AskingWhy(Desk desk) : IClassFixture<Desk>
{
    async Task<Outcome> Why(string thing, string who = "olivia") => await desk.Ask(who, $"/why {thing}");

    [Fact]
    public async Task Tells_the_state_since_when_who_did_it_and_why_and_what_to_do_next()
    {
        var shop = await desk.Instance();
        await desk.Ask("omar", $"/instance stop {shop}", "customer asked");
        await desk.RunJobs();
        var why = await Why(shop);
        Assert.Equal($"Why {shop} is stopped", why.Reply!.Heading);
        Assert.Contains("It has been stopped since 2026-03-02", why.Text, StringComparison.Ordinal);
        Assert.Contains("Omar asked for that last: instance stop, “customer asked”.", why.Text, StringComparison.Ordinal);
        Assert.Contains("stop done by Omar: “customer asked”", why.Text, StringComparison.Ordinal);
        Assert.Contains("On h1: ", why.Text, StringComparison.Ordinal);
        Assert.Equal($"/instance start {shop}", why.Reply.Buttons[0].Command);
        Assert.Equal(why.Text, (await desk.Ask("olivia", $"/instance why {shop}")).Text);
    }

    [Fact]
    public async Task Tells_the_job_and_the_step_at_which_it_failed()
    {
        var shop = await desk.Instance(PretendStart.Stopped);
        desk.Docker.Find(shop)!.FailNextStart(PretendFailure.DatabaseGone);
        await desk.Ask("olivia", $"/instance start {shop}");
        await desk.RunJobs();
        var why = await Why(shop);
        Assert.Equal($"Why {shop} is error", why.Reply!.Heading);
        Assert.Contains($"Starting {shop}: failed at “", why.Text, StringComparison.Ordinal);
        Assert.Equal($"/instance retry {shop}", why.Reply.Buttons[0].Command);
    }

    [Fact]
    public async Task Tells_what_waits_for_somebody_to_approve_it_and_later_who_did()
    {
        var shop = await desk.Instance();
        await desk.Ask("adam", $"/instance delete {shop}", "they left");
        var number = await desk.One<long>("select max(number) from approvals", null);
        Assert.Contains($"Waits for approval: #{number} Delete {shop} and its data, asked by Adam, until ", (await Why(shop)).Text, StringComparison.Ordinal);
        await desk.Ask("sam", $"/approval approve {number}");
        await desk.RunJobs();
        var why = await Why(shop);
        Assert.Contains("delete done by Adam: “they left”, approved by Sam", why.Text, StringComparison.Ordinal);
        Assert.Single(why.Text.Split("they left”, approved")[1..]);
        Assert.DoesNotContain("Waits for approval", why.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_which_where_a_name_means_two_things_and_the_answer_is_one_click()
    {
        await desk.Instance(slug: "acme");
        var which = await Why("acme");
        Assert.Equal("Which acme?", which.Reply!.Heading);
        var clicks = which.Reply.Parts.OfType<OpsBot.Core.Replies.Item>().SelectMany(item => item.Buttons).Select(button => button.Command);
        List<string> headings = [];
        foreach (var click in clicks) headings.Add((await desk.Ask("olivia", click)).Reply!.Heading);
        Assert.Equal(["Why acme is active", "Why acme is running"], headings.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Points_to_what_is_called_alike_where_nothing_is_called_that()
    {
        var shop = await desk.Instance(slug: "zebra-prod");
        var no = await Why("zebra-prdo");
        Assert.Equal(OutcomeKind.Refused, no.Kind);
        Assert.Contains("Nothing here is called zebra-prdo. Perhaps one of these?", no.Text, StringComparison.Ordinal);
        Assert.Contains(no.Reply!.Buttons, button => button.Label == $"Why {shop}");
    }
}
