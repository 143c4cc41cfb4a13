using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using OpsBot.Bench.Servers;

namespace OpsBot.Bench;

/// <summary>
/// How long one person waits for a list, a search, and what is offered at each letter, where there are very many of everything.
/// </summary>
sealed class Lists(IReadOnlyDictionary<string, string> settings, string folder, string database, PretendChat chat, TimeSpan length)
{
    const double Target = 30;

    // Compiled, connected and planned for.
    const int Warm = 20;

    const int Fewest = 40;

    public async Task Measure(SignedRequests slack, SignedInteractions discord)
    {
        var its = new Dictionary<string, string>(settings) { ["OPSBOT_Database__ConnectionString"] = database };
        await using var bot = await ServerProcess.Start("OpsBot.Bot.dll", [], its, folder);
        await Ask(bot, slack, "/instance list", "Instances", "instance|list");
        await Ask(bot, slack, "  with filters", "Instances", "instance|list status:stopped plan:growth",
            "instance|list type:staging version:16.0",
            "instance|list status:error", "instance|list organization:acme-bakery");
        await Ask(bot, slack, "  a page deep in it", "Instances", "instance|list page:after.2.maple-market-prod",
            "instance|list page:before.3.ruby-hill-prod");
        await Ask(bot, slack, "  searched: few, many, none", "Instances", "instance|list acme-bakery", "instance|list gmbh",
            "instance|list prod",
            "instance|list owner@velvet", "instance|list zzzzzz", "instance|list search:\"timber tools\"");
        await Ask(bot, slack, "  one or two letters, signs", "Instances", "instance|list ac", "instance|list w", "instance|list %",
            "instance|list ___",
            "instance|list \\\\", "instance|list 🚀", "instance|list zq");
        await Ask(bot, slack, "  200 letters", "Instances", "instance|list " + new string('x', 200));
        await Ask(bot, slack, "/instance show, by slug", "acme-bakery", "instance|show acme-bakery-prod",
            "instance|show acme-bakery-3-prod");
        await Ask(bot, slack, "/instance failed", "Failed", "instance|failed");
        await Ask(bot, slack, "/audit search", "Audit", "audit|search", "audit|search page:after.500000");
        await Ask(bot, slack, "  with filters", "Audit", "audit|search operator:person-7", "audit|search operation:\"instance stop\"",
            "audit|search outcome:refused operator:person-3", "audit|search from:2d", "audit|search to:300d",
            "audit|search organization:acme-bakery");
        await Ask(bot, slack, "  by target", "Audit", "audit|search target:acme-bakery-prod", "audit|search target:acme",
            "audit|search target:a",
            "audit|search target:nothing-of-that-name");
        await Ask(bot, slack, "/approval list", "Approvals", "approval|list", "approval|list state:denied", "approval|list mine:yes",
            "approval|list page:after.0.50000");
        await Ask(bot, slack, "/ops lookup", "ound", "ops|lookup acme-bakery-prod is slow again",
            "ops|lookup the shop of velvet-trade says that #99999 waits for person-7, who has written to them twice about juniper-school-4-test and more");
        await Ask(bot, slack, "/org list", "Organizations", "org|list", "org|list page:after.3.maple-market");
        await Ask(bot, slack, "  with filters, searched", "Organizations", "org|list status:suspended", "org|list status:error tier:growth",
            "org|list region:hel1", "org|list acme-bakery", "org|list gmbh", "org|list zzzzzz");
        await Ask(bot, slack, "/org show", "Owner of", "org|show acme-bakery", "org|show velvet-trade-4");
        await Ask(bot, slack, "/customer list", "Customers", "customer|list", "customer|list owner@velvet", "customer|list tier:growth");
        await Ask(bot, slack, "/vps list", "Servers", "vps|list", "vps|list state:off", "vps|list region:fsn1 type:cx33",
            "vps|list purpose:host", "vps|list org:acme-bakery");
        await Ask(bot, slack, "  by health", "Servers", "vps|list health:healthy", "vps|list health:degraded", "vps|list health:unhealthy",
            "vps|list health:unreachable", "vps|list health:unreachable region:hel1");
        await Ask(bot, slack, "/org list by health", "Organizations", "org|list health:healthy", "org|list health:degraded",
            "org|list health:unhealthy", "org|list health:unreachable tier:growth");
        await Ask(bot, slack, "/alert list", "Alerts", "alert|list", "alert|list state:open", "alert|list state:resolved",
            "alert|list kind:cost", "alert|list severity:warning", "alert|list mine:yes", "alert|list page:after.0.50000");
        await Ask(bot, slack, "/job list", "Jobs", "job|list", "job|list page:after.0.500000", "job|list state:failed",
            "job|list state:cancelled", "job|list state:running");
        await Ask(bot, slack, "/find", "acme-bakery", "find|acme-bakery", "find|acme-bakery-prod", "find|owner@acme-bakery.example");
        await Ask(bot, slack, "/why", "Why acme-bakery", "why|acme-bakery", "why|acme-bakery-prod", "why|acme-bakery-vps");
        await Type(bot, slack, discord);
    }

    Task Ask(ServerProcess bot, SignedRequests slack, string what, string says, params string[] lines)
    {
        var number = 0;
        return Row(what, async () =>
        {
            var line = lines[number++ % lines.Length].Split('|', 2);
            var asked = slack.Command(Clicks.Asker, "/" + line[0], line[1]);
            var answer = chat.Answer(asked.AnswerPath);
            var begun = Stopwatch.GetTimestamp();
            await Clicks.Send(bot.Address, asked.Bytes);
            var took = Stopwatch.GetElapsedTime(begun, await answer).TotalMilliseconds;
            var said = chat.Said(asked.AnswerPath);
            return said.Contains(says, StringComparison.Ordinal) ? took
                : throw new InvalidOperationException($"/{line[0]} {line[1]} was answered with {said}");
        });
    }

    async Task Type(ServerProcess bot, SignedRequests slack, SignedInteractions discord)
    {
        await Letters(bot, "Typing an instance", ["acme-bakery", "gmbh", "velvet trade 4", "xq"],
            text => slack.Typing(Clicks.Asker, "/instance stop", "instance", text));
        await Letters(bot, "Typing an organization", ["acme-bakery", "inc", "quiet"],
            text => slack.Typing(Clicks.Asker, "/instance list", "organization", text));
        await Letters(bot, "Typing a request", ["#99", "delete velvet", "zz"],
            text => slack.Typing(Clicks.Asker, "/approval approve", "approval", text));
        await Letters(bot, "Typing a person", ["person-7"], text => slack.Typing(Clicks.Asker, "/audit search", "operator", text));
        await Letters(bot, "Typing an instance, Discord", ["acme-bakery", "prod"],
            text => discord.Typing("instance", "restart", "instance", text));
    }

    /// <summary>Each letter of it is asked about, and so is nothing typed yet.</summary>
    async Task Letters(ServerProcess bot, string what, IReadOnlyList<string> texts, Func<string, byte[]> request)
    {
        string[] typed = [.. texts.SelectMany(text => Enumerable.Range(0, text.Length + 1).Select(length => text[..length]))];
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(bot.Address);
        var (number, answer) = (0, new byte[1 << 17]);
        await Row(what, async () =>
        {
            var asked = request(typed[number++ % typed.Length]);
            var begun = Stopwatch.GetTimestamp();
            await socket.SendAsync(asked);
            await Load.Acknowledged(socket, answer);
            var took = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            var said = Encoding.UTF8.GetString(answer.AsSpan(0, 1_000));
            // Where nothing is typed yet there is something to offer.
            return said.StartsWith("HTTP/1.1 200 OK", StringComparison.Ordinal)
                && (number % typed.Length != 1 || said.Contains("\"value\"", StringComparison.Ordinal))
                ? took : throw new InvalidOperationException($"Typing was answered with {said}");
        });
    }

    async Task Row(string what, Func<Task<double>> one)
    {
        for (var i = 0; i < Warm; i++) await one();
        var times = new List<double>();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < length || times.Count < Fewest;) times.Add(await one());
        times.Sort();
        var (p50, p95) = (Load.Part(times, 0.5), Load.Part(times, 0.95));
        Screen.Line(string.Create(CultureInfo.InvariantCulture,
            $"{what,-32} {times.Count,5} asked   p50 {p50,6:0.0} ms   p95 {p95,6:0.0} ms   (to be under {Target:0} ms p95{(p95 < Target ? "" : ": it is not")})"));
    }
}
