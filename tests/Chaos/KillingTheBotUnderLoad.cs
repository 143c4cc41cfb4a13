using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

public sealed class KillingTheBotUnderLoad(Postgres postgres)
{
    const int Commands = 1600;
    const int Duplicates = 400;

    [Fact]
    public async Task Two_thousand_commands_with_duplicates_are_each_handled_once_although_the_bot_is_killed_four_times()
    {
        await using var database = await postgres.NewDatabase();
        await using var fleet = await Fleet.Open(database.ConnectionString);
        await fleet.Settle();
        using var sender = new SignedCommands(fleet.World);
        var random = new Random(4711);
        var bodies = Enumerable.Range(0, Commands).Select(n => sender.Body(n, $"/admin add Tester{n:d4} reason:\"hired for the night shift\"")).ToArray();
        byte[][] sent = [.. bodies, .. Enumerable.Range(0, Duplicates).Select(_ => bodies[random.Next(Commands)])];
        random.Shuffle(sent);

        var bot = await fleet.StartBot();
        var up = new TaskCompletionSource<Uri>();
        up.SetResult(bot.Address);
        var sending = sender.Send(sent, 24, cancel => Volatile.Read(ref up).Task.WaitAsync(cancel));
        for (var kills = 1; kills <= 4; kills++)
        {
            var moment = (kills * 400) - random.Next(250);
            await Eventually.True(() => sender.Acknowledged >= moment || sending.IsCompleted, TimeSpan.FromSeconds(60), $"{moment} are acknowledged");
            Volatile.Write(ref up, new(TaskCreationOptions.RunContinuationsAsynchronously));
            await bot.Kill();
            bot = await fleet.StartBot();
            up.SetResult(bot.Address);
        }
        await sending;

        Assert.Equal(sent.Length, sender.Acknowledged);
        Assert.True(sender.Unanswered > 0, "No kill came in the middle of anything.");
        await Eventually.Equal(0L, fleet.Unhandled, TimeSpan.FromSeconds(90));
        Assert.Equal(Commands, await fleet.One<long>("select count(*) from inbox"));
        Assert.Equal(Commands, await fleet.One<long>("select count(*) from operators where name like 'Tester%'"));
        Assert.Equal(Commands, await fleet.One<long>("select count(distinct name) from operators where name like 'Tester%'"));
        Assert.Equal(Commands, await fleet.One<long>("select count(*) from audit where operation = 'admin add' and outcome = 'done'"));
        Assert.Equal(Commands, await fleet.One<long>("select count(*) from audit"));
        Assert.Equal(Commands, await fleet.One<long>("select count(*) from messages m join inbox i on m.key = 'answer:' || replace(i.id::text, '-', '')"));
        await Eventually.Equal(0L, () => fleet.One<long>("select count(*) from deliveries where pending"), TimeSpan.FromSeconds(90));
        Assert.Equal(0, await fleet.One<long>("select count(*) from deliveries where ended_at is not null"));
        var told = fleet.World.Said("ops", " is now on the team", Workspace.Ruth).Select(message => (string)message.Blocks![0]!["text"]!["text"]!).Distinct().Count();
        Assert.Equal(Commands, told);
    }
}
