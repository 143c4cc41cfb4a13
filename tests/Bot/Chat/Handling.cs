using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Intake;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Chat;

/// <summary>Receives requests of one pretend platform as the bot does, and carries them out as the test says.</summary>
public abstract class Handling(Postgres postgres) : IAsyncLifetime
{
    private protected List<BackgroundService> Running { get; } = [];
    OpsBot.Tests.Testing.Database database = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected NpgsqlDataSource Source => database.Source;

    /// <summary>The lines that were carried out.</summary>
    protected ConcurrentQueue<string> Ran { get; } = new();

    /// <summary>What carrying out means; by default it leaves its mark as the Runner does, in one transaction.</summary>
    protected Func<Request, CancellationToken, Task<Outcome>> Run { get; set; } = null!;

    /// <summary>In whose places it is handled; by default all are quick.</summary>
    protected Func<Request, Lane> Slow { get; set; } = _ => Lane.Quick;

    public async ValueTask InitializeAsync()
    {
        database = await postgres.NewDatabase();
        Run = Handle;
    }

    protected async Task<Outcome> Handle(Request request, CancellationToken cancel)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancel);
        if (await db.Execute("update inbox set handled_at = @Now where id = @Receipt and handled_at is null",
            new { request.Receipt, Now = TimeProvider.System.GetUtcNow() }, cancel) == 0)
            return new(OutcomeKind.AlreadyHandled);
        Ran.Enqueue(request.Line);
        return new(OutcomeKind.Answered) { Reply = new Reply("Done") };
    }

    private protected async Task<Inbox> Bot(InboxLimits? given = null, TimeProvider? clock = null)
    {
        // How fast the database is, is not what this is about.
        var (limits, time) = ((given ?? new()) with { Patience = Eventually.Patience }, clock ?? TimeProvider.System);
        var inbox = new Inbox(database.Source, time, limits, NullLogger<Inbox>.Instance);
        var hints = new Hints(database.Source, NullLogger<Hints>.Instance);
        var outbox = new Outbox(hints);
        var (claims, transactions) = (new InboxClaims(database.Source, time, limits), new Transactions(database.Source, outbox, time));
        var working = new Working(database.Source, transactions, outbox, time, NullLogger<Working>.Instance);
        var source = new ChatSource(
            (row, request, cancel) => request is null ? claims.Close(row.Id, cancel)
                : working.While(Run(request with { Receipt = row.Id }, cancel), row, request, cancel),
            request => Slow(request));
        var pump = new InboxPump(
            inbox, claims, [source],
            new GivenUp(transactions, new Parser(Catalog.Of(typeof(Parser).Assembly)), NullLogger<GivenUp>.Instance),
            limits, time, NullLogger<InboxPump>.Instance);
        Running.Add(pump);
        Running.Add(hints);
        await pump.StartAsync(Cancel);
        return inbox;
    }

    private protected static Task<Received> Ask(Inbox inbox, string key, string? line = null) =>
        inbox.Receive(new(key, "chat", "command", line ?? key), Cancel);

    protected async Task<T?> Of<T>(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel) is { } value and not DBNull ? (T)value : default;
    }

    protected Task<long> Waiting() => Of<long>("select count(*) from inbox where handled_at is null");

    protected async Task LeftBehind(int count, string body = "left", string platform = "chat")
    {
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        await db.Execute(
            """
            insert into inbox (id, key, platform, kind, body, received_at, claimed_until)
            select gen_random_uuid(), @Body || n, @Platform, 'command', @Body || case when @Body = 'left' then n::text else '' end, @Long, @Long
            from   generate_series(1, @Count) n
            """, new { Body = body, Platform = platform, Count = count, Long = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) }, Cancel);
    }

    /// <summary>From another database, with the name of this one in it.</summary>
    protected async Task Change(string sql)
    {
        var address = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var name = address.Database;
        (address.Database, address.Pooling) = ("postgres", false);
        await using var source = NpgsqlDataSource.Create(address.ConnectionString);
        await using var command = source.CreateCommand(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, name));
        await command.ExecuteNonQueryAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var one in Running)
        {
            await one.StopAsync(CancellationToken.None);
            one.Dispose();
        }
        await database.DisposeAsync();
    }
}
