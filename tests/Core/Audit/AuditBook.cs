using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

/// <summary>An audit of one's own to write, to tamper with and to verify.</summary>
sealed class AuditBook(OpsBot.Tests.Testing.Database database, Clock clock) : IAsyncDisposable
{
    public const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    public const string OtherKey = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=";

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public NpgsqlDataSource Source => database.Source;

    public string ConnectionString => database.ConnectionString;

    public Clock Clock => clock;

    public AuditKeys Keys { get; init; } = new(new AuditOptions { Key = Key });

    public static Operator Adam { get; } = new(OperatorId.Of(Guid.Parse("01990000-0000-7000-8000-00000000000a")), "adam", "Adam",
        Role.Admin, true);

    /// <summary>None, unless a test keeps one.</summary>
    public HeadFile File { get; init; } = new("", NullLogger<HeadFile>.Instance);

    public OutsideHeads Heads => new(Keys, File);

    public static ExportAuditHandler Export { get; } = new(new OperationWords(Catalog.Of(typeof(Catalog).Assembly)));

    /// <summary>Of a process that runs on.</summary>
    [field: MaybeNull]
    public Checkpoints Checkpoints => field ??= Restarted();

    /// <summary>Of one that has just started and remembers nothing.</summary>
    public Checkpoints Restarted() => new(
        new Transactions(Source, new Outbox(new Hints(Source, NullLogger<Hints>.Instance)), clock), Keys, Heads, File, clock,
        NullLogger<Checkpoints>.Instance);

    public static async Task<AuditBook> New(Postgres postgres, int rows = 0)
    {
        var book = new AuditBook(await postgres.NewDatabase(), new Clock());
        if (rows > 0) await book.Append(rows);
        return book;
    }

    public AuditEntry Entry(string operation = "instance stop", AuditOutcome outcome = AuditOutcome.Done) => new()
    {
        Trail = Guid.CreateVersion7(clock.GetUtcNow()),
        At = clock.GetUtcNow(),
        Operation = operation,
        Outcome = outcome,
        OperatorId = Adam.Id.Value,
        Operator = Adam.Name,
        Account = "slack:U1",
        Target = new Target("instance", Guid.Parse("01990000-0000-7000-8000-0000000000bb"),
            "acme-prod") { Organization = Guid.Parse("01990000-0000-7000-8000-0000000000cc") },
        Reason = "they asked us to",
    };

    public Task<T> InTransaction<T>(Func<Work, Task<T>> run, Operator? who = null) =>
        Source.Work(new Request(new Caller(new ChatAccount("slack", "U1")), ""), who ?? Adam, clock.GetUtcNow(), run);

    public Task Append(params IReadOnlyList<AuditEntry> entries) => InTransaction(async work =>
    {
        foreach (var entry in entries) await work.Audit(entry, Cancel);
        return 0;
    });

    public async Task Append(int rows)
    {
        for (var i = 0; i < rows; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await Append(Entry());
        }
    }

    public async Task<AuditVerdict> Verify(Checkpoint? posted = null, AuditKeys? keys = null)
    {
        await using var db = await Source.OpenConnectionAsync(Cancel);
        return await AuditVerification.OfDatabase(db, keys ?? Keys, posted, Cancel);
    }

    /// <summary>With what is known outside.</summary>
    public async Task<AuditVerdict> Compare()
    {
        await using var db = await Source.OpenConnectionAsync(Cancel);
        return await AuditVerification.OfDatabase(db, Keys, null, await Heads.Read(db, clock.GetUtcNow(), Cancel), Cancel);
    }

    /// <summary>The bot looks in the audit channel and finds these there.</summary>
    public async Task Sees(params IReadOnlyList<Checkpoint> there)
    {
        await Execute(
            """
            insert into channels (purpose, platform, channel_id)
            values ('audit', 'slack', 'C1'), ('alerts', 'slack', 'C2')
            on conflict do nothing
            """);
        await using var db = await Source.OpenConnectionAsync(Cancel);
        await Heads.Keep(db, "slack", "C1", Result<IReadOnlyList<Checkpoint>>.Of(there), clock.GetUtcNow(), Cancel);
    }

    /// <summary>What somebody does who owns the database: the triggers go off, and on again behind them.</summary>
    public async Task Tamper(string sql)
    {
        await Execute(
            """
            alter table audit disable trigger user;
            alter table audit_checkpoints disable trigger user;
            alter table audit_epochs disable trigger user
            """);
        await Execute(sql);
        await Execute(
            """
            alter table audit enable always trigger audit_chain;
            alter table audit enable always trigger audit_stays;
            alter table audit_checkpoints enable always trigger audit_stays;
            alter table audit_epochs enable always trigger audit_stays
            """);
    }

    public async Task Execute(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    public async Task<T> Get<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    public static AuditKeys KeysOf(string key, params string[] old) => new(Options.Create(new AuditOptions { Key = key, OldKeys = old }));

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
