using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsBot.Bot.Slack;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Slack.Workspace;

namespace OpsBot.Tests.Bot.Slack;

public sealed class SpeakingOverSockets(Postgres postgres) : IAsyncLifetime
{
    readonly Written log = new();
    Workspace slack = null!;

    public async ValueTask InitializeAsync() => slack = await Open(postgres, sockets: true, log);

    public ValueTask DisposeAsync() => slack.DisposeAsync();

    [Fact]
    public async Task Commands_clicks_forms_and_home_work_as_over_http()
    {
        Assert.True((await slack.Type(Ruth, "/admin deactivate olivia")).Ok);
        var modal = await slack.SeesModal(Ruth);
        var slip = await slack.World.Submit(Ruth, modal.Id, new Dictionary<string, string> { ["reason"] = "    " }, Cancel);
        Assert.Contains("reason", slip.FieldErrors.Keys);
        Assert.True((await slack.World.Submit(Ruth, modal.Id, new Dictionary<string, string> { ["reason"] = "left us" }, Cancel)).Ok);
        await Eventually.Equal(1L, () => slack.Count("operators where handle = 'olivia' and not active"));
        Assert.True((await slack.World.OpenHome(Ruth, Cancel)).Ok);
        await Eventually.True(() => slack.World.Views.HomeOf(Ruth) is not null);
    }

    // Whatever the bug is: here somebody has made a role that there is none of.
    [Fact]
    public async Task A_bug_while_somebody_types_offers_nothing_and_stands_in_the_log()
    {
        await slack.Type(Ruth, "/admin role");
        var at = Container.Of(await slack.SeesModal(Ruth));
        await using (var command = slack.Database.Source.CreateCommand(
            "alter table operators drop constraint operators_role_check; update operators set role = 'king' where handle = 'ruth'"))
            await command.ExecuteNonQueryAsync(Cancel);

        var found = await slack.World.Suggest(Ruth, at, "person", "person", "oli", Cancel);

        Assert.Equal((null, 0), (found.Error, found.Options.Length));
        Assert.Single(log.Lines, line => line.Level is LogLevel.Error && line.Text.Contains("reference", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_warning_opens_the_next_connection_before_the_old_one_closes()
    {
        await slack.World.Sockets.Disconnect("warning", Cancel);

        await Eventually.Equal(4, () => slack.World.Sockets.Count);
    }

    [Theory]
    [InlineData("refresh_requested")]
    [InlineData("dropped")]
    public async Task Connections_that_end_are_replaced(string how)
    {
        if (how == "dropped") slack.World.Sockets.Drop();
        else await slack.World.Sockets.Disconnect(how, Cancel);

        await Eventually.True(async () => slack.World.Sockets.Count == 2 && (await slack.Type(Olivia, "/ops whoami")).Ok);
        await slack.Sees(Olivia, "olivia");
    }

    [Fact]
    public async Task After_slack_was_away_the_bot_comes_back_by_itself()
    {
        slack.World.Trouble.GoAway(TimeSpan.FromMinutes(5));
        await Eventually.Equal(0, () => slack.World.Sockets.Count);
        slack.World.Trouble.Absence.ComeBack();

        await Eventually.Equal(2, () => slack.World.Sockets.Count);
    }

    [Fact]
    public async Task Once_socket_mode_is_switched_off_the_bot_does_not_knock_again()
    {
        var service = slack.Services.GetServices<IHostedService>().OfType<SocketMode>().Single();
        slack.World.App = slack.World.App with { Manifest = slack.World.App.Manifest with { SocketMode = false } };
        await slack.World.Sockets.Disconnect("link_disabled", Cancel);

        await Eventually.True(() => service.ExecuteTask is { IsCompletedSuccessfully: true });
        // Nobody is left to knock; Slack notices the last line's end a moment after the bot.
        await Eventually.Equal(0, () => slack.World.Sockets.Count);
    }
}
