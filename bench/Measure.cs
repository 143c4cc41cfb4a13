using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Bench.Servers;
using OpsBot.Core.Audit;
using OpsBot.Sandbox.Docker;
using OpsBot.Sandbox.Postgres;

namespace OpsBot.Bench;

/// <summary>Measures everything in one run, so that what counts, the ratio, is of one machine in one state.</summary>
sealed class Measure(string secret, string folder, string database, PretendChat chat, TimeSpan length)
{
    static readonly int[] connections = [1, 16, 64];
    static readonly TimeSpan warmUp = TimeSpan.FromSeconds(2);

    readonly Dictionary<string, string> settings = new()
    {
        ["OPSBOT_Database__ConnectionString"] = database,
        ["OPSBOT_Slack__SigningSecret"] = secret,
        ["OPSBOT_Slack__BotToken"] = "xoxb-bench",
        ["OPSBOT_Slack__TeamId"] = SignedRequests.Team,
        ["OPSBOT_Slack__AppId"] = SignedRequests.App,
        ["OPSBOT_Slack__ApiUrl"] = $"http://127.0.0.1:{chat.Port}/slack/",
        ["OPSBOT_Slack__AnswerHosts"] = $"127.0.0.1:{chat.Port}",
        ["OPSBOT_Discord__Token"] = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.GbEnCh.bench-bench-bench-bench-bench",
        ["OPSBOT_Discord__ApplicationId"] = SignedInteractions.Application,
        ["OPSBOT_Discord__GuildId"] = SignedInteractions.Guild,
        ["OPSBOT_Discord__PublicKey"] = SignedInteractions.PublicKey,
        ["OPSBOT_Discord__UseGateway"] = "false",
        ["OPSBOT_Discord__ApiUrl"] = $"http://127.0.0.1:{chat.Port}/discord/",
        ["OPSBOT_Channels__Approvals"] = "C0APPROVALS",
        ["OPSBOT_Audit__Key"] = Convert.ToBase64String(new byte[32]),
    };

    public static async Task<int> Run(string secret, IReadOnlyList<string> args)
    {
        var seconds = args.Count > 0 && double.TryParse(args[0], CultureInfo.InvariantCulture, out var given) ? given : 5;
        if (args.Contains("charts"))
        {
            Charts.Measure();
            return 0;
        }
        if (args.Contains("papers"))
        {
            Papers.Measure();
            return 0;
        }
        var folder = Path.Combine(".opsbot", "bench");
        await using var postgres = await EmbeddedPostgres.Start(new() { Folder = folder }, NullLogger.Instance, CancellationToken.None);
        await using var chat = await PretendChat.Start();
        var slack = new SignedRequests(secret, chat.Port);
        // Without a word everything but the lists, whose company takes long to make; with some, what they name.
        bool wants(string section) => !args.Skip(1).Any() || args.Contains(section);
        if (args.Contains("lists"))
            return await OfLists(secret, folder, postgres.ConnectionString, chat, slack, TimeSpan.FromSeconds(seconds));
        if (args.Contains("money")) return await OfMoney(postgres.ConnectionString);
        var database = await BenchDatabase.Make(postgres.ConnectionString);
        var measure = new Measure(secret, folder, database, chat, TimeSpan.FromSeconds(seconds));
        if (wants("answers") || wants("backlog")) await measure.Answers(slack, wants);
        if (wants("slack")) await measure.Slack(slack);
        if (wants("discord")) await measure.Discord();
        if (wants("audit")) await measure.Audit();
        if (wants("routes")) await measure.Routes();
        // As many as seconds were asked for: a round takes as long as it takes.
        if (wants("health")) await HealthRounds.Measure(database, measure.settings, Math.Max(1, (int)seconds));
        if (wants("jobs")) await QueuedJobs.Measure(database, measure.settings);
        return 0;
    }

    async Task Answers(SignedRequests slack, Func<string, bool> wants)
    {
        Screen.Line(
            $"Answers to signed commands at a steady rate, {length.TotalSeconds:0.#} s each; durable Postgres, {Environment.ProcessorCount} processors for all of it.");
        Screen.Line();
        var answers = new Answers(settings, folder, database, chat, length);
        if (wants("answers")) await answers.Measure(slack);
        if (wants("backlog")) await answers.WorkOff(slack);
        Screen.Line();
    }

    async Task Slack(SignedRequests slack)
    {
        Acknowledged();
        byte[] command() => slack.Command(Clicks.Asker, "/ops", "whoami").Bytes;
        await Bare("Slack (a) Kestrel, signature", command, "slack");
        var insert = await Bare("Slack (b) and one insert each", command, "slack", database);
        await Bot(slack, command, insert);
        Screen.Line();
    }

    async Task Discord()
    {
        Acknowledged();
        var interactions = new SignedInteractions();
        await Bare("Discord (a) Kestrel, signature", interactions.Command, "discord");
        var insert = await Bare("Discord (b) and one insert each", interactions.Command, "discord", database);
        await Bot(interactions.Command, insert);
        Screen.Line();
    }

    void Acknowledged()
    {
        Screen.Line($"Acknowledged signed commands, {length.TotalSeconds:0.#} s each after {warmUp.TotalSeconds:0} s to warm up; "
            + $"durable Postgres, {Environment.ProcessorCount} processors for all of it.");
        Screen.Line();
    }

    static async Task<int> OfLists(
        string secret, string folder, string server, PretendChat chat, SignedRequests slack, TimeSpan length)
    {
        await using var docker = await DockerStandIn.Start(new DockerWorld(TimeProvider.System), "http://127.0.0.1:0",
            CancellationToken.None);
        docker.World.Host("h1");
        var database = await ListSeed.Make(server, docker.AddressOf("h1"));
        Screen.Line($"Lists, searches and suggestions, one after the other, {length.TotalSeconds:0.#} s each; "
            + $"durable Postgres, {Environment.ProcessorCount} processors for all of it.");
        Screen.Line();
        await new Lists(new Measure(secret, folder, database, chat, length).settings, folder, database, chat, length)
            .Measure(slack, new SignedInteractions());
        return 0;
    }

    static async Task<int> OfMoney(string server)
    {
        Screen.Line($"Money, one after the other; durable Postgres, {Environment.ProcessorCount} processors for all of it.");
        Screen.Line();
        await MoneyRun.Measure(server);
        return 0;
    }

    async Task<IReadOnlyList<Measured>> Bare(string what, Func<byte[]> next, params string[] args)
    {
        await using var server = await ServerProcess.Start("OpsBot.Bench.dll", ["serve", .. args], settings, folder);
        return await Acknowledgements(what, server, next, null);
    }

    async Task<IReadOnlyList<Measured>> Acknowledgements(
        string what, ServerProcess server, Func<byte[]> next, IReadOnlyList<Measured>? against)
    {
        var all = new List<Measured>();
        foreach (var many in connections)
        {
            var measured = await Load.Run(server.Address, next, many, warmUp, length);
            var ratio = against is null ? "" : $"   {measured.PerSecond / against[all.Count].PerSecond:0.00} × (b)";
            Screen.Line(
                $"{what,-32} {many,3} connections {measured.PerSecond,8:N0}/s   p50 {measured.P50,6:0.00} ms   p99 {measured.P99,6:0.00} ms{(measured.Refused > 0 ? $"   {measured.Refused} not acknowledged" : "")}{ratio}");
            all.Add(measured);
        }
        return all;
    }

    async Task Bot(SignedRequests requests, Func<byte[]> next, IReadOnlyList<Measured> insert)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var bot = await ServerProcess.Start("OpsBot.Bot.dll", [], settings, folder);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        var idle = bot.Memory;
        var clicks = await Clicks.Measure(bot.Address, requests, chat, source, 50);
        await Acknowledgements("Slack (c) the bot", bot, next, insert);
        Screen.Line();
        Line("Ready after its start", $"{bot.ReadyAfter.TotalSeconds:0.00} s", "under 3 s");
        Line("Memory, idle", $"{idle:0} MB", "under 150 MB");
        Line("Memory, after the load", $"{bot.Memory:0} MB", "flat");
        Line("Approval click to its answer", $"p50 {Load.Part(clicks, 0.5):0} ms, p95 {Load.Part(clicks, 0.95):0} ms",
            "under 100 ms p95 until it runs");
    }

    async Task Bot(Func<byte[]> next, IReadOnlyList<Measured> insert)
    {
        await using var bot = await ServerProcess.Start("OpsBot.Bot.dll", [], settings, folder);
        await Acknowledgements("Discord (c) the bot", bot, next, insert);
    }

    async Task Audit()
    {
        // As bot and worker have it: each statement is planned once for each connection.
        await using var source = NpgsqlDataSource.Create($"{database};Max Auto Prepare=200;Auto Prepare Min Usages=3");
        Line("A bare insert, 16 at a time", $"{await AuditRows.BareInsert(source, length):N0} rows/s", "there to compare with");
        Line("Audit, appended by 16 at a time", $"{await AuditRows.Append(source, length):N0} rows/s", "800 rows/s");
        var (rows, perSecond) = await AuditRows.Verify(source, AuditKeys.None, 200_000);
        Line("A bare read of the same rows", $"{await AuditRows.BareRead(source):N0} rows/s", "there to compare with");
        Line($"Audit, {rows:N0} rows verified", $"{perSecond:N0} rows/s", "250,000 rows/s");
    }

    async Task Routes()
    {
        await using var source = NpgsqlDataSource.Create(database);
        await KeptRoutes.Measure(source, folder);
    }

    static void Line(string what, string measured, string target) => BenchLine.Say(what, measured, target);
}
