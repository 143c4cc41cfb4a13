using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

/// <summary>The end of a story comes back to everybody who had a part in it, once, and says whose doing it was.</summary>
public sealed class TellingHowItEnded(Desk desk) : IClassFixture<Desk>
{
    /// <summary>Olivia asks to delete a new instance, and it is a request by then.</summary>
    async Task<(string Slug, Request Request)> Asked(bool direct = false)
    {
        var slug = await desk.Instance();
        var outcome = await desk.Ask("olivia", $"/instance delete {slug}", because: "contract ended", direct: direct);
        Assert.True(outcome.Kind == OutcomeKind.Waiting, outcome.Text);
        var (number, id) = await desk.One<(long, Guid)>("select number, id from approvals order by number desc limit 1", null);
        return (slug, new(number, $"approval:{new OpsBot.Core.Approvals.ApprovalId(id)}"));
    }

    sealed record Request(long Number, string Key)
    {
        public string Asker => $"{Key}:asker";
    }

    Task<Outcome> Approve(Request request) => desk.Ask("adam", $"/approval approve {request.Number} checked with the customer");

    async Task<Reply> Said(string key) =>
        OpsBot.Core.Values.Json.Read<Reply>(await desk.One<string>("select content from messages where key = @key", new { key }));

    [Fact]
    public async Task Every_copy_of_the_card_says_how_the_run_ended()
    {
        var (slug, request) = await Asked();
        await desk.Ask("sam", $"/approval show {request.Number}");
        await Approve(request);
        Assert.StartsWith("Running", (await Said(request.Key)).Heading, StringComparison.Ordinal);

        await desk.RunJobs();

        var copies = await desk.All<string>(
            "select m.content from approval_copies c join approvals a on a.id = c.approval_id join messages m on m.key = c.key where a.number = @Number", new { request.Number });
        Assert.Equal(3, copies.Count);
        foreach (var copy in copies.Select(OpsBot.Core.Values.Json.Read<Reply>))
        {
            Assert.StartsWith($"Done #{request.Number}: Delete {slug} and its data", copy.Text.TrimStart(), StringComparison.Ordinal);
            Assert.Contains($"{slug} is deleted, {new At(desk.Clock.GetUtcNow()).Text}.", copy.Text, StringComparison.Ordinal);
            Assert.Empty(copy.Buttons);
        }
        // The card keeps who and why; what one person opened for themselves is a line by then.
        var card = await Said(request.Key);
        Assert.Contains("Asked by Olivia, approved by Adam (“checked with the customer”): “contract ended”", card.Text,
            StringComparison.Ordinal);
        Assert.Equal(2, copies.Select(OpsBot.Core.Values.Json.Read<Reply>).Count(copy => copy is { Heading: "", Parts: [Small] }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_one_person_ran_alone_says_on_its_card_how_it_ended_and_that_it_was_alone(bool fails)
    {
        var slug = await desk.Instance();
        await desk.Alone("grace", $"/instance delete {slug}", because: "card stolen");
        var key = $"break-glass:{new OpsBot.Core.Approvals.ReviewId(await desk.One<Guid>("select id from break_glass order by number desc limit 1", null))}";
        Assert.Contains("it is running; how it ends will stand here", (await Said(key)).Text, StringComparison.Ordinal);
        if (fails) await desk.HostGoes();
        try
        {
            await desk.RunJobs();
        }
        finally { await desk.HostReturns(); }

        var card = await Said(key);
        var came = fails ? $"{slug} was not deleted" : $"{slug} is deleted";
        Assert.Contains($"Outcome: {came}, {new At(desk.Clock.GetUtcNow()).Text}", card.Text, StringComparison.Ordinal);
        Assert.Contains(card.Buttons, button => button.Label == "Sign off");
        var last = (await desk.At("channel:COPS")).Single(reply => reply.Heading == came);
        Assert.Contains("Run alone by Grace (break-glass): “card stolen”", last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Also_when_it_failed_with_the_reason()
    {
        var (slug, request) = await Asked();
        await Approve(request);
        await desk.HostGoes();
        await desk.RunJobs();
        await desk.HostReturns();

        var card = await Said(request.Key);
        Assert.StartsWith($"Failed #{request.Number}", card.Heading, StringComparison.Ordinal);
        Assert.Contains($"{slug} was not deleted, ", card.Text, StringComparison.Ordinal);
        Assert.Contains("h1", card.Text, StringComparison.Ordinal);
        Assert.Contains((await Said(request.Asker)).Buttons, button => button.Label == "Retry");
        Assert.Contains($"{slug} was not deleted.", (await desk.Ask("sam", $"/approval deny {request.Number} too late")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asked_has_one_message_and_it_rings_at_the_end()
    {
        var (slug, request) = await Asked();
        await Approve(request);
        Assert.False((await Said(request.Asker)).Anew);
        await desk.RunJobs();

        var told = await Said(request.Asker);
        Assert.True(told.Anew);
        Assert.Contains($"{slug} is deleted, ", told.Text, StringComparison.Ordinal);
        // All of it stands where it was asked for.
        Assert.DoesNotContain("Backups that were taken before are kept.", told.Text, StringComparison.Ordinal);
        Assert.Contains(await desk.At("channel:COPS"),
            reply => reply.Text.Contains("Backups that were taken before are kept.", StringComparison.Ordinal));
        Assert.Contains(told.Buttons, button => button.Label == "Backups");
        Assert.Single(await desk.At("person:UOLIVIA"), reply => reply.Text.Contains(slug, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_it_was_asked_the_last_message_keeps_who_and_why()
    {
        var (slug, request) = await Asked();
        await Approve(request);
        await desk.RunJobs();
        var last = (await desk.At("channel:COPS")).Single(reply => reply.Heading == $"{slug} is deleted");
        Assert.Contains($"Asked by Olivia, approved by Adam: “contract ended” · {new At(desk.Clock.GetUtcNow()).Text}", last.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_does_what_needed_no_approval()
    {
        var slug = await desk.Instance();
        await desk.Ask("olivia", $"/instance stop {slug}", because: "customer asked");
        Assert.Contains("Asked by Olivia: “customer asked”",
            (await desk.At("channel:COPS")).Single(reply => reply.Heading == $"Stopping {slug}").Text, StringComparison.Ordinal);
        await desk.RunJobs();
        Assert.Contains("Asked by Olivia: “customer asked” · ",
            (await desk.At("channel:COPS")).Single(reply => reply.Heading == $"{slug} is stopped").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_in_direct_messages_the_work_goes_on_in_the_one_message_there()
    {
        var (slug, request) = await Asked(direct: true);
        await Approve(request);
        Assert.Contains((await Said(request.Asker)).Parts, part => part is Progress);
        await desk.RunJobs();

        var told = Assert.Single(await desk.At("person:UOLIVIA"), reply => reply.Text.Contains(slug, StringComparison.Ordinal));
        Assert.StartsWith($"Done #{request.Number}", told.Heading, StringComparison.Ordinal);
        Assert.DoesNotContain(await desk.At("channel:COPS"), reply => reply.Text.Contains(slug, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_cancels_their_own_request_is_told_in_the_place_where_they_clicked()
    {
        var (slug, request) = await Asked();
        var cancel = (await Said(request.Asker)).Buttons.Single(button => button.Label == "Cancel the request");
        Assert.True(cancel.InPlace);
        var outcome = await desk.Ask("olivia", cancel.Command, inPlace: true);

        Assert.StartsWith($"Cancelled #{request.Number}", outcome.Reply!.Heading, StringComparison.Ordinal);
        var told = Assert.Single(await desk.At("person:UOLIVIA"), reply => reply.Text.Contains(slug, StringComparison.Ordinal));
        Assert.Equal(outcome.Text, told.Text);
        Assert.False(told.Anew);
    }

    [Fact]
    public async Task Who_decides_on_a_card_of_their_own_has_the_card_and_nothing_beside_it()
    {
        var (_, request) = await Asked();
        var outcome = await desk.Ask("adam", $"/approval approve {request.Number}", inPlace: true);
        Assert.Equal((await Said(request.Key)).Text, outcome.Text);
    }

    [Fact]
    public async Task Details_show_what_the_card_does_not()
    {
        var slug = await desk.Instance();
        await desk.Ask("olivia", $"/instance backup {slug}");
        await desk.RunJobs();
        await desk.Ask("olivia", $"/instance delete {slug}", because: "contract ended");
        var number = await desk.One<long>("select max(number) from approvals", null);

        var shown = (await desk.Ask("adam", $"/approval show {number}")).Text;
        foreach (var fact in new[] { "Customer: Acme GmbH, john@acme.example", "Plan: growth", "Backups: 1, the last one",
            "Last done to it", "backup done by Olivia" })
            Assert.Contains(fact, shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_button_of_what_is_deleted_says_so()
    {
        var (slug, request) = await Asked();
        await Approve(request);
        await desk.RunJobs();
        foreach (var verb in new[] { "start", "restart", "retry", "logs" })
        {
            var dead = await desk.Ask("olivia", $"/instance {verb} {slug}", because: "again, please");
            Assert.Contains($"{slug} was deleted, ", dead.Text, StringComparison.Ordinal);
            Assert.Contains(dead.Reply!.Parts.OfType<Paragraph>().SelectMany(paragraph => paragraph.Text.Spans), span => span is At);
            Assert.Equal(["Why", "Backups"], dead.Reply.Buttons.Select(button => button.Label));
        }
    }

    [Fact]
    public async Task A_deletion_is_said_once_to_be_for_good_and_confirmed_with_a_red_button()
    {
        var (_, request) = await Asked();
        var card = await Said(request.Key);
        Assert.Single(card.Text.Split("undone"), part => part.EndsWith("Cannot be ", StringComparison.Ordinal));
        Assert.DoesNotContain("taken back", card.Text, StringComparison.Ordinal);
        var approve = card.Buttons.Single(button => button.Label == "Approve");
        Assert.True(approve is { ConfirmsDanger: true, Confirm: not null });
        Assert.DoesNotContain("undone", approve.Confirm, StringComparison.Ordinal);
    }
}
