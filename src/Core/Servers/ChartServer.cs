using Npgsql;
using OpsBot.Core.Health;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>What of a server is shown over time.</summary>
public enum ServerFigure
{
    [AlsoCalled("state")] Health,
    [AlsoCalled("load")] Cpu,
    Disk,
    [AlsoCalled("traffic")] Network,
    [AlsoCalled("answers")] Latency,
}

public sealed record ChartServer(
    [Arg("which server")] ServerId Server,
    [Arg("what of it")] ServerFigure Figure = ServerFigure.Health,
    [Arg("how much of the past")] ChartRange Range = ChartRange.Day,
    [Arg("the picture as a file", Named = true)] bool Save = false) : IQuestion<ChartServer, ServerCharted>
{
    public static Spec Spec { get; } = new("vps chart", "How a server was over time: health, cpu, disk, network or latency")
    {
        Examples = ["/vps chart acme", "/vps chart acme cpu 1h", "/vps chart acme latency 7d save:yes"],
    };
}

/// <summary>How busy the provider saw it from outside.</summary>
public sealed record LoadSeen(IReadOnlyList<CpuPoint> Points);

/// <summary>The chart, and why there may be less in it than asked for.</summary>
public sealed record ServerCharted(ChartServer Asked, string Name, Chart Chart, string? Blind) : IAnswer
{
    public Reply Say() => new(Name)
    {
        Parts =
        [
            Asked.Save ? Chart with { SaveAs = Charting.FileName(Name, Asked.Figure.Words(), Asked.Range) } : Chart,
            .. Blind.IfAny(blind => new Small(blind)),
            new Pickers(
            [
                Charting.Which("Figure", Asked.Figure, figure => Line(Asked with { Figure = figure })),
                Charting.Which("Time", Asked.Range, range => Line(Asked with { Range = range })),
            ]),
        ],
        Buttons =
        [
            new Button("Refresh", Line(Asked)) { InPlace = true }, new Button("Save", Line(Asked with { Save = true })),
            new Button("Show", $"/vps show {Name}"),
        ],
    };

    // A file is asked for once, and what is chosen next is to be seen again. The name is read by people, too.
    string Line(ChartServer asked) => Charting.Line(
        $"/vps chart {Name} {asked.Figure.Words()} {asked.Range.Words()}", asked.Save && !Asked.Save);
}

sealed class ChartServerHandler(IProvider provider, TimeProvider time)
    : IAnswerQuestion<ChartServer, ServerCharted>, ILookOutside<ChartServer, LoadSeen>
{
    // The provider tells some sixty points of any time; in fewer slots, none stays empty.
    const int CpuSlots = 48;

    sealed record Metric(DateTimeOffset At, float? Cpu, float? Disk, long? NetIn, long? NetOut);

    sealed record Hour(DateTimeOffset At, int? P50, int? P95);

    public string Whom => provider.Called;

    public async Task<Looking<LoadSeen>?> Aim(ChartServer question, NpgsqlConnection db, CancellationToken cancel)
    {
        if (question.Figure != ServerFigure.Cpu) return null;
        var server = await Server.Get(db, question.Server, cancel);
        if (server.Provider != provider.Name || server.ProviderId is not { } id || server.State == ServerState.Deleted) return null;
        var when = ChartTime.Of(question.Range, time.GetUtcNow());
        return async within => (await provider.Cpu(id, when.From, when.Until, within)).Failed(out var points, out var fault)
            ? new Refusal(fault.Sentence) : new LoadSeen(points);
    }

    public async Task<Result<ServerCharted>> Answer(ChartServer question, Work work, CancellationToken cancel)
    {
        var server = await Server.Get(work.Db, question.Server, cancel);
        var when = ChartTime.Of(question.Range, work.Now);
        var title = $"{Filter.Capitalized(question.Figure)} of {server.Name}, {Charting.Past(question.Range)}";
        if (question.Figure == ServerFigure.Health)
            return new ServerCharted(question, server.Name, await HealthChart.Of(work.Db, server.Id, when, title, cancel), null);

        var (series, blind) = question.Figure == ServerFigure.Latency ? (await Latency(question, when, work, cancel), null)
            : await Measured(question, server, when, work, cancel);
        var unit = question.Figure switch
        {
            ServerFigure.Latency => "ms",
            ServerFigure.Network => "B/s",
            ServerFigure.Health or ServerFigure.Cpu or ServerFigure.Disk => "%",
        };
        var marks = await ServerMarks.Of(work.Db, server.Id, when, cancel);
        var chart = new Chart(title, unit, series, marks) { From = when.From, Until = when.Until };
        return new ServerCharted(question, server.Name, chart, blind);
    }

    static async Task<IReadOnlyList<Series>> Latency(ChartServer question, ChartTime when, Work work, CancellationToken cancel)
    {
        // Kept by the hour.
        var hourly = when with { Step = when.Step > TimeSpan.FromHours(1) ? when.Step : TimeSpan.FromHours(1) };
        var hours = await work.List<Hour>(
            """
            select   hour as at, p50_ms as p50, p95_ms as p95
            from     health_hours
            where    server_id = @Server and hour >= @From and hour < @Until
            order by hour
            """, new { question.Server, From = when.From.AddHours(-1), when.Until }, cancel);
        return
        [
            hourly.Means("half within", hours.Select(hour => (hour.At, (double?)hour.P50))),
            hourly.Means("95 % within", hours.Select(hour => (hour.At, (double?)hour.P95))),
        ];
    }

    async Task<(IReadOnlyList<Series> Series, string? Blind)> Measured(
        ChartServer question, Server server, ChartTime when, Work work, CancellationToken cancel)
    {
        var metrics = await work.List<Metric>(
            """
            select   at, cpu, disk, net_in, net_out
            from     node_metrics
            where    server_id = @Server and at >= @From and at < @Until
            order by at
            """, new { question.Server, when.From, when.Until }, cancel);
        if (question.Figure == ServerFigure.Disk)
            return ([when.Means("Disk", metrics.Select(one => (one.At, (double?)one.Disk)))], null);
        if (question.Figure == ServerFigure.Network)
            return (
            [
                when.Means("in", metrics.Select(one => (one.At, (double?)one.NetIn))),
                when.Means("out", metrics.Select(one => (one.At, (double?)one.NetOut))),
            ], null);

        // What the provider sees of it from outside; else what the node says of itself.
        var asked = server.Provider == provider.Name && server.ProviderId is not null && server.State != ServerState.Deleted;
        var load = (LoadSeen?)null;
        var blind = asked && work.Seen<LoadSeen>().Failed(out load, out var why) ? why.Sentence : null;
        if (load is not { Points: { Count: > 0 } points })
            return ([when.Means("CPU", metrics.Select(one => (one.At, (double?)one.Cpu)))], blind);
        var slots = when with { Step = (when.Until - when.From) / CpuSlots };
        return ([slots.Means("CPU", points.Select(point => (point.At, (double?)point.Percent)))], null);
    }
}
