using Npgsql;
using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Chat;

public sealed class DeliveringOnABadDay(Postgres postgres) : Delivering(postgres)
{
    static readonly Delivered.RetryLater serverError = new("HTTP 500");

    [Fact]
    public async Task Bursts_of_rate_limits_and_server_errors_lose_nothing_and_double_nothing()
    {
        var tries = 0;
        Chat.Answers = _ => (Interlocked.Increment(ref tries) % 5) switch
        {
            0 or 1 => serverError,
            2 => new Delivered.RetryLater("ratelimited", TimeSpan.FromSeconds(1)),
            _ => new Delivered.Sent(new("1")),
        };
        for (var i = 0; i < 40; i++) await Say($"m{i:00}", $"lane{i % 4}", $"{i:00}");
        await Deliverer();
        await Eventually.Equal(0, async () => { Clock.Advance(TimeSpan.FromSeconds(1)); return await Pending(); });
        Assert.Equal(40, Headings.Distinct().Count());
        Assert.Equal(40, Chat.Taken.Count);
        foreach (var place in Chat.Taken.GroupBy(outgoing => outgoing.Place))
            Assert.Equal(place.Select(outgoing => outgoing.Key).Order(StringComparer.Ordinal), place.Select(outgoing => outgoing.Key));
    }

    [Fact]
    public async Task A_platform_that_was_away_for_an_hour_gets_everything_soon_after_its_return()
    {
        Chat.Answers = _ => serverError;
        await Deliverer();
        for (var i = 0; i < 10; i++) await Say($"m{i}", $"place{i}", $"{i}");
        await Eventually.True(() => Chat.Tries >= 10);
        for (var second = 0; second < 3600; second += 30)
        {
            var tries = Chat.Tries;
            Clock.Advance(TimeSpan.FromSeconds(30));
            await Eventually.True(() => Clock.Waiting > 0);
            if (second % 600 == 0) await Eventually.True(() => { Clock.Advance(TimeSpan.FromSeconds(10)); return Chat.Tries > tries; });
        }
        Assert.Empty(Chat.Taken);
        Chat.Answers = _ => new Delivered.Sent(new("1"));
        var back = Clock.GetUtcNow();
        await Eventually.Equal(0, async () => { Clock.Advance(TimeSpan.FromSeconds(1)); return await Pending(); });
        Assert.Equal(10, Chat.Taken.Count);
        // A minute is the longest pause; the rest is for a slow machine, where the clock runs on between two looks.
        Assert.True(Clock.GetUtcNow() - back < TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task Retry_after_is_kept_also_by_an_edit()
    {
        Chat.Answers = _ => new Delivered.RetryLater("ratelimited", TimeSpan.FromSeconds(30));
        await Say("card", "place", "one");
        await Deliverer();
        await Eventually.Equal("ratelimited", () => Of<string>("select last_error from deliveries"));
        await Say("card", "place", "two");
        for (var second = 0; second < 25; second += 5)
        {
            Clock.Advance(TimeSpan.FromSeconds(5));
            await Eventually.True(() => Clock.Waiting > 0);
        }
        Assert.Equal(1, Chat.Tries);
        Chat.Answers = _ => new Delivered.Sent(new("1"));
        await Eventually.Equal(0, async () => { Clock.Advance(TimeSpan.FromSeconds(1)); return await Pending(); });
        Assert.Equal(["two"], Headings);
    }

    [Fact]
    public async Task What_can_never_be_said_ends_and_lets_the_place_go_on()
    {
        Chat.Answers = outgoing => outgoing.Key == "bad" ? new Delivered.Gone("is_archived") : new Delivered.Sent(new("1"));
        await Say("bad", "one", "bad");
        await Say("good", "one", "good");
        await Deliverer();
        await Eventually.Equal(["good"], () => Headings.ToArray());
        await Eventually.Equal(0, Pending);
        Assert.Equal("is_archived", await Of<string>("select last_error from deliveries where ended_at is not null"));
    }

    [Fact]
    public async Task What_was_given_up_is_tried_again_once_there_is_something_new_to_say()
    {
        Chat.Answers = _ => new Delivered.Gone("may not write there");
        await Say("card", "place", "Approve?");
        await Deliverer();
        await Eventually.Equal(0, Pending);
        Chat.Answers = _ => new Delivered.Sent(new("1"));
        await Say("card", "place", "Approved");
        await Eventually.Equal(["Approved"], () => Headings.ToArray());
        await Eventually.Equal(0, Pending);
        Assert.Equal(0, await Of<long>("select count(*) from deliveries where ended_at is not null"));
    }

    [Fact]
    public async Task A_database_that_is_away_for_a_moment_ends_nothing_however_long_the_platform_was_away_before()
    {
        Chat.Answers = _ => serverError;
        await Say("m", "place", "hello");
        await Deliverer();
        await Eventually.True(() => { Clock.Advance(TimeSpan.FromMinutes(1)); return Chat.Tries > 6; });
        Chat.Answers = _ => throw new NpgsqlException("Exception while reading from stream", new TimeoutException());
        var tries = Chat.Tries;
        await Eventually.True(() => { Clock.Advance(TimeSpan.FromMinutes(1)); return Chat.Tries > tries + 6; });
        Chat.Answers = _ => throw new InvalidOperationException("Once.");
        tries = Chat.Tries;
        await Eventually.True(() => { Clock.Advance(TimeSpan.FromMinutes(1)); return Chat.Tries > tries; });
        Chat.Answers = _ => new Delivered.Sent(new("1"));
        await Eventually.Equal(0, async () => { Clock.Advance(TimeSpan.FromMinutes(1)); return await Pending(); });
        Assert.Equal(["hello"], Headings);
    }

    [Fact]
    public async Task A_message_that_the_platform_never_takes_does_not_hold_up_those_behind_it()
    {
        Chat.Answers = outgoing => outgoing.Key == "bad" ? serverError : new Delivered.Sent(new("1"));
        await Say("bad", "one", "bad");
        await Say("good", "one", "good");
        await Deliverer();
        await Eventually.Equal(["good"], () => { Clock.Advance(TimeSpan.FromSeconds(30)); return Headings.ToArray(); });
        // What was taken is noted a moment later.
        await Eventually.Equal(1, Pending);
    }

    [Fact]
    public async Task A_message_that_makes_the_renderer_throw_ends_after_some_tries()
    {
        Chat.Answers = outgoing =>
            outgoing.Key == "bad" ? throw new InvalidOperationException("No such part.") : new Delivered.Sent(new("1"));
        await Say("bad", "one", "bad");
        await Say("good", "one", "good");
        await Deliverer();
        await Eventually.Equal(0, async () => { Clock.Advance(TimeSpan.FromSeconds(1)); return await Pending(); });
        Assert.Equal(["good"], Headings);
        Assert.Equal("InvalidOperationException: No such part.",
            await Of<string>("select last_error from deliveries where ended_at is not null"));
    }

    [Fact]
    public async Task What_cannot_be_said_there_is_said_elsewhere()
    {
        Chat.Answers = outgoing =>
            outgoing.Place.Id == "C1" ? new Delivered.Moved(new("chat", PlaceKind.Person, "U1"), "not_in_channel")
                : new Delivered.Sent(new("dm"));
        await Say("m", "C1", "hello");
        await Deliverer();
        await Eventually.Equal(0, Pending);
        Assert.Equal(["U1"], Chat.Taken.Select(outgoing => outgoing.Place.Id));
        Assert.Equal("person U1", await Of<string>("select place_kind || ' ' || place_id from deliveries"));
    }

    [Fact]
    public async Task It_is_not_said_twice_where_it_stands_already()
    {
        Chat.Answers = outgoing =>
            outgoing.Place.Id == "C1" ? new Delivered.Moved(new("chat", PlaceKind.Person, "U1"), "not_in_channel")
                : new Delivered.Sent(new("dm"));
        await Say("m", "U1", "hello");
        await Say("m", "C1", "hello");
        await Deliverer();
        await Eventually.Equal(0, Pending);
        Assert.Single(Chat.Taken);
    }

    [Fact]
    public async Task A_dialog_that_nobody_can_see_any_more_is_not_opened()
    {
        await Say("form", "dialog", "hello");
        Clock.Advance(TimeSpan.FromSeconds(4));
        await Deliverer();
        await Eventually.Equal(0, Pending);
        Assert.Equal(0, Chat.Tries);
    }

    [Fact]
    public async Task A_place_that_wears_out_does_so_from_when_something_was_first_said_there()
    {
        await Deliverer();
        await Say("form", "dialog", "one");
        await Eventually.Equal(1, () => Chat.Taken.Count);
        Clock.Advance(TimeSpan.FromSeconds(4));
        await Say("form", "dialog", "two");
        await Eventually.Equal(1L, () => Of<long>("select count(*) from deliveries where ended_at is not null"));
        Assert.Equal(["one"], Headings);
    }

    [Fact]
    public async Task Two_bots_on_one_database_say_everything_once()
    {
        // The first has its hands full until the other has said something.
        var helped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Chat.Before = _ => helped.Task;
        var other = new Chat { Before = _ => { helped.TrySetResult(); return Task.CompletedTask; } };
        for (var i = 0; i < 150; i++) await Say($"m{i}", $"lane{i % 100}", $"{i}");
        await Deliverer();
        await Deliverer(chat: other);
        for (var i = 150; i < 200; i++) await Say($"m{i}", $"lane{i % 100}", $"{i}");
        await Eventually.Equal(0, Pending);
        Assert.Equal(200, Chat.Taken.Concat(other.Taken).Select(outgoing => outgoing.Key).Distinct().Count());
        Assert.Equal(200, Chat.Taken.Count + other.Taken.Count);
        Assert.NotEmpty(other.Taken);
    }

    [Fact]
    public async Task What_a_dead_bot_had_claimed_is_said_by_another()
    {
        await Say("m", "place", "hello");
        await Change("update deliveries set claimed_until = clock_timestamp() + interval '1 hour', attempts = 1");
        await Deliverer();
        await Eventually.True(() => Clock.Waiting > 0);
        Assert.Empty(Chat.Taken);
        await Source.LetLapse("deliveries", "claimed_until");
        await Eventually.Equal(0, async () => { Clock.Advance(TimeSpan.FromSeconds(5)); return await Pending(); });
        Assert.Single(Chat.Taken);
    }

    [Fact]
    public async Task What_a_bot_was_handed_and_took_to_its_grave_is_said_by_another()
    {
        var own = Outbox();
        // It takes what it is handed, and dies of it.
        own.Join(new("chat", () => TimeSpan.FromHours(1), _ => { }, () => { }));
        await Say(own, "answer", "link", "hello");
        await Deliverer();
        await Eventually.True(() => Clock.Waiting > 0);
        Assert.Empty(Chat.Taken);
        await Source.LetLapse("deliveries", "claimed_until");
        await Eventually.Equal(0, async () => { Clock.Advance(TimeSpan.FromSeconds(5)); return await Pending(); });
        Assert.Single(Chat.Taken);
    }

    [Fact]
    public async Task A_stop_waits_for_what_was_handed_over()
    {
        var (inside, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        Chat.Before = _ => { inside.TrySetResult(); return open.Task; };
        await Say("m", "place", "hello");
        var deliverer = await Deliverer();
        await inside.Task.WaitAsync(Cancel);
        var stopping = deliverer.StopAsync(Cancel);
        open.SetResult();
        await stopping;
        Assert.Equal(0, await Pending());
        Assert.Equal("ref:m", await Of<string>("select ref ->> 'id' from deliveries"));
    }

    [Fact]
    public async Task Losing_the_database_connections_loses_nothing()
    {
        await Deliverer(TimeProvider.System);
        await Say("before", "a", "before");
        await Eventually.Equal(0, Pending);
        await Change(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        await Eventually.Passes(async () =>
        {
            try { await Say("after", "b", "after"); }
            catch (NpgsqlException e) { Assert.Fail(e.Message); }
        });
        await Eventually.Equal(["before", "after"], () => Headings.ToArray());
    }

    [Fact]
    public async Task A_purpose_and_a_person_are_said_to_in_every_place_they_have()
    {
        await Change(
            """
            insert into channels (purpose, platform, channel_id) values ('alerts', 'chat', 'C1'), ('alerts', 'elsewhere', '7');
            insert into operators (id, handle, name, role, created_at) values ('019cbd00-0000-7000-8000-000000000001', 'ada', 'Ada', 'admin', '2026-03-01');
            insert into chat_accounts (platform, account_id, operator_id, name, linked_at) values ('chat', 'U7', '019cbd00-0000-7000-8000-000000000001', 'Ada', '2026-03-01')
            """);
        await Say("alert", new To.Channel(Purpose.Alerts), "down");
        await Say("alert", new To.Person(new(Guid.Parse("019cbd00-0000-7000-8000-000000000001"))), "down");
        await Deliverer();
        await Eventually.Equal(1, Pending);
        Assert.Equal(["C1", "U7"], Chat.Taken.Select(outgoing => outgoing.Place.Id).Order(StringComparer.Ordinal));
        Assert.Equal("elsewhere", await Of<string>("select platform from deliveries where pending"));
    }
}
