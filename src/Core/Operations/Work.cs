using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>
/// An open transaction: a change, its audit row and what is said about it commit together. Where people decide, it has a clock, so that
/// what ran out while it waited has run out.
/// </summary>
public sealed class Work(
    NpgsqlTransaction transaction, Outbox outbox, Request request, Operator? who, Guid trail, DateTimeOffset now, TimeProvider? time = null)
    : IAsyncDisposable
{
    readonly List<OutboxMessage> said = [];
    readonly List<string> auditRows = [];
    readonly List<Action> afterCommit = [];
    Moment moment = new(now);
    Operator? asker = who;
    object? seen;

    public NpgsqlConnection Db { get; } = transaction.Connection!;

    public Request Request => request;

    /// <summary>Names this one command in the audit, from being asked to its last step.</summary>
    public Guid Trail => trail;

    /// <summary>Read anew after each wait for a lock: what ran out while it waited has run out.</summary>
    public DateTimeOffset Now => moment.Is;

    /// <summary>
    /// Who asks, read in this transaction and anew after each wait for a lock: who lost their rights meanwhile is not active. A stranger
    /// has none.
    /// </summary>
    public Operator Operator => asker ?? throw new InvalidOperationException("Only a linked operator gets here.");

    public bool IsStranger => asker is null && Duty is null;

    /// <summary>OpsBot itself asks, by the name of that duty.</summary>
    public string? Duty => request.Duty;

    /// <summary>None where nobody on the team asks.</summary>
    internal OperatorId? AskerId => asker?.Id;

    /// <summary>Why it is done to somebody; set once the guard has asked for it.</summary>
    public string? Reason { get; private set; }

    /// <summary>The words of what was asked for, once they were understood.</summary>
    internal string? Command { get; set; }

    /// <summary>What the command is done to, as the audit names it; known once it was looked at.</summary>
    internal Target? Subject { get; set; }

    internal void Because(string reason) => Reason = reason;

    /// <summary>Whose approval it runs with.</summary>
    internal IReadOnlyList<string> ApprovedBy { get; init; } = [];

    /// <summary>The approved request that it runs for; none where one person did it without a second.</summary>
    public long? Approval { get; internal set; }

    /// <summary>It runs by one person alone, past the approval that it needs.</summary>
    internal bool BrokeGlass { get; set; }

    /// <summary>The message in which long work goes on, where there is one already.</summary>
    internal string? StoryKey { get; init; }

    /// <summary>What was seen outside before this transaction was opened, or why nothing was.</summary>
    public Result<T> Seen<T>() => seen is Result<T> known ? known : new Refusal("Nobody has looked yet.");

    internal Work With(object? whatWasSeen)
    {
        seen = whatWasSeen;
        return this;
    }

    /// <summary>What was shown, agreed to and is done now; a handler that does something to many does it to those in here.</summary>
    public Plan? Plan { get; internal set; }

    /// <summary>Long work was queued: its own message tells how it goes.</summary>
    public bool HasJob { get; internal set; }

    public Task<T?> Find<T>([ConstantExpected] string sql, object? args, CancellationToken cancel,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Db.Find<T>(sql, args, cancel, file, line);

    public Task<T> Get<T>([ConstantExpected] string sql, object? args, CancellationToken cancel,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Db.Get<T>(sql, args, cancel, file, line);

    public Task<IReadOnlyList<T>> List<T>([ConstantExpected] string sql, object? args, CancellationToken cancel,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Db.List<T>(sql, args, cancel, file, line);

    /// <summary>The same, planned for these arguments alone.</summary>
    public Task<IReadOnlyList<T>> ListPlanned<T>([ConstantExpected] string sql, object? args, CancellationToken cancel,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Db.ListPlanned<T>(sql, args, cancel, file, line);

    public Task<int> Execute([ConstantExpected] string sql, object? args, CancellationToken cancel,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Db.Execute(sql, args, cancel, file, line);

    /// <summary>Waits until nothing else works on the target; held until this transaction ends.</summary>
    public async Task Lock(Target target, CancellationToken cancel)
    {
        await using var batch = new Batch(Db);
        batch.Add("select pg_advisory_xact_lock(hashtextextended(@Key, 0))", new { target.Key });
        await LookAgain(batch, cancel);
    }

    /// <summary>Sends what may have to wait, and reads what it is then: the time, and who asks.</summary>
    internal async Task LookAgain(Batch waiting, CancellationToken cancel)
    {
        // Nobody decides here any more: a job that was begun goes on for whoever asked.
        if (time is null)
        {
            await waiting.Execute(cancel);
            return;
        }
        // A statement of its own sees what was committed while the one before it waited.
        if (asker is not null) waiting.Add(Who.OfAccount, request.Caller.Account);
        await using var reader = await waiting.Read(cancel);
        await reader.NextResultAsync(cancel);
        if (asker is not null) asker = (await reader.Rows<Operator>(cancel)).SingleOrDefault() ?? asker with { Active = false };
        moment.Is = time.GetUtcNow();
    }

    /// <summary>
    /// The same transaction on behalf of somebody else: an approved operation runs for who asked for it. What it leaves counts
    /// once it is taken in with <see cref="Include"/>.
    /// </summary>
    internal Work For(Operator? somebody, Request theirs, Guid theirTrail, IReadOnlyList<string> approvedBy, string? storyKey) =>
        new(transaction, outbox, theirs, somebody, theirTrail, now, time)
        {
            moment = moment, ApprovedBy = approvedBy, StoryKey = storyKey, seen = seen,
        };

    internal void Include(Work theirs)
    {
        said.AddRange(theirs.said);
        auditRows.AddRange(theirs.auditRows);
        afterCommit.AddRange(theirs.afterCommit);
    }

    // Said again before anybody could read it, it stands where it was said first, in its newest wording.
    internal void Say(OutboxMessage one)
    {
        var at = said.FindIndex(known => known.Key == one.Key && known.To == one.To);
        if (at < 0) said.Add(one);
        else said[at] = one;
    }

    /// <summary>A body for the audit; what takes rows makes them from entries.</summary>
    internal void Append(string body) => auditRows.Add(body);

    /// <summary>Wakes somebody once the change is there to be seen.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    /// <summary>Tells other processes, once the change is there to be seen.</summary>
    public void Hint(string channel) => afterCommit.Add(() => outbox.Hint(channel));

    /// <summary>
    /// Ends the transaction: writes down what was said, then its audit rows, as they hold up all others that have some, and commits;
    /// then lets what was said be delivered. All of it is one round trip.
    /// </summary>
    public Task Commit(CancellationToken cancel) => Commit(isAnswer: false, cancel);

    /// <summary>
    /// The same for a question. Its answer changed nothing, so it does not wait for the disk, nor make others wait: should the database
    /// itself break down within the same second, it is answered once more.
    /// </summary>
    internal Task CommitAnswer(CancellationToken cancel) => Commit(isAnswer: true, cancel);

    async Task Commit(bool isAnswer, CancellationToken cancel)
    {
        await using var batch = new Batch(Db);
        var claims = said.ConvertAll(one => outbox.Claim(one.To));
        foreach (var (one, claim) in said.Zip(claims)) one.AddTo(batch, Now, claim);
        if (auditRows.Count > 0) AuditRows.AddTo(batch, auditRows);
        else
        {
            if (isAnswer) batch.Add("set local synchronous_commit = off", null);
            batch.Add("commit", null);
        }
        var handed = await Send(batch, claims, cancel);
        foreach (var one in handed.OfType<HandedOver>()) outbox.Take(one);
        if (handed.Contains(null)) outbox.Said();
        afterCommit.ForEach(action => action());
    }

    async Task<List<HandedOver?>> Send(Batch batch, List<TimeSpan?> claims, CancellationToken cancel)
    {
        try
        {
            var handed = new List<HandedOver?>(said.Count);
            await using var reader = await batch.Read(cancel);
            foreach (var (one, claim) in said.Zip(claims)) handed.Add(claim is null ? null : await one.Read(reader, Now, cancel));
            // To the end: only there it shows that all of it was done.
            while (await reader.NextResultAsync(cancel)) { }
            return handed;
        }
        catch (PostgresException refused) when (auditRows.Count > 0 && AuditRows.IsLost(refused))
        {
            throw new AuditLostException();
        }
    }

    /// <summary>What was not committed was never done.</summary>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await Db.DisposeAsync();
    }

    // One for all who share the transaction.
    sealed class Moment(DateTimeOffset at)
    {
        public DateTimeOffset Is { get; set; } = at;
    }
}
