using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers.BringingUp;

public sealed class WaitingForRoom(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await desk.Opens();

    public ValueTask DisposeAsync()
    {
        desk.Cloud.Restock();
        return ValueTask.CompletedTask;
    }

    async Task<string> SoldOut()
    {
        desk.Cloud.SellOut("nbg1");
        var slug = await desk.Applicant();
        await desk.Does("adam", $"/org approve {slug}");
        await desk.WaitsForRoom(slug);
        Assert.Equal("provisioning on starter in nbg1", await desk.Organization(slug));
        Assert.Empty(desk.AtHetzner(slug));
        return slug;
    }

    [Fact]
    public async Task The_message_says_so_and_offers_another_region_another_tier_and_an_end()
    {
        var slug = await SoldOut();
        var message = await desk.LastWords(slug);
        Assert.Equal(["Other region", "Other tier", "Cancel"], message.Buttons.Select(button => button.Label));
        var step = message.Parts.OfType<OpsBot.Core.Replies.Progress>().Single().Steps.Single(one => one.Name == "Create the server");
        Assert.StartsWith("Starter cannot be had in Nuremberg now: cx23 and cpx22 are sold out. Asked again at 2026-", step.Detail,
            StringComparison.Ordinal);
        Assert.Contains("Starter cannot be had in Nuremberg now", (await desk.Ask("olivia", $"/org show {slug}")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_region_is_a_form_of_one_field_and_then_the_server_is_ordered_there_at_once()
    {
        var slug = await SoldOut();
        await desk.Does("adam", $"/org other-region {slug}", OutcomeKind.Asked);
        Assert.Contains("It is Nuremberg where it cannot be had now",
            (await desk.Does("adam", $"/org other-region {slug} nbg1", OutcomeKind.Refused)).Text, StringComparison.Ordinal);
        var before = desk.Clock.GetUtcNow();
        await desk.Does("adam", $"/org other-region {slug} hel1");
        await desk.RunJobs();
        Assert.Equal("active on starter in hel1", await desk.Organization(slug));
        Assert.Equal(["running cx23 in hel1"], await desk.ServersOf(slug));
        // By its own time: what other tests left waiting is run to its end here, too.
        var active = await desk.One<DateTime>("select changed_at from organizations where slug = @slug", new { slug });
        Assert.InRange(active - before.UtcDateTime, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.Equal($"{slug} is active", (await desk.LastWords(slug)).Heading);
        Assert.Contains("No server is waited for",
            (await desk.Does("adam", $"/org other-region {slug} fsn1", OutcomeKind.Refused)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tier_is_what_it_is_on_from_then_on()
    {
        desk.Cloud.SellOut("nbg1", "cx23");
        desk.Cloud.SellOut("nbg1", "cpx22");
        var slug = await desk.Applicant();
        await desk.Does("adam", $"/org approve {slug}");
        await desk.WaitsForRoom(slug);
        var plan = await desk.Does("adam", $"/org other-tier {slug} growth --dry-run", OutcomeKind.Planned);
        Assert.Contains("€60", plan.Text, StringComparison.Ordinal);
        await desk.Does("adam", $"/org other-tier {slug} growth");
        await desk.RunJobs();
        Assert.Equal("active on growth in nbg1", await desk.Organization(slug));
        Assert.Equal(["running cx33 in nbg1"], await desk.ServersOf(slug));
    }

    [Fact]
    public async Task Waiting_takes_no_try_and_ever_longer_and_ends_when_there_is_room()
    {
        var slug = await SoldOut();
        var waits = new List<int>();
        for (var looks = 0; looks < 8; looks++)
        {
            var due = await desk.One<DateTime>("select not_before from jobs where target_label = @slug", new { slug });
            waits.Add((int)(new DateTimeOffset(due, TimeSpan.Zero) - desk.Clock.GetUtcNow()).TotalMinutes);
            desk.Clock.AdvanceTo(new(due, TimeSpan.Zero));
            await desk.WorkNow();
        }
        Assert.Equal([1, 2, 5, 10, 20, 30, 30, 30], waits);
        desk.Cloud.Restock();
        await desk.RunJobs();
        Assert.Equal("active on starter in nbg1", await desk.Organization(slug));
    }

    [Fact]
    public async Task After_a_day_it_is_given_up_and_can_be_retried()
    {
        var slug = await SoldOut();
        await desk.RunJobs();
        Assert.Equal("error on starter in nbg1", await desk.Organization(slug));
        var words = await desk.LastWords(slug);
        Assert.Contains("At “Create the server”: It could not be had within 1 d", words.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Asked again", words.Text, StringComparison.Ordinal);
        Assert.Equal(["Retry", "Show"], words.Buttons.Select(button => button.Label));
        desk.Cloud.Restock();
        await desk.Does("adam", $"/org retry {slug}");
        await desk.RunJobs();
        Assert.Equal("active on starter in nbg1", await desk.Organization(slug));
        Assert.Equal(["running cx23 in nbg1"], await desk.ServersOf(slug));
    }

    [Fact]
    public async Task The_next_type_of_the_tier_is_tried_before_anybody_waits()
    {
        desk.Cloud.SellOut("nbg1", "cx23");
        var slug = await desk.Applicant();
        await desk.Does("adam", $"/org approve {slug}");
        await desk.RunJobs();
        Assert.Equal("active on starter in nbg1", await desk.Organization(slug));
        Assert.Equal(["running cpx22 in nbg1"], await desk.ServersOf(slug));
        Assert.Equal(649,
            await desk.One<long>("select price_minor from servers s join organizations o on o.id = s.organization_id where o.slug = @slug",
            new { slug }));
    }

    [Fact]
    public async Task Who_cancels_it_has_it_wait_on_the_list_again_and_nothing_is_left()
    {
        var slug = await SoldOut();
        var cancel = (await desk.LastWords(slug)).Buttons.Single(button => button.Label == "Cancel").Command;
        await desk.Does("adam", cancel, because: "they will not wait");
        await desk.RunJobs();
        Assert.Equal("pending on starter in nbg1", await desk.Organization(slug));
        Assert.Equal(["deleted cx23 in nbg1"], await desk.ServersOf(slug));
        Assert.Equal(0,
            await desk.One<long>("select count(*) from server_secrets k join servers s on s.id = k.server_id "
            + "where s.name like @slug || '-%'",
            new { slug }));
        Assert.Equal($"{slug} is called off", (await desk.LastWords(slug)).Heading);
        desk.Cloud.Restock();
        await desk.Does("adam", $"/org approve {slug}");
        await desk.RunJobs();
        Assert.Equal("active on starter in nbg1", await desk.Organization(slug));
    }

    [Fact]
    public async Task Where_nothing_is_to_be_had_for_all_that_is_known_it_is_not_even_begun()
    {
        desk.Cloud.SellOut("nbg1");
        await desk.Get<OpsBot.Core.Servers.Providers.CatalogueReading>().Round(TestContext.Current.CancellationToken);
        var slug = await desk.Applicant();
        var outcome = await desk.Does("adam", $"/org approve {slug}", OutcomeKind.Refused);
        Assert.Contains("Starter cannot be had in Nuremberg now. It can in fsn1, hel1, ash, hil and sin.", outcome.Text,
            StringComparison.Ordinal);
        Assert.Equal("pending on starter in nbg1", await desk.Organization(slug));
        Assert.Empty(await desk.ServersOf(slug));
    }
}
