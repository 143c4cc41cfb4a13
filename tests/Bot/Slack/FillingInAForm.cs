using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Slack.Workspace;

namespace OpsBot.Tests.Bot.Slack;

public sealed class FillingInAForm(Postgres postgres) : IAsyncLifetime
{
    Workspace slack = null!;

    public async ValueTask InitializeAsync() => slack = await Open(postgres);

    public ValueTask DisposeAsync() => slack.DisposeAsync();

    [Fact]
    public async Task What_a_command_lacks_is_asked_in_a_modal_and_the_answer_comes_where_it_was_asked()
    {
        await slack.Type(Ruth, "/admin deactivate olivia");
        var modal = await slack.SeesModal(Ruth);
        Assert.Contains("olivia", modal.Blocks.ToJsonString(), StringComparison.Ordinal);

        var outcome = await slack.World.Submit(Ruth, modal.Id, new Dictionary<string, string> { ["reason"] = "left the company" }, Cancel);

        Assert.True(outcome.Ok, outcome.Error);
        Assert.Null(slack.World.Views.TopOf(Ruth));
        Assert.Equal(Ruth, (await slack.Sees(Ruth, "olivia")).EphemeralTo);
        await Eventually.Equal(1L, () => slack.Count("operators where handle = 'olivia' and not active"));
    }

    [Fact]
    public async Task A_reason_that_is_too_short_stands_in_the_form_to_be_made_longer()
    {
        await slack.Type(Ruth, "/admin deactivate olivia reason:hm");
        var modal = await slack.SeesModal(Ruth);
        Assert.Contains("\"initial_value\":\"hm\"", modal.Blocks.ToJsonString(), StringComparison.Ordinal);

        var longer = new Dictionary<string, string> { ["reason"] = "hm, left the company" };
        Assert.True((await slack.World.Submit(Ruth, modal.Id, longer, Cancel)).Ok);
        await Eventually.Equal(1L, () => slack.Count("operators where handle = 'olivia' and not active"));
    }

    [Fact]
    public async Task A_slip_is_shown_at_its_question_and_nothing_is_sent_on()
    {
        await slack.Type(Ruth, "/admin deactivate olivia");
        var modal = await slack.SeesModal(Ruth);
        var before = await slack.Count("inbox");

        var outcome = await slack.World.Submit(Ruth, modal.Id, new Dictionary<string, string> { ["reason"] = "     " }, Cancel);

        Assert.Contains("reason", outcome.FieldErrors.Keys);
        Assert.Equal(modal.Id, slack.World.Views.TopOf(Ruth)!.Id);
        Assert.Equal(before, await slack.Count("inbox"));
    }

    [Fact]
    public async Task A_search_menu_finds_things_by_name_for_those_who_may_see_them()
    {
        await slack.Type(Ruth, "/admin role");
        var modal = await slack.SeesModal(Ruth);
        var at = Container.Of(modal);

        var found = await slack.World.Suggest(Ruth, at, "person", "person", "oli", Cancel);

        Assert.Null(found.Error);
        Assert.Equal("olivia", Assert.Single(found.Options).Value);

        slack.World.Fill(Ruth, at, "person", "person", "olivia");
        slack.World.Fill(Ruth, at, "role", "role", "admin");
        Assert.True(
            (await slack.World.Submit(Ruth, modal.Id, new Dictionary<string, string> { ["reason"] = "promoted today" }, Cancel)).Ok);
        await Eventually.Equal(1L, () => slack.Count("approvals where effect = 'Make olivia admin' and reason = 'promoted today'"));
    }

    [Fact]
    public async Task Who_was_given_no_right_to_it_gets_no_suggestions()
    {
        await slack.Type(Ruth, "/admin role");
        var at = Container.Of(await slack.SeesModal(Ruth));
        await using var command = slack.Database.Source.CreateCommand("update operators set role = 'operator' where handle = 'ruth'");
        await command.ExecuteNonQueryAsync(Cancel);

        Assert.Empty((await slack.World.Suggest(Ruth, at, "person", "person", "oli", Cancel)).Options);
    }

    [Fact]
    public async Task A_form_that_could_not_open_in_time_is_offered_with_a_button()
    {
        // Longer than the three seconds that a trigger lasts.
        slack.World.Trouble.SlowDown(1, TimeSpan.FromSeconds(3.5), "views.open");
        await slack.Type(Ruth, "/admin deactivate olivia");
        var offer = await slack.Sees(Ruth, "Open the form");

        Assert.True((await slack.Press(Ruth, offer, "Open the form")).Ok);

        Assert.Contains("olivia", (await slack.SeesModal(Ruth, offers: 1)).Blocks.ToJsonString(), StringComparison.Ordinal);
    }
}
