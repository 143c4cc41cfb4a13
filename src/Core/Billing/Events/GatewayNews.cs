using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Events;

/// <summary>
/// Takes up what happened at the payment provider: each event is a row, the thing it is about is read anew, and who listens acts on that.
/// So it does not matter in which order events come, or how often.
/// </summary>
public sealed partial class GatewayNews(
    NpgsqlDataSource source, Transactions transactions, IGateway gateway, IEnumerable<IHearGateway> all, TimeProvider time,
    ILogger<GatewayNews> log)
{
    /// <summary>In whose name it is acted on.</summary>
    public const string Duty = "stripe";

    /// <summary>Whoever took one up and has not settled it by then has died of it.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    static readonly TimeSpan firstPause = TimeSpan.FromMinutes(1), longestPause = TimeSpan.FromHours(1);

    readonly Dictionary<string, IHearGateway> listeners =
        all.SelectMany(one => one.Types.Select(type => (type, one))).ToDictionary(pair => pair.type, pair => pair.one);

    /// <summary>It was reported: the receipt is its inbox row, handled with it.</summary>
    public async Task Take(GatewayEvent happened, Guid receipt, CancellationToken cancel)
    {
        await Note([happened], EventSource.Webhook, time.GetUtcNow() + Abandoned, cancel);
        await Settle(happened, receipt, cancel);
    }

    /// <summary>Writes down those that nobody knew; how many that were.</summary>
    internal async Task<int> Note(IReadOnlyList<GatewayEvent> events, EventSource by, DateTimeOffset due, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Execute(
            """
            insert into stripe_events (id, type, thing_kind, thing_id, version, happened_at, came_at, came_by, state, due_at)
            select e.id, e.type, e.thing_kind, e.thing_id, e.version, to_timestamp(e.happened), @Now, @By, 'waiting', @due
            from   unnest(@Ids, @Types, @Kinds, @Things, @Versions, @Happened)
                   as e (id, type, thing_kind, thing_id, version, happened)
            on conflict (id) do nothing
            """,
            new
            {
                Now = time.GetUtcNow(), By = by.Snake(), due,
                Ids = events.Select(one => one.Id).ToArray(), Types = events.Select(one => one.Type).ToArray(),
                Kinds = events.Select(one => one.ThingKind).ToArray(), Things = events.Select(one => one.ThingId).ToArray(),
                Versions = events.Select(one => one.Version).ToArray(),
                Happened = events.Select(one => one.CreatedAt.ToUnixTimeSeconds()).ToArray(),
            }, cancel);
    }

    internal async Task Settle(GatewayEvent happened, Guid? receipt, CancellationToken cancel)
    {
        // Where another event of the same thing was settled meanwhile, what was read before may be older than what it has led to.
        while (!await TrySettle(happened, receipt, cancel)) { }
    }

    /// <summary>What became of it, and what is done about it in the transaction that says so.</summary>
    sealed record Verdict(EventState State, string Why)
    {
        public Func<Work, CancellationToken, Task>? Settle { get; init; }
    }

    async Task<bool> TrySettle(GatewayEvent happened, Guid? receipt, CancellationToken cancel)
    {
        long before;
        await using (var db = await source.OpenConnectionAsync(cancel)) before = await Newest(db, happened, cancel);
        var verdict = await Judge(happened, cancel);
        await using var work = receipt is { } row ? await transactions.Handling(row, Actor.OpsBot(Duty), cancel)
            : await transactions.Begin(Actor.OpsBot(Duty), Guid.CreateVersion7(time.GetUtcNow()), cancel);
        if (work is null) return true;
        var thing = happened.ThingId ?? happened.Id;
        await work.Lock(new Target($"at the payment provider {thing}", Guid.Empty, thing), cancel);
        var state = await work.Get<EventState>("select state from stripe_events where id = @Id for update", new { happened.Id }, cancel);
        if (state is EventState.Waiting)
        {
            if (verdict.Settle is not null && await Newest(work.Db, happened, cancel) != before) return false;
            if (verdict.Settle is { } settle) await settle(work, cancel);
            await Keep(work, happened, verdict, cancel);
        }
        await work.Commit(cancel);
        if (state is EventState.Waiting) LogTaken(happened.Id, happened.Type, verdict.State);
        return true;
    }

    async Task<Verdict> Judge(GatewayEvent happened, CancellationToken cancel)
    {
        if (gateway.WhyUnread(happened) is { } unread) return new(EventState.Parked, unread);
        if (!listeners.TryGetValue(happened.Type, out var listener))
            return new(EventState.Parked, "Nobody here acts on events of that type.");
        if (happened.ThingId is not { Length: > 0 }) return new(EventState.Parked, "It names nothing to look at.");
        if (!(await listener.Read(happened, cancel)).Failed(out var heard, out var fault))
            return new(EventState.Handled, heard.Found) { Settle = heard.Settle };
        // A key that may not read it is given that by somebody: it waits as well.
        return new(fault.MayPass || fault.Trouble is GatewayTrouble.Misconfigured ? EventState.Waiting : EventState.Parked, fault.Sentence);
    }

    static async Task Keep(Work work, GatewayEvent happened, Verdict verdict, CancellationToken cancel)
    {
        if (verdict.State is EventState.Waiting)
            await work.Execute(
                """
                update stripe_events
                set    why = @Why, tries = tries + 1, due_at = @Now + least(@longestPause, @firstPause * power(2, least(tries, 10)))
                where  id = @Id
                """, new { happened.Id, verdict.Why, work.Now, firstPause, longestPause }, cancel);
        else
            await work.Execute(
                """
                update stripe_events
                set    state = @State, why = @Why, due_at = null, settled_at = @Now, settled_no = nextval('stripe_settled')
                where  id = @Id
                """, new { happened.Id, State = verdict.State.Snake(), verdict.Why, work.Now }, cancel);
    }

    static Task<long> Newest(NpgsqlConnection db, GatewayEvent happened, CancellationToken cancel) => db.Get<long>(
        "select coalesce(max(settled_no), 0) from stripe_events where thing_id = @ThingId", new { happened.ThingId }, cancel);

    [LoggerMessage(LogLevel.Information, "{Event} ({Type}) is {State}")]
    partial void LogTaken(string @event, string type, EventState state);
}
