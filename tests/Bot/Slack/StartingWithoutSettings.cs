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
        Assert.All(problems, problem => Assert.Matches("^Slack:[A-Za-z]+ is missing. Set OPSBOT_Slack__[A-Za-z]+ to .* You find it .*$", problem));
    }

    [Fact]
    public void Where_nothing_of_Slack_is_set_it_is_said_that_Discord_would_do()
    {
        Assert.Contains(new SlackOptionsCheck().Validate(null, new()).Failures!, problem => problem.StartsWith("Instead of Slack, or beside it, OpsBot speaks on Discord", StringComparison.Ordinal));
        Assert.DoesNotContain(new SlackOptionsCheck().Validate(null, new() { BotToken = "xoxb-1" }).Failures!, problem => problem.Contains("Discord", StringComparison.Ordinal));
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

    [Fact]
    public void A_channel_is_given_by_its_id_on_each_platform()
    {
        Assert.Single(new ChannelsOptions { Alerts = "#alerts" }.Problems);
        var channels = new ChannelsOptions { Alerts = "C0123, 803512345678901234", Audit = "slack:C0456" };
        Assert.Empty(channels.Problems);
        Assert.Equal(["slack C0123", "discord 803512345678901234", "slack C0456"], channels.All.Select(channel => $"{channel.Platform} {channel.Id}"));
    }
}
