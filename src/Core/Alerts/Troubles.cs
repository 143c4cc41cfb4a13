using OpsBot.Core.Operations;

namespace OpsBot.Core.Alerts;

/// <summary>
/// Tells what each <see cref="ITrouble"/> says: opens alerts, goes on with them, ends them. One transaction for each sort; two who look at
/// the same time tell it once.
/// </summary>
public sealed class Troubles(IEnumerable<ITrouble> all, Transactions transactions, AlertCards cards)
{
    static readonly Actor me = Actor.OpsBot("alerts");

    /// <summary>All sorts. What one of them meets keeps none of the others from being told.</summary>
    public async Task Round(CancellationToken cancel)
    {
        var faults = new List<Exception>();
        foreach (var trouble in all)
            try
            {
                await Tell(trouble, cancel);
            }
            // The duty has failed then, and is tried again.
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                faults.Add(fault);
            }
        if (faults.Count > 0) throw new AggregateException(faults);
    }

    /// <summary>That sort alone, for whoever has just found out about it.</summary>
    public Task Tell<T>(CancellationToken cancel) where T : ITrouble => Tell(all.OfType<T>().Single(), cancel);

    Task Tell(ITrouble trouble, CancellationToken cancel) => transactions.As(me, async work =>
    {
        await work.Lock(new Target($"trouble {trouble.Causes}", Guid.Empty, trouble.Causes), cancel);
        var wrong = await trouble.Now(work, cancel);
        // Those that go on first: a thing that moves from one to another is in one of them all the time.
        foreach (var one in wrong)
        {
            var alert = await Incidents.Open(work, one, cancel);
            await Incidents.Keep(work, alert.Id, one.AllMembers, cancel);
            await cards.Tell(work, alert.Id, cancel);
        }
        foreach (var open in await Open(work, trouble, cancel))
            if (wrong.All(one => one.Cause != open.Cause))
            {
                await Incidents.Resolve(work, open.Id, await trouble.Over(await Alert.Get(work.Db, open.Id, cancel), work, cancel), cancel);
                await cards.Tell(work, open.Id, cancel);
            }
        return true;
    }, cancel);

    sealed record OpenOne(AlertId Id, string Cause);

    static Task<IReadOnlyList<OpenOne>> Open(Work work, ITrouble trouble, CancellationToken cancel) => work.List<OpenOne>(
        """
        select   id, cause
        from     alerts
        where    state <> 'resolved' and starts_with(cause, @Causes)
        order by id
        """, new { trouble.Causes }, cancel);
}
