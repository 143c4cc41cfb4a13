using System.Diagnostics;
using OpsBot.Bot;
using OpsBot.Core.Database;

namespace OpsBot.Tests.Bot.Cli;

public sealed class WrongSettings
{
    const string Good = "Host=127.0.0.1;Port=1;Username=opsbot;Database=opsbot";

    [Theory]
    [InlineData("", "Database:ConnectionString is missing.")]
    [InlineData("postgres://user:secret@db/opsbot", "Database:ConnectionString is not a connection string.")]
    [InlineData("Host=db;Colour=red", "Database:ConnectionString is not a connection string.")]
    [InlineData("Username=opsbot", "Database:ConnectionString is not a connection string.")]
    public void A_connection_string_that_cannot_be_one_is_named_and_not_shown(string text, string said)
    {
        var problem = Assert.Single(new DatabaseOptions { ConnectionString = text }.Problems);
        Assert.StartsWith($"{said} Set OPSBOT_Database__ConnectionString to ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
        Assert.Empty(new DatabaseOptions { ConnectionString = Good }.Problems);
    }

    [Fact]
    public void A_purpose_has_one_channel_on_each_platform()
    {
        Assert.Equal("Channels:Alerts names 2 channels of discord. Set OPSBOT_Channels__Alerts to one channel for each platform.",
            Assert.Single(
                new ChannelsOptions { Alerts = "803512345678901234,803512345678901235", Audit = "C0123,803512345678901234" }.Problems));
    }

    [Theory]
    [InlineData(1, "OPSBOT_Audit__Key is not set", "doctor")]
    [InlineData(1, "is not a connection string", "doctor")]
    [InlineData(1, "OPSBOT_Secrets__Key is not set", "doctor")]
    [InlineData(1, "is not a connection string")]
    [InlineData(2, "https addresses only", "manifest", "slack", "--url", "ops.example.com")]
    [InlineData(2, "https addresses only", "manifest", "slack", "--url")]
    [InlineData(2, "https addresses only", "manifest", "slack", "--sockets")]
    [InlineData(0, "https://ops.example.com/slack/commands", "manifest", "slack", "--url", "https://ops.example.com")]
    public async Task The_program_says_what_is_wrong_in_a_sentence(int code, string said, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OpsBot.Bot.dll"),
            .. words]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OPSBOT_Database__ConnectionString"] = "postgres://user:secret@db/opsbot";
        start.Environment["OPSBOT_Slack__BotToken"] = "xoxb-1";
        start.Environment["OPSBOT_Hetzner__Token"] = new string('a', 64);

        using var bot = Process.Start(start)!;
        var output = await bot.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
            + await bot.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bot.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(code, bot.ExitCode);
    }
}
