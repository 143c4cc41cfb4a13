using OpsBot.Bot;
using OpsBot.Bot.Slack;

namespace OpsBot.Tests.Bot.Slack;

public sealed class StartingWithoutSettings
{
    static SlackOptions Good => new() { BotToken = "xoxb-1", TeamId = "T123", SigningSecret = new('a', 32) };

    [Fact]
    public void Good_settings_have_no_problem() => Assert.Empty(Good.Problems);

    [Fact]
    public void Each_problem_names_the_setting_and_where_its_value_is()
    {
        var problems = new SlackOptions().Problems.ToList();

        Assert.Equal(3, problems.Count);
        Assert.All(problems,
            problem => Assert.Matches("^Slack:[A-Za-z]+ is missing. Set OPSBOT_Slack__[A-Za-z]+ to .* You find it .*$", problem));
    }

    [Fact]
    public void Where_nothing_of_Slack_is_set_it_is_said_that_Discord_would_do()
    {
        Assert.Contains(new SlackOptionsCheck().Validate(null, new()).Failures!,
            problem => problem.StartsWith("Instead of Slack, or beside it, OpsBot speaks on Discord", StringComparison.Ordinal));
        Assert.DoesNotContain(new SlackOptionsCheck().Validate(null, new() { BotToken = "xoxb-1" }).Failures!,
            problem => problem.Contains("Discord", StringComparison.Ordinal));
    }

    [Fact]
    public void No_secret_is_ever_shown()
    {
        var wrong = new SlackOptions { BotToken = "xoxp-secret", TeamId = "T123", SigningSecret = "short-secret", AppToken = "" };

        Assert.Equal(2, wrong.Problems.Count());
        Assert.DoesNotContain("short-secret", string.Join(' ', wrong.Problems.Append(wrong.ToString())), StringComparison.Ordinal);
        Assert.DoesNotContain("xoxp", string.Join(' ', wrong.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_level_token_makes_the_signing_secret_superfluous_and_names_the_app()
    {
        var sockets = new SlackOptions { BotToken = "xoxb-1", TeamId = "T123", AppToken = "xapp-1-A0123-456-abc" };

        Assert.Empty(sockets.Problems);
        Assert.Equal("A0123", sockets.ExpectedAppId);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("8f742231b10e8888abcd99yyyzzz85a")]
    [InlineData("                                ")]
    public void A_signing_secret_that_is_too_short_is_refused_beside_an_app_level_token_too(string secret) =>
        Assert.Contains("Slack:SigningSecret is not right",
            Assert.Single(new SlackOptions { BotToken = "xoxb-1", TeamId = "T1", AppToken = "xapp-1", SigningSecret = secret }.Problems),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("", "https://hooks.slack.com/commands/T1/2/x", true)]
    [InlineData("", "https://slack.com/x", true)]
    [InlineData("", "https://HOOKS.slack.com/x", true)]
    [InlineData("", "http://hooks.slack.com/x", false)]
    [InlineData("", "https://hooks.slack.com:8443/x", false)]
    [InlineData("", "https://hooks.slack.com@10.0.0.1/x", false)]
    [InlineData("", "https://hooks.slack.com.evil.example/x", false)]
    [InlineData("", "https://evil.example/hooks.slack.com", false)]
    [InlineData("", "https://xhooks.slack.com/x", false)]
    [InlineData("", "http://127.0.0.1:8080/x", false)]
    [InlineData("", "ftp://hooks.slack.com/x", false)]
    [InlineData("hooks.slack-gov.com, slack-gov.com", "https://hooks.slack-gov.com/x", true)]
    [InlineData("hooks.slack-gov.com, slack-gov.com", "https://hooks.slack.com/x", false)]
    [InlineData("127.0.0.1:5080", "http://127.0.0.1:5080/x", true)]
    [InlineData("127.0.0.1:5080", "http://127.0.0.1:5081/x", false)]
    [InlineData("127.0.0.1", "http://127.0.0.1:5081/x", true)]
    public void Only_Slacks_hosts_are_answered_unless_others_are_named(string hosts, string address, bool taken) =>
        Assert.Equal(taken, new SlackOptions { AnswerHosts = hosts }.Hosts.TakesAnswers(new(address)));

    [Theory]
    [InlineData("https://files.slack.com/upload/v1/x", true)]
    [InlineData("wss://wss-primary.slack.com/link/?ticket=1", true)]
    [InlineData("ws://wss-primary.slack.com/link/?ticket=1", false)]
    [InlineData("https://files.slack.com.evil.example/x", false)]
    [InlineData("https://filesslack.com/x", false)]
    [InlineData("http://10.0.0.1/x", false)]
    public void Files_and_sockets_go_to_Slack_as_well(string address, bool taken) =>
        Assert.Equal(taken, new SlackOptions().Hosts.IsOfTheApi(new(address)));

    [Fact]
    public void A_channel_is_given_by_its_id_on_each_platform()
    {
        Assert.Single(new ChannelsOptions { Alerts = "#alerts" }.Problems);
        var channels = new ChannelsOptions { Alerts = "C0123, 803512345678901234", Audit = "slack:C0456" };
        Assert.Empty(channels.Problems);
        Assert.Equal(["slack C0123", "discord 803512345678901234", "slack C0456"],
            channels.All.Select(channel => $"{channel.Platform} {channel.Id}"));
    }
}
