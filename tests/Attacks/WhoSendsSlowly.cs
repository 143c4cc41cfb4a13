using System.Globalization;
using OpsBot.Tests.Bot.Discord;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Opens connections to the bot's port, many of them, and takes time on each.</summary>
public sealed class WhoSendsSlowly(Postgres postgres)
{
    const int Many = 300;
    const int Most = 1_200;

    // 649 MB when a buffer of a megabyte was had for the asking.
    const long Tolerable = 64 * 1024 * 1024;

    static string Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cannot_take_the_bots_memory_nor_keep_others_from_it()
    {
        await using var bot = await BotProcess.Start(postgres);
        Assert.True(await bot.Send("before", "/ops", "whoami"));
        await Eventually.True(() => bot.Answers.GetValueOrDefault("before") > 0);
        var before = bot.Program.Process.PeakMemory;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var slow = Enumerable.Range(0, Many).Select(_ => Insist(bot.Program.Address, enough.Token)).ToList();
        Assert.True(await bot.Send("meanwhile", "/ops", "whoami"));
        await Eventually.True(() => bot.Answers.GetValueOrDefault("meanwhile") > 0);
        await enough.CancelAsync();
        var answers = await Task.WhenAll(slow);

        Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal));
        Assert.InRange(bot.Program.Process.PeakMemory - before, 0, Tolerable);
        Assert.True(await bot.Send("after", "/ops", "whoami"));
    }

    [Theory]
    [InlineData("commands", "Content-Length: 1000000")]
    [InlineData("commands", "Content-Length: 1000000\r\nX-Slack-Request-Timestamp: 1531420618\r\nX-Slack-Signature: {slack}")]
    [InlineData("commands", "Content-Length: 1000000\r\nX-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: v0=1")]
    [InlineData("events", "Transfer-Encoding: chunked")]
    public async Task Cannot_make_the_bot_wait_for_a_body_that_is_signed_by_nobody_or_long_ago(string path, string headers)
    {
        await using var slack = await Workspace.Open(postgres);
        using var connection = await RawConnection.Open(slack.Address);
        await connection.Send(Head($"/slack/{path}", headers));
        Assert.StartsWith("HTTP/1.1 401 ", await connection.ReadLine(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 1000000")]
    [InlineData("Content-Length: 1000000\r\nX-Signature-Timestamp: 1531420618\r\nX-Signature-Ed25519: {discord}")]
    public async Task Cannot_make_the_bot_wait_for_Discords_body_either(string headers)
    {
        await using var discord = await Server.Open(postgres, http: true);
        using var connection = await RawConnection.Open(discord.Address);
        await connection.Send(Head("/discord/interactions", headers));
        Assert.StartsWith("HTTP/1.1 401 ", await connection.ReadLine(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("POST /slack/commands HTTP/1.1\r\nHost: bot\r\nX-Slack-Req")]
    public async Task Cannot_keep_a_connection_by_never_ending_its_headers(string head)
    {
        await using var slack = await Workspace.Open(postgres);
        using var connection = await RawConnection.Open(slack.Address);
        // A first byte; until it comes, an idle connection costs next to nothing.
        await connection.Send(head.Length == 0 ? "P" : head);
        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cannot_keep_others_out_by_keeping_a_thousand_connections_idle()
    {
        await using var slack = await Workspace.Open(postgres);
        List<RawConnection> open = [];
        try
        {
            for (var i = 0; i < Most; i++)
            {
                open.Add(await RawConnection.Open(slack.Address));
                // Every other one has been of use: that keeps it open, too.
                if (i % 2 == 0) Assert.Equal("HTTP/1.1 200 OK", await open[^1].Get("/healthz"));
            }
            // The oldest have made room, of either kind, and the newest are served.
            await open[0].ReadToEnd().WaitAsync(Eventually.Patience, TimeProvider.System, Cancel);
            Assert.Equal("", await open[1].ReadToEnd().WaitAsync(Eventually.Patience, TimeProvider.System, Cancel));
            Assert.Equal("HTTP/1.1 200 OK", await open[^1].Get("/healthz"));
            Assert.True((await slack.Type(Workspace.Olivia, "/ops whoami")).Ok);
        }
        finally
        {
            foreach (var connection in open) connection.Dispose();
        }
    }

    /// <summary>Headers as good as can be made without the secret, and one byte of a body; again as often as it is sent away.</summary>
    static async Task<string> Insist(Uri bot, CancellationToken enough)
    {
        string answer;
        do
        {
            using var connection = await RawConnection.Open(bot);
            var signed = "Content-Length: 1000000\r\nX-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: {slack}";
            await connection.Send(Head("/slack/commands", signed) + "x");
            answer = await connection.ReadToEnd();
        }
        while (!enough.IsCancellationRequested);
        return answer;
    }

    static string Head(string path, string headers) => $"POST {path} HTTP/1.1\r\nHost: bot\r\n{headers}\r\n\r\n"
        .Replace("{now}", Now, StringComparison.Ordinal)
        .Replace("{slack}", "v0=" + new string('0', 64), StringComparison.Ordinal)
        .Replace("{discord}", new string('0', 128), StringComparison.Ordinal);
}
