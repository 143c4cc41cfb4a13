using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Tests.Core.Servers.BringingUp;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Organizations;

public sealed class TheLifeOfAnOrganization(Desk desk) : IClassFixture<Desk>
{
    int made;

    async Task<string> Organization(string state = "active", string? ends = null)
    {
        var slug = $"{state}-{Guid.CreateVersion7():n}"[..^20] + ++made;
        await desk.Execute(
            """
            insert into organizations (id, slug, name, tier, state, state_before, ends_at, created_at)
            values (@Id, @slug, @slug, 'growth', @state, case when @state = 'cancelling' then 'suspended' end, @ends::timestamptz, @Now)
            """, new { Id = Guid.CreateVersion7(), slug, state, ends });
        return slug;
    }

    Task<string> StateOf(string slug) => desk.One<string>("select state from organizations where slug = @slug", new { slug });

    [Fact]
    public async Task What_waits_stands_in_the_waitlist_until_an_admin_turns_it_down()
    {
        var slug = await Organization("pending");
        Assert.Contains(slug, (await desk.Ask("olivia", "/org waitlist")).Text, StringComparison.Ordinal);

        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("olivia", $"/org reject {slug} not a business")).Kind);
        Assert.Equal("pending", await StateOf(slug));
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/org reject {slug} not a business")).Kind);
        Assert.Equal("cancelled", await StateOf(slug));
        Assert.Contains("Rejected: not a business", (await desk.Ask("olivia", $"/org notes {slug}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(slug, (await desk.Ask("olivia", "/org waitlist")).Text, StringComparison.Ordinal);

        var again = await desk.Ask("adam", $"/org reject {slug}");
        Assert.Contains($"{slug} is cancelled; only what waits to be approved can be rejected.", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_cancelled_can_be_kept_and_is_what_it_was_before()
    {
        var slug = await Organization("suspended");
        var asked = await desk.Ask("adam", $"/org cancel {slug}", because: "they asked by mail");
        Assert.Equal(OutcomeKind.Done, asked.Kind);
        Assert.Equal("cancelling", await StateOf(slug));
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("adam", $"/org cancel {slug}", because: "they asked again")).Kind);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/org keep {slug}")).Kind);
        Assert.Equal("suspended", await StateOf(slug));
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("adam", $"/org keep {slug}")).Kind);
        Assert.Equal(["org cancel done", "org cancel refused", "org keep done", "org keep refused"], await desk.AuditOf(slug));
    }

    [Fact]
    public async Task What_is_paid_for_runs_until_the_month_ends_and_ends_once()
    {
        var slug = await Organization();
        await desk.Ask("adam", $"/org cancel {slug}", because: "they asked by mail");
        var ends = await desk.One<DateTime>("select ends_at from organizations where slug = @slug", new { slug });
        Assert.Equal(1, ends.Day);
        Assert.InRange(ends, desk.Clock.GetUtcNow().UtcDateTime, desk.Clock.GetUtcNow().UtcDateTime.AddDays(31));

        // Nobody ends it early, and the duty does not either.
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("adam", $"/org end {slug}")).Kind);
        await desk.Get<EndOfPeriods>().Round(TestContext.Current.CancellationToken);
        Assert.Equal("cancelling", await StateOf(slug));

        desk.Clock.AdvanceTo(new DateTimeOffset(ends, TimeSpan.Zero));
        await desk.Get<EndOfPeriods>().Round(TestContext.Current.CancellationToken);
        await desk.Get<EndOfPeriods>().Round(TestContext.Current.CancellationToken);
        Assert.Equal("cancelled", await StateOf(slug));
        Assert.Equal(["org cancel done", "org end refused", "org end done"], await desk.AuditOf(slug));
        Assert.Equal("OpsBot", await desk.One<string>(
            "select body::jsonb ->> 'operator' from audit where target_label = @slug and outcome = 'done' order by seq desc limit 1",
            new { slug }));
    }

    [Fact]
    public async Task Another_tier_takes_an_admin_and_a_reason_and_changes_nothing_else()
    {
        var slug = await Organization();
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("olivia", $"/org change-tier {slug} enterprise", because: "they grew")).Kind);
        Assert.Equal(OutcomeKind.Asked, (await desk.Ask("adam", $"/org change-tier {slug} enterprise")).Kind);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/org change-tier {slug} enterprise", because: "they grew")).Kind);
        var twice = await desk.Ask("adam", $"/org change-tier {slug} enterprise", because: "they grew");
        Assert.Contains($"{slug} is on Enterprise already.", twice.Text, StringComparison.Ordinal);
        Assert.Equal("enterprise active",
            await desk.One<string>("select tier || ' ' || state from organizations where slug = @slug", new { slug }));

        var waiting = await Organization("pending");
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("adam", $"/org change-tier {waiting} growth", because: "they grew")).Kind);
    }

    [Fact]
    public async Task Whoever_is_asked_to_look_stays_asked_until_somebody_answers()
    {
        var slug = await Organization();
        await desk.Execute(
            "insert into channels (purpose, platform, channel_id) values ('ops', 'slack', 'COPS') on conflict do nothing", new { });
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", $"/org escalate {slug} adam", because: "they threaten to leave")).Kind);
        Assert.Contains("Olivia asked Adam to look at it: “they threaten to leave”", (await desk.Ask("omar", $"/org show {slug}")).Text,
            StringComparison.Ordinal);
        var card = (await desk.At("channel:COPS"))[^1];
        Assert.Equal($"{slug} needs somebody", card.Heading);
        Assert.Contains(card.Buttons, button => button.Command == $"/org answer {slug}");
        Assert.Contains(await desk.At("person:UADAM"), reply => reply.Heading == card.Heading);

        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/org answer {slug} talked to them, they stay")).Kind);
        Assert.Contains("talked to them, they stay", (await desk.At("channel:COPS"))[^1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain((await desk.At("channel:COPS"))[^1].Buttons, button => button.Label == "Answer");
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("adam", $"/org answer {slug} again")).Kind);
        Assert.DoesNotContain("to look at it", (await desk.Ask("omar", $"/org show {slug}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_are_kept_newest_first_and_the_card_shows_the_last_three()
    {
        var slug = await Organization();
        for (var number = 1; number <= 12; number++)
        {
            Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", $"/org note {slug} note number {number} & <all> of it")).Kind);
            desk.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        var shown = (await desk.Ask("omar", $"/org show {slug}")).Text;
        Assert.Contains("Notes, the last 3 of 12", shown, StringComparison.Ordinal);
        Assert.Contains("Olivia: note number 12 & <all> of it", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("note number 9 ", shown, StringComparison.Ordinal);
        var first = await desk.Ask("omar", $"/org notes {slug}");
        var second = await desk.Ask("omar", first.Reply.NextPage!);
        Assert.Contains("note number 2 ", second.Text, StringComparison.Ordinal);
        Assert.Contains("note number 1 ", second.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("note number 3 ", second.Text, StringComparison.Ordinal);
    }

    /// <summary>Whatever the state, a button that is shown does what it says or asks for what it needs.</summary>
    [Theory]
    [InlineData("pending"), InlineData("active"), InlineData("suspended")]
    [InlineData("cancelling"), InlineData("cancelled"), InlineData("error")]
    public async Task No_button_of_the_card_leads_to_a_refusal(string state)
    {
        await desk.Opens();
        var slug = await Organization(state, ends: state == "cancelling" ? "2030-01-01" : null);
        var shown = await desk.Ask("adam", $"/org show {slug}");
        foreach (var button in shown.Reply!.Buttons)
        {
            var dry = await desk.Ask("adam", $"{button.Command} --dry-run", because: "to see what would happen");
            Assert.True(dry.Kind is OutcomeKind.Planned or OutcomeKind.Answered or OutcomeKind.Asked, $"{button.Command}: {dry.Text}");
        }
    }
}
