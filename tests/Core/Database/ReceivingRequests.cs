using Microsoft.Extensions.Logging.Abstractions;
using OpsBot.Core.Database;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Database;

public sealed class ReceivingRequests(OpsBot.Tests.Testing.Database database) : IClassFixture<OpsBot.Tests.Testing.Database>
{
    // How fast the database is, is not what most of this is about.
    static readonly InboxLimits patient = new() { Patience = Eventually.Patience };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static Incoming Command(string key, string body = "command=%2Fops&text=help") => new(key, "slack", "command", body);

    Inbox NewInbox(InboxLimits? limits = null) => new(database.Source, TimeProvider.System, limits ?? patient, NullLogger<Inbox>.Instance);

    async Task<long> Rows(string keys) =>
        await Count("select count(*) from inbox where key like @Keys || '%'", keys);

    async Task<long> Count(string sql, string keys)
    {
        await using var command = database.Source.CreateCommand(sql);
        command.Parameters.AddWithValue("Keys", keys);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task Handling_steps_aside_for_a_rush_and_not_for_a_stream(int waiting, bool goesOn)
    {
        var clock = new Clock();
        // Nobody writes them down, so they all wait.
        var inbox = new Inbox(database.Source, clock, patient, NullLogger<Inbox>.Instance);
        var waiters = Enumerable.Range(0, waiting).Select(i => inbox.Receive(Command($"rush:{i}"), Cancel)).ToList();
        clock.Advance(TimeSpan.FromSeconds(1));
        var calm = inbox.Calm(Cancel);
        Assert.Equal(goesOn, calm.IsCompleted);
        // And never for long.
        await Eventually.True(() => { clock.Advance(TimeSpan.FromMilliseconds(50)); return calm.IsCompleted; });
        clock.Advance(patient.Patience);
        Assert.All(await Task.WhenAll(waiters), answer => Assert.Equal(Received.NotRecorded, answer));
    }

    [Fact]
    public async Task A_new_request_is_recorded_and_handed_over()
    {
        await using var running = new RunningInbox(NewInbox());
        Assert.Equal(Received.Recorded, await running.Inbox.Receive(Command("new:1", "a=1"), Cancel));
        var row = await running.Inbox.Arrived.ReadAsync(Cancel);
        Assert.Equal("a=1", row.Body);
        Assert.Equal(1, await Rows("new:"));
    }

    [Fact]
    public async Task The_same_key_again_is_known_and_not_handed_over()
    {
        await using var running = new RunningInbox(NewInbox());
        await running.Inbox.Receive(Command("twice:1"), Cancel);
        Assert.Equal(Received.Known, await running.Inbox.Receive(Command("twice:1"), Cancel));
        await Eventually.Equal(1, () => running.Inbox.Arrived.Count);
    }

    [Fact]
    public async Task Two_thousand_at_once_with_duplicates_stand_once_each()
    {
        await using var one = new RunningInbox(NewInbox());
        await using var other = new RunningInbox(NewInbox());
        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i =>
            (i % 2 == 0 ? one : other).Inbox.Receive(Command($"burst:{i % 700}"), Cancel)));
        Assert.Equal(700, answers.Count(answer => answer == Received.Recorded));
        Assert.Equal(1300, answers.Count(answer => answer == Received.Known));
        Assert.Equal(700, await Rows("burst:"));
        await Eventually.Equal(700, () => one.Inbox.Arrived.Count + other.Inbox.Arrived.Count);
    }

    [Fact]
    public async Task What_waits_at_the_same_time_shares_a_commit()
    {
        var inbox = NewInbox();
        // Nobody writes yet, so all of them wait.
        var answers = Enumerable.Range(0, 100).Select(i => inbox.Receive(Command($"shared:{i}"), Cancel)).ToList();
        await using var running = new RunningInbox(inbox);
        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal(Received.Recorded, answer));
        Assert.Equal(1, await Count("select count(distinct xmin::text) from inbox where key like @Keys || '%'", "shared:"));
    }

    [Fact]
    public async Task A_request_that_the_database_cannot_take_does_not_cost_the_others_theirs()
    {
        var inbox = NewInbox();
        var good = inbox.Receive(Command("mixed:1"), Cancel);
        var bad = inbox.Receive(Command("mixed:2", "a NUL \0 in it"), Cancel);
        var lone = inbox.Receive(Command("mixed:3", "half a pair \ud83d"), Cancel);
        var last = inbox.Receive(Command("mixed:4"), Cancel);
        await using var running = new RunningInbox(inbox);
        Assert.Equal([Received.Recorded, Received.NotRecorded, Received.NotRecorded, Received.Recorded],
            await Task.WhenAll(good, bad, lone, last));
    }

    [Fact]
    public async Task Beyond_its_limit_nobody_waits()
    {
        var inbox = NewInbox(patient with { MostWaiting = 2 });
        var waiting = new[] { inbox.Receive(Command("full:1"), Cancel), inbox.Receive(Command("full:2"), Cancel) };
        Assert.Equal(Received.NotRecorded, await inbox.Receive(Command("full:3"), Cancel));
        await using var running = new RunningInbox(inbox);
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(Received.Recorded, answer));
    }

    [Fact]
    public async Task What_finds_no_room_in_memory_stands_unclaimed_for_a_sweep()
    {
        var limits = patient with { MostHeld = 3 };
        var inbox = NewInbox(limits);
        var answers = Enumerable.Range(0, 10).Select(i => inbox.Receive(Command($"room:{i}"), Cancel)).ToList();
        await using var running = new RunningInbox(inbox);
        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal(Received.Recorded, answer));
        await Eventually.Equal(3, () => inbox.Arrived.Count);
        Assert.Equal(7,
            await Count("select count(*) from inbox where key like @Keys || '%' and claimed_until <= clock_timestamp()", "room:"));
    }

    [Fact]
    public async Task Who_was_told_that_it_is_not_recorded_is_not_served_in_secret()
    {
        var inbox = NewInbox(new InboxLimits { Patience = TimeSpan.FromMilliseconds(300) });
        await using var running = new RunningInbox(inbox);
        // The first takes longer: it connects.
        await Eventually.Equal(Received.Recorded, () => inbox.Receive(Command("secret:0" + Guid.CreateVersion7()), Cancel));
        await using (var db = await database.Source.OpenConnectionAsync(Cancel))
        await using (var transaction = await db.BeginTransactionAsync(Cancel))
        {
            await using var locked = new Npgsql.NpgsqlCommand("lock table inbox in exclusive mode", db, transaction);
            await locked.ExecuteNonQueryAsync(Cancel);
            Assert.Equal(Received.NotRecorded, await inbox.Receive(Command("secret:1"), Cancel));
        }
        await Eventually.Equal(Received.Recorded, () => inbox.Receive(Command("secret:2" + Guid.CreateVersion7()), Cancel));
        Assert.Equal(0, await Rows("secret:1"));
    }

    [Fact]
    public async Task What_was_written_just_before_the_connection_broke_is_still_taken_back_where_its_caller_was_told_otherwise()
    {
        await using var wire = new FragileWire(database.ConnectionString);
        await using var source = Npgsql.NpgsqlDataSource.Create(wire.ConnectionString);
        await using var writer = new InboxWriter(source, TimeProvider.System, new());
        await writer.Insert([new(Command("cut:1"), TimeProvider.System.GetUtcNow())], room: 10);
        wire.BreakAfterNextReply();

        var written = (await writer.Insert([new(Command("cut:2"), TimeProvider.System.GetUtcNow())], room: 10))[0]!;

        Assert.True(wire.HasBroken);
        writer.Doubt(written.Id);
        await writer.Insert([], room: 10);
        Assert.Equal(1, await Rows("cut:"));
    }

    [Fact]
    public async Task What_a_second_delivery_was_told_is_known_stays_though_the_first_was_told_otherwise()
    {
        await using var first = new InboxWriter(database.Source, TimeProvider.System, new());
        await using var second = new InboxWriter(database.Source, TimeProvider.System, new());
        var written = await first.Insert([new(Command("owed:1"), TimeProvider.System.GetUtcNow())], room: 10);
        var alone = await first.Insert([new(Command("owed:2"), TimeProvider.System.GetUtcNow())], room: 10);
        first.Doubt(written[0]!.Id);
        first.Doubt(alone[0]!.Id);
        Assert.Null((await second.Insert([new(Command("owed:1"), TimeProvider.System.GetUtcNow())], room: 10))[0]);
        await first.Insert([], room: 10);
        Assert.Equal(1, await Rows("owed:1"));
        Assert.Equal(0, await Rows("owed:2"));
    }
}
