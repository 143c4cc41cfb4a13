using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;
using Message = OpsBot.Sandbox.Slack.Message;

namespace OpsBot.Tests.Chaos;

public sealed class SlackInATemper(Postgres postgres)
{
    static readonly string[] channels = ["ops", "alerts", "billing"];

    [Fact]
    public async Task Thirty_answers_and_fifteen_replies_arrive_once_and_in_order_through_bursts_of_429_and_500()
    {
        await using var database = await postgres.NewDatabase();
        await using var fleet = await Fleet.Open(database.ConnectionString);
        await fleet.Settle();
        await fleet.RuthIsAlone();
        var bot = await fleet.StartBot();
        var slack = fleet.World;
        using var sender = new SignedCommands(slack);
        // A bot that has just begun takes long over its first calls: what leaves at once would arrive long after the first was refused.
        foreach (var channel in channels) await Say(fleet, "Good evening", slack.Channels.FindByName(channel)!.Id);
        await sender.Send([sender.Body(15, "/ops whoami")], 1, bot.Address);
        await Eventually.True(() => channels.All(channel => slack.Said(channel, "Good evening", Workspace.Adam).Count == 1));
        await Eventually.True(() => slack.Journal.CallsOf("response_url").Count > 0);
        for (var burst = 0; burst < 2; burst++)
        {
            slack.Trouble.RateLimit(4, TimeSpan.FromSeconds(1), "chat.postMessage");
            slack.Trouble.Break(4, "chat.postMessage");
            slack.Trouble.RateLimit(4, TimeSpan.FromSeconds(1), "response_url");
            slack.Trouble.Break(8, "response_url");
        }

        for (var n = 0; n < 10; n++)
            foreach (var channel in channels)
                await Say(fleet, $"{channel} {n}", slack.Channels.FindByName(channel)!.Id);
        await sender.Send(Enumerable.Range(0, 15)
            .Select(n => sender.Body(n, $"/admin add Tester{n:d4} reason:\"hired for the night shift\"")), 15, bot.Address);

        await Eventually.True(async () => await fleet.Unhandled() == 0
            && await fleet.One<long>("select count(*) from deliveries where pending") == 0, what: "all is delivered");
        Assert.Empty(slack.Trouble.Spells.All);
        Assert.Empty(slack.Journal.Early);
        foreach (var channel in channels)
            Assert.Equal(Enumerable.Range(0, 10).Select(n => $"{channel} {n}"),
                slack.Said(channel, $"{channel} ", Workspace.Adam).Select(Heading));
        for (var n = 0; n < 15; n++) Assert.Single(slack.Said("ops", $"Tester{n:d4} is now on the team", Workspace.Ruth));
        Assert.Equal(0, await fleet.One<long>("select count(*) from deliveries where ended_at is not null"));
    }

    static string Heading(Message message) => (string)message.Blocks![0]!["text"]!["text"]!;

    static Task Say(Fleet fleet, string heading, string channel) =>
        fleet.Source.Say(heading, new To.Place(new ChatPlace("slack", PlaceKind.Channel, channel)), new Reply(heading));
}
