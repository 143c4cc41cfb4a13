using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Chat;

public sealed class HandlingRequests(Postgres postgres) : Handling(postgres)
{
    [Fact]
    public async Task What_came_in_is_handled_at_once()
    {
        // Nor by a sweep, which would find it once its claim is over.
        var inbox = await Bot(new InboxLimits { Claim = TimeSpan.FromHours(1) });
        await Ask(inbox, "one");
        await Eventually.Equal(["one"], () => Ran.ToArray());
    }

    [Theory]
    [InlineData(Lane.Looking)]
    [InlineData(Lane.Reading)]
    public async Task What_takes_its_time_never_takes_the_places_of_all_others(Lane lane)
    {
        var holds = new TaskCompletionSource();
        Slow = request => request.Line.StartsWith("slow", StringComparison.Ordinal) ? lane : Lane.Quick;
        Run = async (request, cancel) =>
        {
            if (request.Line.StartsWith("slow", StringComparison.Ordinal)) await holds.Task.WaitAsync(cancel);
            return await Handle(request, cancel);
        };
        var inbox = await Bot(new InboxLimits { Handlers = 2 });
        for (var i = 0; i < 40; i++) await Ask(inbox, $"slow {i}");
        await Ask(inbox, "quick");
        await Eventually.Equal(["quick"], () => Ran.ToArray());
        holds.SetResult();
        await Eventually.True(() => Ran.Count == 41);
    }

    [Fact]
    public async Task Two_thousand_with_duplicates_through_two_bots_are_handled_once_each()
    {
        var (one, other) = (await Bot(), await Bot());
        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Ask(i % 2 == 0 ? one : other, $"{i % 800}")));
        Assert.DoesNotContain(Received.NotRecorded, answers);
        await Eventually.Equal(0, Waiting);
        // A row is marked a moment before the test hears of it.
        await Eventually.True(() => Ran.Count >= 800);
        Assert.Equal(800, Ran.Count);
        Assert.Equal(800, Ran.Distinct().Count());
    }

    [Fact]
    public async Task What_a_dead_process_left_behind_is_taken_up_by_one_of_two_bots()
    {
        await LeftBehind(500);
        await Bot();
        await Bot();
        await Eventually.Equal(0, Waiting);
        await Eventually.True(() => Ran.Count >= 500);
        Assert.Equal(500, Ran.Distinct().Count());
        Assert.Equal(500, Ran.Count);
    }

    [Fact]
    public async Task Who_asks_now_does_not_wait_behind_what_was_left()
    {
        Run = async (request, cancel) =>
        {
            if (request.Line.StartsWith("left", StringComparison.Ordinal)) await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            return await Handle(request, cancel);
        };
        await LeftBehind(500);
        var inbox = await Bot();
        await Eventually.True(() => inbox.Room < 100);
        for (var i = 0; i < 20; i++) await Ask(inbox, $"now {i}");
        await Eventually.Equal(20, () => Ran.Count);
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
        var (clock, limits) = (new Clock(), new InboxLimits { Claim = TimeSpan.FromMinutes(1) });
        var inbox = await Bot(limits, clock);
        await Ask(inbox, "slow");
        await inside.Task.WaitAsync(Cancel);
        Run = Handle;
        await Bot(limits, clock);
        // Renewed, by the database's clock, as time passes; one is over, and it is the other's to see that it is held.
        for (var i = 0; i < 3; i++)
        {
            var before = await Of<DateTime>("select claimed_until from inbox");
            await Eventually.True(async () =>
            {
                clock.Advance(limits.Claim / 20);
                return await Of<DateTime>("select claimed_until from inbox") > before;
            });
        }
        Assert.Equal(0, await Of<int>("select attempts from inbox"));
        Assert.Empty(Ran);
        holds.SetResult();
        await Eventually.Equal(0, Waiting);
        await Eventually.True(() => !Ran.IsEmpty);
        Assert.Equal(["slow"], Ran);
    }

    [Fact]
    public async Task A_stopped_bot_lets_another_go_on_at_once()
    {
        Run = async (_, cancel) => { await Task.Delay(Timeout.InfiniteTimeSpan, cancel); throw new InvalidOperationException(); };
        var inbox = await Bot(new InboxLimits { Claim = TimeSpan.FromHours(1) });
        for (var i = 0; i < 10; i++) await Ask(inbox, $"{i}");
        await Eventually.Equal(10, () => inbox.Held.Count);
        await Running[0].StopAsync(Cancel);
        Run = Handle;
        await Bot();
        await Eventually.Equal(0, Waiting);
        await Eventually.True(() => Ran.Count >= 10);
        Assert.Equal(10, Ran.Count);
    }

    [Fact]
    public async Task A_failure_is_tried_again()
    {
        var tries = 0;
        Run = (request, cancel) =>
            Interlocked.Increment(ref tries) < 3 ? throw new NpgsqlException("The database is gone.") : Handle(request, cancel);
        var inbox = await Bot();
        await Ask(inbox, "one");
        await Eventually.Equal(["one"], () => Ran.ToArray());
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
        Assert.Equal("answer", await Of<string>("select place_kind from deliveries where pending"));
        // And one row, with the reference that the answer gives.
        Assert.Equal("unknown command failed", await Of<string>("select string_agg(operation || ' ' || outcome, ', ') from audit"));
        Assert.True(await Of<bool>(
            "select (body::jsonb ->> 'detail') like '%' || right(replace(trail::text, '-', ''), 12) || '.' from audit"));
    }

    [Fact]
    public async Task What_only_stood_behind_it_while_bots_died_is_not_given_up()
    {
        await LeftBehind(3);
        var dying = new InboxClaims(Source, TimeProvider.System, new() { Claim = TimeSpan.Zero });
        for (var deaths = 0; deaths < 10; deaths++) Assert.Equal(3, (await dying.Take(["chat"], 10, Cancel)).Count);
        await Bot(new InboxLimits { MostAttempts = 3 });
        await Eventually.Equal(0, Waiting);
        await Eventually.True(() => Ran.Count >= 3);
        Assert.Equal(3, Ran.Count);
    }

    [Fact]
    public async Task What_cannot_even_be_read_is_told_the_team_when_it_is_given_up()
    {
        var inbox = await Bot(new InboxLimits { MostAttempts = 1 });
        await Ask(inbox, "unreadable", "broken");
        await Eventually.Equal(0, Waiting);
        Assert.StartsWith("given-up:", await Of<string>("select key from messages"), StringComparison.Ordinal);
        Assert.Equal("opsbot:inbox: chat command failed",
            await Of<string>("select (body::jsonb ->> 'account') || ': ' || operation || ' ' || outcome from audit"));
    }

    [Fact]
    public async Task What_asks_for_nothing_is_closed()
    {
        var inbox = await Bot();
        await Ask(inbox, "ping", "nothing");
        await Eventually.Equal(0, Waiting);
        Assert.Empty(Ran);
    }

    [Fact]
    public async Task Rows_of_a_platform_this_bot_does_not_speak_are_left_alone()
    {
        await LeftBehind(3, platform: "elsewhere");
        await LeftBehind(1, body: "mine");
        await Bot();
        await Eventually.Equal(3, Waiting);
        await Eventually.True(() => !Ran.IsEmpty);
        Assert.Equal(["mine"], Ran);
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
        await Eventually.True(() => Ran.Contains("after"));
        await Eventually.Equal(0, Waiting);
        Assert.Equal(Ran.Count, Ran.Distinct().Count());
    }
}
