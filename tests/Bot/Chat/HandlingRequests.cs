using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Bot.Chat;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Chat;

public sealed class HandlingRequests(Postgres postgres) : IAsyncLifetime
{
    readonly List<BackgroundService> running = [];
    readonly ConcurrentQueue<string> ran = new();
    OpsBot.Tests.Testing.Database database = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What carrying out means; by default it leaves its mark as the Runner does, in one transaction.</summary>
    Func<Request, CancellationToken, Task<Outcome>> Run { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        database = await postgres.NewDatabase();
        Run = Handle;
    }

    async Task<Outcome> Handle(Request request, CancellationToken cancel)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancel);
        if (await db.Execute("update inbox set handled_at = @Now where id = @Receipt and handled_at is null", new { request.Receipt, Now = TimeProvider.System.GetUtcNow() }, cancel) == 0)
            return new(OutcomeKind.AlreadyHandled);
        ran.Enqueue(request.Line);
        return new(OutcomeKind.Answered) { Reply = new Reply("Done") };
    }

    async Task<Inbox> Bot(InboxLimits? given = null, TimeProvider? clock = null)
    {
        // How fast the database is, is not what this is about.
        var (limits, time) = ((given ?? new()) with { Patience = Eventually.Patience }, clock ?? TimeProvider.System);
        var inbox = new Inbox(database.Source, time, limits, NullLogger<Inbox>.Instance);
        var outbox = new OutboxSignal();
        var pump = new InboxPump(
            inbox, new InboxClaims(database.Source, time, limits), [new Chat()], (request, cancel) => Run(request, cancel),
            new Working(database.Source, outbox, time, NullLogger<Working>.Instance), new GivenUp(database.Source, outbox, time, NullLogger<GivenUp>.Instance),
            limits, time, NullLogger<InboxPump>.Instance);
        running.Add(pump);
        await pump.StartAsync(Cancel);
        return inbox;
    }

    static Task<Received> Ask(Inbox inbox, string key, string? line = null) => inbox.Receive(new(key, "chat", "command", line ?? key), Cancel);

    async Task<T?> Of<T>(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel) is { } value and not DBNull ? (T)value : default;
    }

    Task<long> Waiting() => Of<long>("select count(*) from inbox where handled_at is null");

    async Task LeftBehind(int count, string body = "left", string platform = "chat")
    {
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        await db.Execute(
            """
            insert into inbox (id, key, platform, kind, body, received_at, claimed_until)
            select gen_random_uuid(), @Body || n, @Platform, 'command', @Body || case when @Body = 'left' then n::text else '' end, @Long, @Long
            from   generate_series(1, @Count) n
            """, new { Body = body, Platform = platform, Count = count, Long = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) }, Cancel);
    }

    [Fact]
    public async Task What_came_in_is_handled_at_once()
    {
        // Nor by a sweep, which would find it once its claim is over.
        var inbox = await Bot(new InboxLimits { Claim = TimeSpan.FromHours(1) });
        await Ask(inbox, "one");
        await Eventually.Equal(["one"], () => ran.ToArray());
    }

    [Fact]
    public async Task Two_thousand_with_duplicates_through_two_bots_are_handled_once_each()
    {
        var (one, other) = (await Bot(), await Bot());
        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Ask(i % 2 == 0 ? one : other, $"{i % 800}")));
        Assert.DoesNotContain(Received.NotRecorded, answers);
        await Eventually.Equal(0, Waiting);
        // A row is marked a moment before the test hears of it.
        await Eventually.True(() => ran.Count >= 800);
        Assert.Equal(800, ran.Count);
        Assert.Equal(800, ran.Distinct().Count());
    }

    [Fact]
    public async Task What_a_dead_process_left_behind_is_taken_up_by_one_of_two_bots()
    {
        await LeftBehind(500);
        await Bot();
        await Bot();
        await Eventually.Equal(0, Waiting);
        await Eventually.True(() => ran.Count >= 500);
        Assert.Equal(500, ran.Distinct().Count());
        Assert.Equal(500, ran.Count);
    }

    [Fact]
    public async Task What_a_living_process_holds_is_left_to_it()
    {
        var (inside, holds) = (new TaskCompletionSource(), new TaskCompletionSource());
        Run = async (request, cancel) =>
        {
            inside.TrySetResult();
            await holds.Task.WaitAsync(cancel);
            return await Handle(request, cancel);
        };
        var (clock, limits) = (new Clock(), new InboxLimits());
        var inbox = await Bot(limits, clock);
        await Ask(inbox, "slow");
        await inside.Task.WaitAsync(Cancel);
        Run = Handle;
        await Bot(limits, clock);
        var first = await Of<DateTime>("select claimed_until from inbox");
        // Renewed, and still nobody else's although the first claim is over.
        await Eventually.True(async () =>
        {
            var until = await Of<DateTime>("select claimed_until from inbox");
            // Time stands still before the claim is over: a slow database is not what this is about.
            if (until - clock.GetUtcNow().UtcDateTime > limits.Claim / 3) clock.Advance(limits.Claim / 20);
            return until > first + limits.Claim;
        });
        Assert.Equal(0, await Of<int>("select attempts from inbox"));
        Assert.Empty(ran);
        holds.SetResult();
        await Eventually.Equal(0, Waiting);
        await Eventually.True(() => !ran.IsEmpty);
        Assert.Equal(["slow"], ran);
    }

    [Fact]
    public async Task A_stopped_bot_lets_another_go_on_at_once()
    {
        Run = async (_, cancel) => { await Task.Delay(Timeout.InfiniteTimeSpan, cancel); throw new InvalidOperationException(); };
        var inbox = await Bot(new InboxLimits { Claim = TimeSpan.FromHours(1) });
        for (var i = 0; i < 10; i++) await Ask(inbox, $"{i}");
        await Eventually.Equal(10, () => inbox.Held.Count);
        await running[0].StopAsync(Cancel);
        Run = Handle;
        await Bot();
        await Eventually.Equal(0, Waiting);
        await Eventually.True(() => ran.Count >= 10);
        Assert.Equal(10, ran.Count);
    }

    [Fact]
    public async Task A_failure_is_tried_again()
    {
        var tries = 0;
        Run = (request, cancel) => Interlocked.Increment(ref tries) < 3 ? throw new NpgsqlException("The database is gone.") : Handle(request, cancel);
        var inbox = await Bot();
        await Ask(inbox, "one");
        await Eventually.Equal(["one"], () => ran.ToArray());
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task What_fails_every_time_is_given_up_with_an_answer()
    {
        Run = (_, _) => throw new InvalidOperationException("Always.");
        var inbox = await Bot(new InboxLimits { MostAttempts = 2 });
        await Ask(inbox, "poison");
        await Eventually.Equal(0, Waiting);
        Assert.Equal("That did not work", await Of<string>("select content::jsonb ->> 'heading' from messages"));
        Assert.StartsWith("link:", await Of<string>("select place from deliveries where pending"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_stood_behind_it_while_bots_died_is_not_given_up()
    {
        await LeftBehind(3);
        var dying = new InboxClaims(database.Source, TimeProvider.System, new() { Claim = TimeSpan.Zero });
        for (var deaths = 0; deaths < 10; deaths++) Assert.Equal(3, (await dying.Take(["chat"], 10, Cancel)).Count);
        await Bot(new InboxLimits { MostAttempts = 2 });
        await Eventually.Equal(0, Waiting);
        await Eventually.True(() => ran.Count >= 3);
        Assert.Equal(3, ran.Count);
    }

    [Fact]
    public async Task What_cannot_even_be_read_is_given_up_in_silence()
    {
        var inbox = await Bot(new InboxLimits { MostAttempts = 1 });
        await Ask(inbox, "unreadable", "broken");
        await Eventually.Equal(0, Waiting);
        Assert.Equal(0, await Of<long>("select count(*) from messages"));
    }

    [Fact]
    public async Task What_asks_for_nothing_is_closed()
    {
        var inbox = await Bot();
        await Ask(inbox, "ping", "nothing");
        await Eventually.Equal(0, Waiting);
        Assert.Empty(ran);
    }

    [Fact]
    public async Task Rows_of_a_platform_this_bot_does_not_speak_are_left_alone()
    {
        await LeftBehind(3, platform: "elsewhere");
        await LeftBehind(1, body: "mine");
        await Bot();
        await Eventually.Equal(3, Waiting);
        await Eventually.True(() => !ran.IsEmpty);
        Assert.Equal(["mine"], ran);
    }

    [Fact]
    public async Task Something_slow_shows_that_it_is_being_worked_on_and_then_its_answer_in_the_same_place()
    {
        var holds = new TaskCompletionSource();
        Run = async (request, cancel) =>
        {
            await holds.Task.WaitAsync(cancel);
            await using var db = await database.Source.OpenConnectionAsync(cancel);
            var work = new Work(db, request, null, Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());
            await work.Say(Saying.AnswerKey(request.Receipt!.Value), new To.Place(request.Answer!), new Reply("Here it is"), cancel);
            return await Handle(request, cancel) with { Reply = new Reply("Here it is") };
        };
        var inbox = await Bot();
        await Ask(inbox, "slow");
        await Eventually.Equal("Working on it…", () => Of<string>("select content::jsonb ->> 'heading' from messages"));
        holds.SetResult();
        await Eventually.Equal(0, Waiting);
        Assert.Equal("Here it is", await Of<string>("select content::jsonb ->> 'heading' from messages"));
        Assert.Equal(1, await Of<long>("select count(*) from deliveries"));
    }

    [Fact]
    public async Task Something_quick_says_nothing_before_its_answer()
    {
        // Quick is what takes no time, however long that takes here.
        var inbox = await Bot(clock: new Clock());
        await Ask(inbox, "quick");
        await Eventually.Equal(0, Waiting);
        Assert.Equal(0, await Of<long>("select count(*) from messages"));
    }

    [Fact]
    public async Task The_note_does_not_stand_for_ever_where_the_outcome_is_no_reply()
    {
        var holds = new TaskCompletionSource();
        Run = async (request, cancel) =>
        {
            await holds.Task.WaitAsync(cancel);
            return await Handle(request, cancel) with { Kind = OutcomeKind.Done, Reply = null };
        };
        var inbox = await Bot();
        await Ask(inbox, "job");
        await Eventually.Equal("Working on it…", () => Of<string>("select content::jsonb ->> 'heading' from messages"));
        holds.SetResult();
        await Eventually.Equal("Started", () => Of<string>("select content::jsonb ->> 'heading' from messages"));
    }

    [Fact]
    public async Task Losing_the_database_is_said_and_ends_by_itself()
    {
        var inbox = await Bot();
        await Ask(inbox, "before");
        await Change("alter database {0} with allow_connections false");
        await Change("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{0}'");
        await Eventually.Equal(Received.NotRecorded, () => Ask(inbox, $"during {Guid.CreateVersion7()}"));
        await Change("alter database {0} with allow_connections true");
        await Eventually.Equal(Received.Recorded, () => Ask(inbox, "after"));
        await Eventually.True(() => ran.Contains("after"));
        await Eventually.Equal(0, Waiting);
        Assert.Equal(ran.Count, ran.Distinct().Count());
    }

    async Task Change(string sql)
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
        foreach (var one in running)
        {
            await one.StopAsync(CancellationToken.None);
            one.Dispose();
        }
        await database.DisposeAsync();
    }
}
