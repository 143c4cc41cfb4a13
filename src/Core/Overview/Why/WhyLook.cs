using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Maintenances;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Overview.Why;

/// <summary>
/// Gathers what explains a thing: each table by one query on a connection of its own, and whoever is outside, all side by side. What does
/// not answer in time says so, and keeps nothing else waiting.
/// </summary>
sealed class WhyLook(NpgsqlDataSource source, IServiceProvider services, TimeProvider time)
{
    static readonly TimeSpan patience = TimeSpan.FromMilliseconds(700);

    public string Typed(Type idType, Guid id) => Explainer(idType).Typed(id);

    public Looking<Explained> At(Type idType, Guid id) => async cancel =>
    {
        var one = await Read(db => Explain(db, idType, id, cancel), cancel);
        IReadOnlyList<Target> targets = [one.Target, .. one.With];
        var job = InTime(within => Read(db => WhyParts.Job(db, targets, within), within), cancel);
        var history = InTime(within => Read(db => WhyParts.History(db, targets, within), within), cancel);
        var waiting = InTime(within => Read(db => WhyParts.Waiting(db, targets, within), within), cancel);
        var outside = one.Outside.Select(asked => InTime(asked.Ask, cancel)).ToList();
        await Task.WhenAll([job, history, waiting, .. outside]);
        return new Explained(one, await job, await history, await waiting,
            [.. one.Outside.Zip(outside, (asked, said) => new Field(asked.Name, said.Result.Value ?? Late))]);
    };

    public static string Late => $"did not answer within {patience.TotalMilliseconds:0} ms";

    async Task<Explanation> Explain(NpgsqlConnection db, Type idType, Guid id, CancellationToken cancel)
    {
        var one = await Explainer(idType).Explain(db, id, cancel);
        return await Maintenance.Around(db, one.Target, time.GetUtcNow(), cancel) is { } quiet
            ? one with { Known = [.. one.Known, new Field("Maintenance", quiet.InWords)] } : one;
    }

    IExplain Explainer(Type idType) => services.GetRequiredKeyedService<IExplain>(idType);

    async Task<T> Read<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await read(db);
    }

    async Task<Gathered<T>> InTime<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancel) where T : class
    {
        using var late = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            return new(await ask(both.Token), false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new(null, true);
        }
        // The thing itself was read: what of the rest is away is a part of the answer.
        catch (Exception away) when (Outage.Is(away))
        {
            return new(null, true);
        }
    }
}

/// <summary>What was found, or that nobody answered in time.</summary>
public sealed record Gathered<T>(T? Value, bool IsLate) where T : class;
