using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Operations;

/// <summary>How long a request may take: no time to speak of, as long as a host lets it wait, or as long as much is to be read.</summary>
public enum Lane { Quick, Looking, Reading }

/// <summary>Looks outside ahead of the transaction, so that no host that hangs holds rows, locks or connections.</summary>
public sealed class Looks(
    NpgsqlDataSource source, Outbox outbox, Parser parser, Binder binder,
    IServiceProvider services, IServiceProviderIsKeyedService known, TimeProvider time)
{
    /// <summary>In whose places it is handled: what may take its time never takes those of all others.</summary>
    public Lane LaneOf(Request request) =>
        parser.Parse(request.Line).Failed(out var parsed, out _) ? Lane.Quick
        : parsed.Entry.Spec.ReadsMuch ? Lane.Reading
        : known.IsKeyedService(typeof(ILookOutside), parsed.Entry.Type) ? Lane.Looking
        : Lane.Quick;

    /// <summary>What was seen; null where it looks at nothing outside, the asker may not, or what they named is not there.</summary>
    internal async Task<object?> Ahead(Request request, Guid trail, CancellationToken cancel) =>
        !parser.Parse(request.Line).Failed(out var parsed, out _)
            && services.GetKeyedService<ILookOutside>(parsed.Entry.Type) is { } looker
        && await Aim(looker, parsed.Filled(request.Filled), request, trail, cancel) is { } look
            ? await look(cancel) : null;

    async Task<Func<CancellationToken, Task<object>>?> Aim(
        ILookOutside looker, Parsed parsed, Request request, Guid trail, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        // Only read in, and over before the look begins.
        await using var transaction = await db.BeginTransactionAsync(cancel);
        var work = new Work(transaction, outbox, request, await Who.Is(db, request.Caller.Account, cancel), trail, time.GetUtcNow());
        return await Permission.Lacks(work, parsed, cancel) is null && (await binder.Bind(parsed, db, cancel)).Operation is { } operation
            ? await looker.Aim(operation, db, time, cancel) : null;
    }
}
