using Microsoft.Extensions.Options;
using OpsBot.Core.Audit;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>What a run did, or found done.</summary>
public sealed record RunTally(long Drafted, long Opened, long Overdue)
{
    public RunTally() : this(0, 0, 0) { }

    /// <summary>Why drafts whose time has come were left as they are.</summary>
    public string? NotOpened { get; init; }

    public bool IsNothing => Drafted + Opened + Overdue == 0;
}

/// <summary>So many a transaction: locks are short, and what a crash costs is little.</summary>
public sealed record RunLimits(int AtOnce = 5_000);

/// <summary>
/// Drafts what is due, opens what has stood long enough, and marks what is overdue: in chunks, each a transaction of its own with one row
/// in the audit. Each chunk asks what is there to do, so a run that was cut off goes on by being run again, and several share one.
/// </summary>
public sealed class InvoiceRun(
    Transactions transactions, Seller seller, OpenInvoices opening, IOptions<BillingOptions> options, RunLimits limits, TimeProvider time)
{
    static readonly Actor me = Actor.OpsBot("billing");

    /// <summary>As its own duty.</summary>
    public Task<RunTally> Round(CancellationToken cancel) => Round(Guid.CreateVersion7(time.GetUtcNow()), cancel);

    /// <summary>As a part of what somebody asked for.</summary>
    public async Task<RunTally> Round(Guid trail, CancellationToken cancel)
    {
        while (await transactions.As(me, trail, work => DraftInvoices.EndTrials(work, seller, limits.AtOnce, cancel), cancel) > 0) { }
        while (await transactions.As(me, trail, work =>
            PlanChanges.BeginDue(work, seller.Today, limits.AtOnce, null, cancel), cancel) > 0) { }
        var drafted = await Chunks(trail, "drafted", work =>
            DraftInvoices.Next(work, seller, options.Value.DraftsStand, limits.AtOnce, cancel), cancel);
        var unset = seller.Options.NotSet;
        var opened = unset is not null ? 0 : await Chunks(trail, "opened", work =>
            opening.Next(work, limits.AtOnce, cancel), cancel);
        var overdue = await Chunks(trail, "overdue", work => OverdueInvoices.Next(work, seller, limits.AtOnce, cancel), cancel);
        var tally = new RunTally(drafted, opened, overdue) { NotOpened = unset?.Sentence };
        if (!tally.IsNothing)
            await transactions.As(me, trail, async work =>
            {
                await RunCard.Say(work, seller.Today, tally, cancel);
                return true;
            }, cancel);
        return tally;
    }

    async Task<long> Chunks(Guid trail, string what, Func<Work, Task<Chunk>> next, CancellationToken cancel)
    {
        for (var done = 0L; ;)
        {
            var chunk = await transactions.As(me, trail, async work =>
            {
                var chunk = await next(work);
                if (chunk.Count > 0) await work.Audit(Row(work, what, chunk), cancel);
                return chunk;
            }, cancel);
            if (chunk.Seen == 0) return done;
            done += chunk.Count;
        }
    }

    static AuditEntry Row(Work work, string what, Chunk chunk) =>
        Execution.Entry(work, RunBilling.Spec.Command, AuditOutcome.Done) with
        {
            Target = RunBilling.Whole,
            Detail = $"{Several.Of(chunk.Count, "invoice", "invoices")} {what}, {Sums.InWords(chunk.Sums)}, SHA-256 {chunk.Hash}.",
        };
}
