using Microsoft.Extensions.Logging;
using Npgsql;

namespace OpsBot.Core.Health;

/// <summary>
/// Looks at every server that should be well and keeps what it saw, all of it in one transaction at the end: who dies on the way has
/// looked at nothing. A round that OpsBot could not have seen anything in, because it is cut off, says so and counts for nothing.
/// </summary>
public sealed partial class HealthRound(
    NpgsqlDataSource source, ProbedServers servers, Probes probes, ControlProbes controls, HealthBook book, HealthIncidents incidents,
    TimeProvider time, ILogger<HealthRound> log)
{
    public async Task Round(CancellationToken cancel)
    {
        var began = time.GetUtcNow();
        if (await book.Has(began, cancel)) return;
        await Look(began, cancel);
        // Whoever dies before this has it made up for by the next round.
        await incidents.Round(began, cancel);
    }

    async Task Look(DateTimeOffset began, CancellationToken cancel)
    {
        if (await controls.WhyCutOff(cancel) is { } cutOff)
        {
            await Void(began, cutOff, cancel);
            return;
        }
        var all = await Servers(cancel);
        var seen = await probes.Look(all, cancel);
        // Cut off on the way, everybody seems to be gone.
        if (seen.Any(one => !one.Services.AllAnswer) && await controls.WhyCutOff(cancel) is { } meanwhile)
        {
            await Void(began, meanwhile, cancel);
            return;
        }
        if (await book.Keep(began, all, seen, cancel) is { Unhealthy: var unhealthy, Unreachable: var unreachable } kept
            && unhealthy + unreachable > 0) LogIll(kept.Servers, unhealthy, unreachable);
    }

    async Task<IReadOnlyList<ProbedServer>> Servers(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await servers.All(db, cancel);
    }

    async Task Void(DateTimeOffset began, string why, CancellationToken cancel)
    {
        await book.Void(began, why, cancel);
        LogVoid(why);
    }

    [LoggerMessage(LogLevel.Warning, "A round over the servers counts for nothing: {Why}")]
    partial void LogVoid(string why);

    [LoggerMessage(LogLevel.Information, "Of {Servers} servers {Unhealthy} were unhealthy and {Unreachable} unreachable")]
    partial void LogIll(int servers, int unhealthy, int unreachable);
}
