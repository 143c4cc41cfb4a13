using Microsoft.AspNetCore.Http;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Slack;

public sealed class RunningACommand : SlackTest
{
    [Fact]
    public async Task The_app_gets_the_fields_that_Slack_sends()
    {
        var form = await Command("/instance stop acme-prod");

        Assert.Equal(
            "token,team_id,team_domain,channel_id,channel_name,user_id,user_name,command,text,api_app_id,is_enterprise_install,response_url,trigger_id",
            string.Join(',', form.Keys));
        Assert.Equal(("/instance", "stop acme-prod", "ops", Olivia),
            (form["command"], form["text"], form["channel_name"], form["user_id"]));
    }

    [Fact]
    public async Task An_empty_acknowledgement_shows_nothing()
    {
        await Command("/instance list");
        Assert.Empty(World.Messages.In(Ops.Id, Olivia));
    }

    [Fact]
    public async Task A_plain_text_acknowledgement_is_for_the_asker_only()
    {
        App.Answer = _ => Task.FromResult(Results.Text("On it."));
        await Command("/instance list");

        Assert.Equal("On it.", Assert.Single(World.Messages.In(Ops.Id, Olivia)).Text);
        Assert.Empty(World.Messages.In(Ops.Id, Adam));
    }

    [Fact]
    public async Task An_in_channel_acknowledgement_shows_the_command_to_all()
    {
        App.Say("""{"response_type":"in_channel","text":"Stopped."}""");
        await Command("/instance stop acme-prod");
        Assert.Equal("/instance stop acme-prod", Assert.Single(World.Messages.In(Ops.Id, Adam)).Command);
    }

    [Fact]
    public async Task A_command_that_the_manifest_lacks_is_refused_by_Slack()
    {
        await World.Type(Olivia, Ops.Id, "/nothing here", Cancel);

        Assert.Empty(App.Received);
        var said = Assert.Single(World.Messages.In(Ops.Id, Olivia));
        Assert.Equal(SlackWorld.Slackbot, said.UserId);
        Assert.StartsWith("`/nothing` is not a valid command", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_takes_three_seconds_times_out()
    {
        var late = new TaskCompletionSource<IResult>();
        App.Answer = _ => late.Task;
        var typing = World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        await Eventually.True(() => App.Received.Count == 1);
        Clock.Advance(TimeSpan.FromMilliseconds(2999));
        Assert.False(typing.IsCompleted);
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("operation_timeout", (await InTime(typing)).Error);
        Assert.Equal("`/instance` failed because the app did not respond.", Assert.Single(World.Messages.In(Ops.Id, Olivia)).Text);
        late.SetResult(Results.Ok());
    }

    [Theory]
    [InlineData(500, "http_service_error")]
    [InlineData(401, "http_client_error")]
    [InlineData(204, "http_client_error")]
    public async Task Anything_but_200_is_shown_as_a_failure_and_never_repeated(int status, string error)
    {
        App.Answer = _ => Task.FromResult(Results.StatusCode(status));

        Assert.Equal(error, (await World.Type(Olivia, Ops.Id, "/instance list", Cancel)).Error);
        Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Single(App.Received);
    }

    [Fact]
    public async Task Blocks_that_Slack_would_refuse_are_refused_here_too()
    {
        App.Say("""{"blocks":[{"type":"header","text":{"type":"mrkdwn","text":"*no*"}}]}""");

        var outcome = await World.Type(Olivia, Ops.Id, "/instance list", Cancel);
        Assert.Equal("invalid_command_response", outcome.Error);
        Assert.Contains("/blocks/0/text/type",
            Assert.Single(outcome.Details, detail => detail.StartsWith("[ERROR]", StringComparison.Ordinal)), StringComparison.Ordinal);
    }
}
