using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;

namespace OpsBot.Core.Operations;

/// <summary>The Runner's open transaction: a change, its audit row and what is said about it commit together.</summary>
public sealed class Work(NpgsqlConnection db, Request request, Operator? who, Guid trail, DateTimeOffset now)
{
    readonly List<string> auditRows = [];
    readonly List<Action> afterCommit = [];

    public NpgsqlConnection Db => db;

    public Request Request => request;

    /// <summary>Names this one command in the audit, from being asked to its last step.</summary>
    public Guid Trail => trail;

    public DateTimeOffset Now => now;

    /// <summary>Who asks, read in this transaction; a stranger has none.</summary>
    public Operator Operator => who ?? throw new InvalidOperationException("Only a linked operator gets here.");

    public bool IsStranger => who is null;

    /// <summary>Why it is done to somebody; set once the guard has asked for it.</summary>
    public string? Reason { get; private set; }

    internal void Because(string reason) => Reason = reason;

    /// <summary>Whose approval it runs with.</summary>
    internal IReadOnlyList<string> ApprovedBy { get; init; } = [];

    /// <summary>The message in which long work goes on, where there is one already.</summary>
    internal string? StoryKey { get; init; }

    /// <summary>Long work was queued: its own message tells how it goes.</summary>
    public bool HasJob { get; internal set; }

    public Task<T?> Find<T>([ConstantExpected] string sql, object? args, CancellationToken cancel,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => db.Find<T>(sql, args, cancel, file, line);

    public Task<T> Get<T>([ConstantExpected] string sql, object? args, CancellationToken cancel,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => db.Get<T>(sql, args, cancel, file, line);

    public Task<IReadOnlyList<T>> List<T>([ConstantExpected] string sql, object? args, CancellationToken cancel,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => db.List<T>(sql, args, cancel, file, line);

    public Task<int> Execute([ConstantExpected] string sql, object? args, CancellationToken cancel,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => db.Execute(sql, args, cancel, file, line);

    /// <summary>Waits until nothing else works on the target; held until this transaction ends.</summary>
    public Task Lock(Target target, CancellationToken cancel) =>
        Execute("select pg_advisory_xact_lock(hashtextextended(@Key, 0))", new { target.Key }, cancel);

    /// <summary>
    /// The same transaction on behalf of somebody else: an approved operation runs for who asked for it. What it leaves counts
    /// once it is taken in with <see cref="Include"/>.
    /// </summary>
    internal Work For(Operator somebody, Request theirs, Guid theirTrail, IReadOnlyList<string> approvedBy, string? storyKey) =>
        new(db, theirs, somebody, theirTrail, now) { ApprovedBy = approvedBy, StoryKey = storyKey };

    internal void Include(Work theirs)
    {
        auditRows.AddRange(theirs.auditRows);
        afterCommit.AddRange(theirs.afterCommit);
    }

    /// <summary>A body for the audit; what takes rows makes them from entries.</summary>
    internal void Append(string body) => auditRows.Add(body);

    /// <summary>Wakes somebody once the change is there to be seen.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    /// <summary>Ends the transaction: its audit rows last, as they hold up all others that have some, then the commit.</summary>
    public async Task Commit(NpgsqlTransaction transaction, CancellationToken cancel)
    {
        if (auditRows.Count > 0) await AuditRows.Append(db, auditRows, cancel);
        await transaction.CommitAsync(cancel);
        if (auditRows.Count > 0) await AuditRows.Durable(db, cancel);
        afterCommit.ForEach(action => action());
    }
}
