using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Health;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

public sealed record ShowServer([Arg("which server")] ServerId Server) : IQuestion<ShowServer, ServerShown>
{
    public static Spec Spec { get; } = new("vps show", "One server: state, addresses, whose it is, cost, load, what was last done")
    {
        Examples = ["/vps show acme"],
    };
}

/// <summary>What the provider said just now; what it did last and how busy the server was may be missing: then it says why.</summary>
public sealed record ServerSeen(
    Machine Machine, IReadOnlyList<ProviderAction> Actions, IReadOnlyList<CpuPoint> Cpu, string? Missing);

public sealed record FloatingIpLine(string Ip, long? PriceMinor, string? Currency);

/// <summary>What the database says, and what its provider said just now; where that could not be asked, the sentence says so.</summary>
public sealed record ServerShown(
    Server Server, IReadOnlyList<FloatingIpLine> FloatingIps, string Provider, ServerSeen? Now, string? Blind, DateTimeOffset Today,
    IReadOnlyList<HistoryLine> History) : IAnswer
{
    const int ShownActions = 5;

    /// <summary>How its services are and were; none of what is not looked at.</summary>
    public Field[] Health { get; init; } = [];

    public Reply Say() => new($"{Server.State.Mark} {Server.Name}")
    {
        Parts =
        [
            new Fields(
            [
                new("State", Words.Of(new Strong(Server.State.Words()), new Plain(" since "), new At(Server.Since))),
                .. Health,
                new("For", Server.OrganizationSlug is { } slug ? $"{Server.OrganizationName} ({slug}, {Server.Tier})"
                    : Server.Purpose.Words()),
                new("Type", Server.Type is { } type ? $"{type} in {Server.Region}" : $"a host of the house's own in {Server.Region}"),
                .. new Field("Addresses", Words.Of(new Code(string.Join("  ", Addresses)))).If(Addresses.Count > 0),
                .. Server.AppVersion.IfAny(version => new Field("Version", version)),
                .. Cost.IfAny(cost => new Field("Cost", cost)),
                .. Server.KeptUntil.IfAny(until => new Field("Kept until", At.Deadline(until))),
                new("Created", new At(Server.CreatedAt)),
                .. Server.ProviderId.IfAny(id => new Field($"At {Provider}", new Code(id))),
                new("Id", new Code(Server.Id.ToString())),
            ]),
            .. Server.Error.IfAny(error => new Notice(Server.State is ServerState.Running ? Tone.Warning : Tone.Bad, error)),
            .. Blind.IfAny(blind => new Notice(Tone.Warning, blind)),
            .. Now.IfAny(Seen).SelectMany(parts => parts),
            .. new Title("What was last done").If(History.Count > 0),
            .. History.Select(AuditHistory.Say),
        ],
        Buttons = ServerButtons.For(Server),
    };

    IReadOnlyList<string> Addresses =>
        [.. new[] { Server.V4, Server.V6 }.OfType<string>(), .. FloatingIps.Select(one => one.Ip)];

    // Counted by the hour, and never more than a month's price.
    string? Cost
    {
        get
        {
            if (Server.Price is not { } price) return null;
            var month = new DateTimeOffset(Today.Year, Today.Month, 1, 0, 0, 0, TimeSpan.Zero);
            var from = Server.CreatedAt > month ? Server.CreatedAt : month;
            var until = Server.State == ServerState.Deleted && Server.Since < Today ? Server.Since : Today;
            var hours = Math.Max(0, (long)Math.Ceiling((until - from).TotalHours));
            var all = (long)(month.AddMonths(1) - month).TotalHours;
            var so = new Money(price.Minor * Math.Min(hours, all) / all, price.Currency);
            var more = FloatingIps.Sum(one => one.PriceMinor ?? 0);
            return $"{price} a month, {so} so far this month"
                + (more > 0 ? $"; its floating IPs {new Money(more, price.Currency)} a month" : "");
        }
    }

    IEnumerable<Part> Seen(ServerSeen seen)
    {
        var machine = seen.Machine;
        yield return new Small($"At {Provider} now: {machine.State.Words()}, {machine.Type}"
            + (machine.IsLocked ? ", something is being done to it" : "")
            + (machine.IsProtected ? ", protected against deletion." : "."));
        if (Differs(machine) is { } difference) yield return new Notice(Tone.Warning, difference);
        if (seen.Cpu.Count > 0)
            yield return new Sparkline("CPU in % of a core, the last hour",
                [.. seen.Cpu.Select(point => (long)Math.Round(point.Percent))]);
        if (seen.Actions.Count > 0)
        {
            yield return new Title($"What {Provider} did last");
            foreach (var action in seen.Actions.OrderByDescending(action => action.StartedAt).Take(ShownActions)) yield return Line(action);
        }
        if (seen.Missing is { } missing) yield return new Small(missing);
    }

    string? Differs(Machine machine) => (Server.State, machine.State) switch
    {
        (ServerState.Running, MachineState.Off) => $"It should run, and is off at {Provider}. That is noted here within the hour.",
        (ServerState.Off, MachineState.Running) => $"It should be off, and runs at {Provider}. That is noted here within the hour.",
        (ServerState.Missing, _) => "It was missing, and is there again. That is noted here within the hour.",
        _ => null,
    };

    static Paragraph Line(ProviderAction action) => new(Words.Of(
        new At(action.StartedAt), new Plain("  "), new Strong(action.Command.Replace('_', ' ')),
        new Plain(action.State switch
        {
            ActionState.Running => ", under way",
            ActionState.Succeeded => action.FinishedAt is { } end ? $", done after {(end - action.StartedAt).InWords()}" : ", done",
            ActionState.Failed => $", failed: {action.Error ?? "no reason given"}",
        })));
}

static class ServerButtons
{
    /// <summary>What is legal now, likeliest first.</summary>
    public static IReadOnlyList<Button> For(Server server)
    {
        var (name, state, rented) = (server.Name, server.State, server.Provider is not null);
        return
        [
            .. new Button("Power on", $"/vps power-on {name}") { Look = Look.Primary }.If(rented && ServerLife.PowerOn.MayBegin(state)),
            .. new Button("Reboot", $"/vps reboot {name}").If(rented && ServerLife.Reboot.MayBegin(state)),
            .. server.OrganizationSlug.IfAny(slug => new Button("Its organization", $"/org show {slug}")),
            .. new Button("Health", $"/vps health {name}").If(server.Purpose == ServerPurpose.Organization),
            new Button("Why", $"/why {name}"),
            .. new Button("Power off", $"/vps power-off {name}") { Look = Look.Danger }.If(rented && ServerLife.PowerOff.MayBegin(state)),
        ];
    }
}

sealed class ShowServerHandler(IProvider provider, IOptions<HealthOptions> health, TimeProvider time)
    : IAnswerQuestion<ShowServer, ServerShown>, ILookOutside<ShowServer, ServerSeen>
{
    const int Operations = 5;

    static readonly TimeSpan cpuFor = TimeSpan.FromHours(1);

    public string Whom => provider.Called;

    public async Task<Looking<ServerSeen>?> Aim(ShowServer question, NpgsqlConnection db, CancellationToken cancel)
    {
        var server = await Server.Get(db, question.Server, cancel);
        return server.Provider != provider.Name || server.ProviderId is not { } id || server.State == ServerState.Deleted ? null
            : within => Look(id, within);
    }

    async Task<Result<ServerSeen>> Look(string id, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var (machine, history, cpu) =
            (provider.Get(id, cancel), provider.History(id, cancel), provider.Cpu(id, now - cpuFor, now, cancel));
        await Task.WhenAll(machine, history, cpu);
        if ((await machine).Failed(out var there, out var fault)) return new Refusal(fault.Sentence);
        var actions = (await history).Failed(out var done, out var noHistory) ? [] : done;
        var points = (await cpu).Failed(out var busy, out var noCpu) ? [] : busy;
        return new ServerSeen(there, actions, points, (noHistory ?? noCpu)?.Sentence);
    }

    public async Task<Result<ServerShown>> Answer(ShowServer question, Work work, CancellationToken cancel)
    {
        var server = await Server.Get(work.Db, question.Server, cancel);
        var asked = server.Provider == provider.Name && server.ProviderId is not null && server.State != ServerState.Deleted;
        var seen = (ServerSeen?)null;
        var blind = asked && work.Seen<ServerSeen>().Failed(out seen, out var why) ? why.Sentence : null;
        return new ServerShown(server,
            await work.List<FloatingIpLine>(
                """
                select   host(ip) as ip, price_minor, currency
                from     floating_ips
                where    server_id = @Server and removed_at is null
                order by added_at
                """, question, cancel),
            provider.Called, seen, blind, work.Now, await AuditHistory.Of(work.Db, [question.Server.Value], Operations, cancel))
        {
            Health = server.Purpose == ServerPurpose.Organization ? await Health(work, server, cancel) : [],
        };
    }

    async Task<Field[]> Health(Work work, Server server, CancellationToken cancel)
    {
        var known = server.State == ServerState.Running ? await KnownHealth.Find(work.Db, server.Id, cancel) : null;
        return
        [
            .. new Field("Health",
                known?.Say(work.Now, health.Value.Fresh) ?? Words.Of(new Plain($"{HealthMarks.Unknown}, not looked at yet")))
                .If(server.State == ServerState.Running),
            new("Uptime", Sentences.WithInstants((await Uptime.Of(work.Db, server.Id, work.Now, cancel)).Sentence)),
        ];
    }
}
