using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Database;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Chat;

public sealed class WarmingUp(OpsBot.Tests.Testing.Database database) : IClassFixture<OpsBot.Tests.Testing.Database>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Goes_once_through_all_of_a_request_on_both_platforms_and_leaves_nothing_behind()
    {
        var log = new Written();
        var bot = await BotInside.Start(database.ConnectionString, Settings, log);
        try
        {
            Assert.Contains(log.Lines, line => line.Text.StartsWith("Warmed up in", StringComparison.Ordinal));
            Assert.True(bot.Services.GetRequiredService<Inbox>().Opened.IsCompletedSuccessfully);
        }
        finally
        {
            await BotInside.Stop(bot);
        }
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        Assert.Equal(0L, await db.Get<long>(
            "select (select count(*) from inbox) + (select count(*) from messages) + (select count(*) from audit)", null, Cancel));
    }

    // Nobody is called: without an app token Slack is heard over HTTP, and so is Discord without its gateway.
    static IEnumerable<KeyValuePair<string, string?>> Settings => new Dictionary<string, string?>
    {
        ["Slack:SigningSecret"] = "8f742231b10e8888abcd99yyyzzz85a5",
        ["Slack:BotToken"] = "xoxb-warm",
        ["Slack:TeamId"] = "T0WARM",
        ["Slack:AppId"] = "A0WARM",
        ["Discord:Token"] = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.GbEnCh.warm-warm-warm-warm-warm",
        ["Discord:ApplicationId"] = "1100000000000000001",
        ["Discord:GuildId"] = "1100000000000000002",
        ["Discord:PublicKey"] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        ["Discord:UseGateway"] = "false",
    };
}
