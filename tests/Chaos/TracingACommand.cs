using System.Net;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

public sealed class TracingACommand(Postgres postgres)
{
    const ulong Server = 2;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_trace_runs_from_the_signed_request_over_the_inbox_and_the_job_to_the_delivered_message()
    {
        await using var database = await postgres.NewDatabase();
        await using var receiver = await TraceReceiver.Start();
        await using var fleet = await Fleet.Open(database.ConnectionString);
        fleet.Besides = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address.ToString(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200", ["Metrics:Enabled"] = "true",
        };
        await fleet.Settle();
        await fleet.Instance("acme-prod");
        var bot = await fleet.StartBot();
        fleet.StartWorker();

        using var sender = new SignedCommands(fleet.World);
        await sender.Send([sender.Body(1, "/instance stop acme-prod reason:\"moving house\"")], 1, bot.Address);

        string[] wanted = ["receive", "handle", "instance stop", "job instance stop", "deliver"];
        await Eventually.Passes(() =>
        {
            var spans = receiver.Spans;
            var trace = spans.FirstOrDefault(span => span is { Kind: Server })?.Trace;
            var names = spans.Where(span => span.Trace == trace).Select(span => span.Name).ToHashSet();
            Assert.Superset(wanted.ToHashSet(), names);
            // Its first word and its last: what the job came to is delivered by the bot, to which only the message's row came.
            var ids = spans.ToDictionary(span => span.Id);
            Assert.Contains(spans, span => span.Name == "deliver" && span.Trace == trace
                && Before(span, ids).Any(one => one.Name == "job instance stop"));
            return Task.CompletedTask;
        });

        Assert.Contains("OpenTelemetry", await Loaded(bot), StringComparison.Ordinal);
        Assert.Contains("opsbot_request_duration_seconds_count{", await Metrics(bot), StringComparison.Ordinal);
        Assert.Contains("command=\"instance stop\"", await Metrics(bot), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await Ask(bot, forwarded: true)).StatusCode);
    }

    static IEnumerable<Span> Before(Span span, IReadOnlyDictionary<string, Span> all)
    {
        while (all.TryGetValue(span.Parent, out var before)) yield return span = before;
    }

    static async Task<string> Metrics(BotProgram bot) => await (await Ask(bot, forwarded: false)).Content.ReadAsStringAsync(Cancel);

    static async Task<HttpResponseMessage> Ask(BotProgram bot, bool forwarded)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(bot.Address, "metrics"));
        if (forwarded) request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        return await http.SendAsync(request, Cancel);
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_is_told_and_nothing_written_down()
    {
        await using var database = await postgres.NewDatabase();
        await using var fleet = await Fleet.Open(database.ConnectionString);
        await fleet.Settle();
        var bot = await fleet.StartBot();
        using var sender = new SignedCommands(fleet.World);
        await sender.Send([sender.Body(1, "/ops whoami")], 1, bot.Address);
        await Eventually.Equal(1L, () => fleet.One<long>("select count(*) from messages"));
        Assert.Equal(0, await fleet.One<long>(
            "select count(trace) from (select trace from inbox union all select trace from messages) as written_down"));
        Assert.Equal(HttpStatusCode.NotFound, (await Ask(bot, forwarded: false)).StatusCode);
        Assert.DoesNotContain("OpenTelemetry", await Loaded(bot), StringComparison.Ordinal);
    }

    // What a program has mapped into its memory, its assemblies among it.
    static Task<string> Loaded(BotProgram bot) => File.ReadAllTextAsync($"/proc/{bot.Process.Id}/maps", Cancel);
}
