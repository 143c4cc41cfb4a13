using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OpsBot.Bench.Servers;
using OpsBot.Core.Database;

namespace OpsBot.Bench;

/// <summary>How long people wait for their answers at a steady rate, what a backlog costs, and what memory it leaves behind.</summary>
sealed class Answers(IReadOnlyDictionary<string, string> settings, string folder, string database, PretendChat chat, TimeSpan length)
{
    const int Backlog = 20_000;

    static readonly int[] rates = [10, 50, 200, 500, 1_000];
    static readonly int[] commandRates = [10, 50, 250];
    static readonly TimeSpan quiet = TimeSpan.FromSeconds(60);

    public async Task Measure(SignedRequests requests)
    {
        Signed question() => Question(requests);
        await using (var bare = await ServerProcess.Start("OpsBot.Bench.dll", ["serve", "answers", database], settings, folder))
            await Row("Answers (b) insert, read, mark", bare, question, rates);
        await using var source = NpgsqlDataSource.Create(database);
        await using var bot = await ServerProcess.Start("OpsBot.Bot.dll", [], settings, folder);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        var fresh = bot.Memory;
        // Idle is a bot that has been asked a little of everything: what it compiles and looks up the first time, it keeps.
        await Steady.Run(bot.Address, question, chat, 20, TimeSpan.FromSeconds(3));
        await Steady.Run(bot.Address, Stops(requests), chat, 20, TimeSpan.FromSeconds(3));
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        var idle = bot.Memory;
        await Row("Answers (c) the bot, a question", bot, question, rates);
        await Commands(bot, requests, source);
        await BenchLine.Memory(fresh, idle, bot, quiet);
    }

    static Signed Question(SignedRequests requests) => requests.Command(Clicks.Asker, "/ops", "whoami");

    async Task Row(string what, ServerProcess server, Func<Signed> next, IReadOnlyList<int> perSecond)
    {
        await Steady.Run(server.Address, next, chat, 100, TimeSpan.FromSeconds(3));
        foreach (var rate in perSecond) Say(what, rate, await Steady.Run(server.Address, next, chat, rate, length));
    }

    // Each stops another instance: found by its name, locked, planned, judged by the policy, moved, queued, audited.
    async Task Commands(ServerProcess bot, SignedRequests requests, NpgsqlDataSource source)
    {
        foreach (var rate in commandRates.Prepend(100))
        {
            await BenchDatabase.StartAll(source);
            var warming = rate == 100;
            var measured = await Steady.Run(bot.Address, Stops(requests), chat, rate, warming ? TimeSpan.FromSeconds(3) : length);
            if (!warming) Say("Answers (c) the bot, a command", rate, measured);
        }
    }

    static Func<Signed> Stops(SignedRequests requests)
    {
        var number = 0;
        return () => requests.Command(Clicks.Asker, "/instance",
            string.Create(CultureInfo.InvariantCulture, $"stop bench-{number++ % BenchDatabase.Instances} reason:\"the customer asked\""),
            channel: null);
    }

    static void Say(string what, int rate, Answered answered) => Screen.Line(string.Create(CultureInfo.InvariantCulture,
        $"{what,-32} {rate,3} asked/s   {answered.PerSecond,8:N0}/s   p50 {answered.P50,6:0.0} ms   p99 {answered.P99,6:0} ms   acknowledged p99 {answered.AckP99,5:0} ms"
        + $"{(answered.Missing > 0 ? $"   {answered.Missing} of {answered.Asked} never came" : "")}"));

    /// <summary>What a bot finds that starts after a night in which none ran, while people go on asking.</summary>
    public async Task WorkOff(SignedRequests requests)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await BenchDatabase.LeaveBehind(source, Backlog, requests);
        await using var bot = await ServerProcess.Start("OpsBot.Bot.dll", [], settings, folder);
        var watch = Stopwatch.StartNew();
        var done = Done(source, watch);
        var measured = await Steady.Run(bot.Address, () => Question(requests), chat, 50, length * 2);
        var seconds = (await done).TotalSeconds;
        BenchLine.Say($"A backlog of {Backlog:N0}", $"worked off in {seconds:0} s, {Backlog / seconds:N0}/s", "with 50/s coming in");
        BenchLine.Say("  acknowledged meanwhile", $"p99 {measured.AckP99:0} ms", "under 50 ms p99");
        BenchLine.Say("  answered meanwhile", $"p50 {measured.P50:0} ms, p99 {measured.P99:0} ms", "soon");
    }

    static async Task<TimeSpan> Done(NpgsqlDataSource source, Stopwatch watch)
    {
        await using var db = await source.OpenConnectionAsync();
        while (await db.Get<bool>("select exists (select from inbox where handled_at is null and key like 'left:%')", null,
            CancellationToken.None))
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        return watch.Elapsed;
    }
}

/// <summary>One measured thing, and what it is to be.</summary>
static class BenchLine
{
    public static void Say(string what, string measured, string target) => Screen.Line($"{what,-32} {measured,-36} (to be {target})");

    /// <summary>How soon the memory is nearly what it was before the load.</summary>
    public static async Task Memory(double fresh, double idle, ServerProcess bot, TimeSpan patience)
    {
        var (loaded, watch) = (bot.Memory, Stopwatch.StartNew());
        while (bot.Memory > idle * 1.2 && watch.Elapsed < patience) await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        Say("Memory, fresh, idle, loaded", $"{fresh:0} MB, {idle:0} MB, {loaded:0} MB", "under 150 MB idle");
        Say("Memory, after the load", $"{bot.Memory:0} MB after {watch.Elapsed.TotalSeconds:0} s", $"at most {idle * 1.2:0} MB");
    }
}
