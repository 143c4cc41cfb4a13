using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Instances;

public sealed class StoppingAnInstance(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_form_that_names_nothing_comes_back_with_all_that_was_typed()
    {
        var shop = await desk.Instance();
        var outcome = await desk.Ask("olivia", "/instance stop", because: "the customer asked for it", filled: ("instance", "zzz-nowhere"));
        Assert.Equal(OutcomeKind.Asked, outcome.Kind);
        Assert.Equal("/instance stop", outcome.Form!.Command);
        Assert.Equal([("instance", "zzz-nowhere", "There is no instance “zzz-nowhere”."), ("reason", "the customer asked for it", null)],
            outcome.Form.Inputs.Select(input => (input.Name, input.Initial, input.Problem)));

        // Sent again with the right name, it is done.
        Assert.Equal(OutcomeKind.Done,
            (await desk.Ask("olivia", outcome.Form.Command, because: "the customer asked for it", filled: ("instance", shop))).Kind);
        // Where something like it is there, each way on says why as well.
        var near = await desk.Ask("olivia", "/instance stop", because: "the customer asked for it", filled: ("instance", shop[..^1]));
        Assert.All(near.Reply!.Buttons, button => Assert.Contains("the customer asked for it", button.Command, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_asks_for_a_reason_first_and_shows_what_would_happen()
    {
        var shop = await desk.Instance();
        var outcome = await desk.Ask("olivia", $"/instance stop {shop}");
        Assert.Equal(OutcomeKind.Asked, outcome.Kind);
        Assert.Equal($"Stop {shop}", outcome.Form!.Title);
        Assert.Contains(outcome.Form.Inputs, input => input.Name == "reason" && input.Required);
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.Empty(await desk.AuditOf(shop));
    }

    [Fact]
    public async Task With_a_reason_it_stops_and_the_audit_tells_both_ends()
    {
        var shop = await desk.Instance();
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", $"/instance stop {shop}", because: "customer asked")).Kind);
        Assert.Equal("stopping", await desk.StateOf(shop));
        await desk.RunJobs();
        Assert.Equal("stopped", await desk.StateOf(shop));
        Assert.Equal(["instance stop started", "instance stop done"], await desk.AuditOf(shop));
        Assert.Contains(await desk.At("channel:COPS"),
            reply => reply.Heading == $"{shop} is stopped" && reply.Buttons.Any(button => button.Label == "Start again"));
    }

    [Fact]
    public async Task Twice_is_harmless()
    {
        var shop = await desk.Instance();
        await desk.Ask("olivia", $"/instance stop {shop}", because: "customer asked");
        var second = await desk.Ask("omar", $"/instance stop {shop}", because: "customer asked");
        Assert.Equal(OutcomeKind.Refused, second.Kind);
        Assert.Contains("stopping right now", Text(second.Reply!));
        await desk.RunJobs();
        Assert.Contains("already stopped", Text((await desk.Ask("omar", $"/instance stop {shop}", because: "customer asked")).Reply!));
    }

    [Fact]
    public async Task A_stranger_may_not_and_learns_nothing()
    {
        var shop = await desk.Instance();
        var known = await desk.Ask("nora", $"/instance stop {shop}", because: "let me");
        var unknown = await desk.Ask("nora", "/instance stop no-such-thing", because: "let me");
        Assert.Equal(Text(known.Reply!), Text(unknown.Reply!));
        Assert.Equal("running", await desk.StateOf(shop));
    }

    [Fact]
    public async Task What_changed_while_the_reason_was_written_is_not_touched()
    {
        var shop = await desk.Instance();
        var form = (await desk.Ask("olivia", $"/instance stop {shop}")).Form!;
        await desk.Execute("update instances set version = version + 1 where slug = @shop", new { shop });
        var outcome = await desk.Ask("olivia", form.Command, because: "customer asked", seen: form.Seen);
        Assert.Contains("changed while you were writing", Text(outcome.Reply!));
        Assert.Equal("running", await desk.StateOf(shop));
    }

    [Fact]
    public async Task When_the_host_is_gone_it_says_why_and_offers_to_retry()
    {
        var shop = await desk.Instance();
        await desk.HostGoes();
        try
        {
            await desk.Ask("olivia", $"/instance stop {shop}", because: "customer asked");
            await desk.RunJobs();
        }
        finally { await desk.HostReturns(); }
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.Equal(["instance stop started", "instance stop failed"], await desk.AuditOf(shop));
        Assert.Contains(await desk.At("channel:COPS"),
            reply => reply.Heading == $"{shop} was not stopped" && reply.Buttons.Any(button => button.Label == "Retry"));
    }

    [Fact]
    public async Task A_dry_run_tells_and_changes_nothing()
    {
        var shop = await desk.Instance();
        var outcome = await desk.Ask("olivia", $"/instance stop {shop} --dry-run");
        Assert.Equal(OutcomeKind.Planned, outcome.Kind);
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.Empty(await desk.AuditOf(shop));
    }

    [Fact]
    public async Task A_failed_one_that_comes_up_leaves_the_queue()
    {
        var shop = await desk.Instance(PretendStart.Failed);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", $"/instance retry {shop}")).Kind);
        await desk.RunJobs();
        Assert.Contains(await desk.StateOf(shop), new[] { "running", "error" });
        Assert.Equal(2, (await desk.AuditOf(shop)).Count);
    }

    static string Text(Reply reply) => string.Concat(reply.Parts.OfType<Paragraph>().Select(part => part.Text.Text));
}
