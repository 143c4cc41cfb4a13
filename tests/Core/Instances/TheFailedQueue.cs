using OpsBot.Core.Instances;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Instances;

public sealed class TheFailedQueue(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task It_is_empty_in_a_sentence()
    {
        await Clear();
        Assert.Contains("No failed instance", (await desk.Ask("olivia", "/instance failed")).Text, StringComparison.Ordinal);
        Assert.Contains("nothing to retry", (await desk.Ask("olivia", "/instance retry-all")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_what_failed_why_since_when_and_how_often()
    {
        await Clear();
        var shop = await desk.Instance(PretendStart.Failed);
        await desk.Execute("update instances set attempts = 2 where slug = @shop", new { shop });
        var reply = (await desk.Ask("olivia", "/instance failed")).Reply!;
        Assert.Equal("Failed instances (1)", reply.Heading);
        var item = Assert.Single(reply.Parts.OfType<Item>());
        Assert.Contains("Acme GmbH (john@acme.example)", item.Text.Text, StringComparison.Ordinal);
        Assert.Contains("It ended with exit code 1.", item.Text.Text, StringComparison.Ordinal);
        Assert.EndsWith(", 2 attempts", item.Text.Text, StringComparison.Ordinal);
        Assert.Equal([$"/instance logs {shop}", $"/instance retry {shop}", "/instance list organization:acme"],
            item.Buttons.Select(button => button.Command));
        Assert.Contains(shop, (await desk.Ask("olivia", "/ops home")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_pages_and_knows_its_last_page()
    {
        await Clear();
        for (var i = 0; i < 12; i++) await desk.Instance(PretendStart.Failed);
        var first = (await desk.Ask("olivia", "/instance failed")).Reply!;
        Assert.Equal(10, first.Parts.OfType<Item>().Count());
        Assert.Equal(["Next ▶"], first.Parts.OfType<Pager>().Single().Turns.Select(button => button.Label));
        var second = (await desk.Ask("olivia", first.NextPage!)).Reply!;
        Assert.Equal(2, second.Parts.OfType<Item>().Count());
        Assert.Equal(["◀ Previous"], second.Parts.OfType<Pager>().Single().Turns.Select(button => button.Label));
        Assert.Contains("beginning of the list", (await desk.Ask("olivia", "/instance failed page:3")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_retry_that_fails_counts_and_one_that_works_clears_the_count()
    {
        await Clear();
        var shop = await desk.Instance(PretendStart.Failed);
        for (var tries = 1; tries <= 2; tries++)
        {
            desk.Docker.Find(shop)!.FailNextStart(PretendFailure.DatabaseGone);
            await desk.Ask("olivia", $"/instance retry {shop}");
            await desk.RunJobs();
            Assert.Equal(("error", tries),
                (await desk.StateOf(shop), await desk.One<int>("select attempts from instances where slug = @shop", new { shop })));
        }
        await desk.Ask("olivia", $"/instance retry {shop}");
        Assert.Contains("creating right now", (await desk.Ask("omar", $"/instance retry {shop}")).Text, StringComparison.Ordinal);
        await desk.RunJobs();
        Assert.Equal(("running", 0),
            (await desk.StateOf(shop), await desk.One<int>("select attempts from instances where slug = @shop", new { shop })));
        Assert.Contains("only a failed instance can be retried", (await desk.Ask("omar", $"/instance retry {shop}")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_all_tells_of_each_what_came_of_it()
    {
        await Clear();
        var (good, bad, refused) = (await desk.Instance(PretendStart.Failed), await desk.Instance(PretendStart.Failed),
            await desk.Instance(PretendStart.Failed));
        desk.Docker.Find(bad)!.FailNextStart(PretendFailure.OutOfMemory);
        desk.Docker.Find(refused)!.FailNextStart(PretendFailure.PortTaken);
        Assert.Contains("3 failed instances", (await desk.Ask("olivia", "/instance retry-all --dry-run")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", "/instance retry-all")).Kind);
        await desk.RunJobs();
        Assert.Equal(["running", "error", "error"], [await desk.StateOf(good), await desk.StateOf(bad), await desk.StateOf(refused)]);
        var said = (await desk.At("channel:COPS"))[^1];
        Assert.Equal("1 of 3 came up", said.Heading);
        Assert.Equal([bad, refused], said.Parts.OfType<Item>().Select(item => item.Text.Spans.OfType<Strong>().Single().Words).Order());
        Assert.Contains($"Running: {good}.", said.Text, StringComparison.Ordinal);
        Assert.Equal(["instance retry-all done"], await desk.AuditOf(good));
        Assert.Equal(["instance retry-all failed"], await desk.AuditOf(bad));
        Assert.Contains("retry-all failed by Olivia", (await desk.Ask("omar", $"/instance why {bad}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_all_beside_a_single_retry_leaves_each_instance_to_one_of_them()
    {
        await Clear();
        var shops = new List<string>();
        for (var i = 0; i < 4; i++) shops.Add(await desk.Instance(PretendStart.Failed));
        var outcomes = await Task.WhenAll(
            desk.Ask("olivia", "/instance retry-all"), desk.Ask("omar", $"/instance retry {shops[1]}"),
            desk.Ask("adam", "/instance retry-all"), desk.Ask("sam", $"/instance retry {shops[3]}"));
        Assert.DoesNotContain(outcomes, outcome => outcome.Kind is not (OutcomeKind.Done or OutcomeKind.Refused));
        await desk.RunJobs();
        foreach (var shop in shops)
        {
            Assert.Equal("running", await desk.StateOf(shop));
            Assert.Equal(1, (await desk.AuditOf(shop)).Count(row => row.EndsWith(" done", StringComparison.Ordinal)));
        }
        Assert.True(outcomes.Count(outcome => outcome.Kind == OutcomeKind.Done && outcome.Answer is AllRetried) == 1,
            string.Join('\n', outcomes.Select(outcome => outcome.Text)));
    }

    async Task Clear() =>
        await desk.Execute("update instances set state = 'stopped', error = null, failed_at = null where state = 'error'", new { });
}
