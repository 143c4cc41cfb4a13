using Microsoft.Extensions.DependencyInjection;

namespace OpsBot.Core.Operations;

/// <summary>How long a request may take: no time to speak of, as long as a host lets it wait, or as long as much is to be read.</summary>
public enum Lane { Quick, Looking, Reading }

/// <summary>Looks outside ahead of the transaction, so that no host that hangs holds rows, locks or connections.</summary>
public sealed class Looks(
    Transactions transactions, Parser parser, Binder binder, IServiceProvider services,
    IServiceProviderIsKeyedService known, TimeProvider time)
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
        // Only read in, and over before the look begins: nothing is handled by it.
        await using var work = await transactions.Begin(request with { Receipt = null }, trail, cancel);
        return work is not null && await Permission.Lacks(work, parsed, cancel) is null
            && (await binder.Bind(parsed, work.Db, cancel)).Operation is { } operation
            ? await looker.Aim(operation, work.Db, time, cancel) : null;
    }
}
