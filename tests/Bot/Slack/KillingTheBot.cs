using System.Collections.Concurrent;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Slack;

public sealed class KillingTheBot(Postgres postgres)
{
    static readonly TimeSpan longEnough = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task What_was_acknowledged_and_not_yet_handled_is_handled_by_the_next_process()
    {
        await using var bot = await BotProcess.Start(postgres);
        await using (await bot.HoldHandling())
        {
            Assert.True(await bot.Send("t1", "/admin", "add Maria reason:\"new colleague\""));
            await bot.Kill();
        }
        Assert.Equal(0, await bot.Get<long>("select count(*) from audit"));
        await bot.Start();
        await Eventually.Equal(1, () => bot.Get<long>("select count(*) from operators where name = 'Maria'"), longEnough);
        await Eventually.True(() => bot.Answers.GetValueOrDefault("t1") > 0, longEnough);
        Assert.Equal(1, await bot.Get<long>("select count(*) from audit"));
    }

    [Fact]
    public async Task An_answer_that_was_not_delivered_yet_is_delivered_by_the_next_process()
    {
        await using var bot = await BotProcess.Start(postgres);
        Assert.True(await bot.Send("warm", "/ops", "whoami"));
        await Eventually.True(() => bot.Answers.GetValueOrDefault("warm") > 0);
        // Said, and killed before or while it is delivered, whichever it happens to be.
        Assert.True(await bot.Send("t1", "/ops", "whoami"));
        await Eventually.Equal(2, () => bot.Get<long>("select count(*) from messages"));
        await bot.Kill();
        await bot.Start();
        await Eventually.True(() => bot.Answers.GetValueOrDefault("t1") > 0, longEnough);
        await Eventually.Equal(0, () => bot.Get<long>("select count(*) from deliveries where pending"), longEnough);
    }

    [Fact]
    public Task Hundreds_of_commands_with_duplicates_while_it_is_killed_twice_run_once_each() => Killed(300, 600);

    [Fact(Explicit = true), Trait("Run", "kills")]
    public Task Two_thousand_commands_with_duplicates_while_it_is_killed_again_and_again_run_once_each() => Killed(300, 800, 1300, 1800);

    /// <summary>Each time that so many have been sent; two hundred come after the last.</summary>
    async Task Killed(params int[] kills)
    {
        var all = kills[^1] + 200;
        var commands = all * 2 / 5;
        await using var bot = await BotProcess.Start(postgres);
        var acknowledged = new ConcurrentDictionary<int, bool>();
        var sent = 0;
        // Each is sent two or three times, mostly at the same moment. Who gets no acknowledgement asks again.
        var sending = Parallel.ForEachAsync(Enumerable.Range(0, all), new ParallelOptions { MaxDegreeOfParallelism = 24,
            CancellationToken = TestContext.Current.CancellationToken }, async (i, cancel) =>
        {
            var number = i * commands / all;
            Interlocked.Increment(ref sent);
            while (!await bot.Send($"t{number}", "/admin", $"add P{number}x reason:\"new colleague\""))
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancel);
            acknowledged[number] = true;
        });
        foreach (var killAt in kills)
        {
            await Eventually.True(() => Volatile.Read(ref sent) >= killAt, longEnough);
            await bot.Kill();
            await bot.Start();
        }
        await sending;

        Assert.Equal(commands, acknowledged.Count);
        await Eventually.Equal(0, () => bot.Get<long>("select count(*) from inbox where handled_at is null"), longEnough);
        Assert.Equal(commands, await bot.Get<long>("select count(*) from inbox"));
        Assert.Equal(commands, await bot.Get<long>("select count(*) from operators where name like 'P%x'"));
        Assert.Equal(commands, await bot.Get<long>("select count(*) from audit where operation = 'admin add' and outcome = 'done'"));
        Assert.Equal(commands, await bot.Get<long>("select count(*) from audit"));
        Assert.Equal(commands, await bot.Get<long>("select count(*) from messages where key like 'answer:%'"));
    }
}
