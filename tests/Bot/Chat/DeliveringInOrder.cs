using System.Collections.Concurrent;
using OpsBot.Bot.Chat;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Chat;

public sealed class DeliveringInOrder(Postgres postgres) : Delivering(postgres)
{
    [Fact]
    public async Task In_one_place_one_by_one_in_the_order_in_which_it_was_said()
    {
        for (var i = 0; i < 30; i++) await Say($"m{i:00}", "one", $"{i:00}");
        var mostThere = 0;
        var there = 0;
        Chat.Before = async _ =>
        {
            mostThere = Math.Max(mostThere, Interlocked.Increment(ref there));
            await Task.Yield();
            Interlocked.Decrement(ref there);
        };
        await Deliverer();
        await Eventually.Equal(30, () => Chat.Taken.Count);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i:00}"), Headings);
        Assert.Equal(1, mostThere);
    }

    [Fact]
    public async Task Places_go_side_by_side_within_a_bound()
    {
        for (var i = 0; i < 100; i++) await Say($"m{i}", $"place{i}", "hello");
        var open = new TaskCompletionSource();
        Chat.Before = _ => open.Task;
        await Deliverer();
        await Eventually.Equal(64, () => Chat.Tries);
        open.SetResult();
        await Eventually.Equal(100, () => Chat.Taken.Count);
        Assert.Equal(64, Chat.MostAtOnce);
    }

    [Fact]
    public async Task A_place_that_has_to_wait_keeps_no_other_waiting()
    {
        Chat.Answers = outgoing =>
            outgoing.Place.Id == "slow" ? new Delivered.RetryLater("ratelimited", TimeSpan.FromMinutes(1)) : new Delivered.Sent(new("1"));
        await Say("first", "slow", "first");
        await Say("second", "slow", "second");
        await Say("other", "quick", "other");
        await Deliverer();
        await Eventually.Equal(2, Pending);
        Assert.Equal(["other"], Headings);
    }

    [Fact]
    public async Task What_is_said_again_is_edited_where_it_stands()
    {
        await Deliverer();
        await Say("card", "place", "open");
        await Eventually.Equal(1, () => Chat.Taken.Count);
        await Eventually.Equal(0, Pending);
        await Say("card", "place", "closed");
        await Eventually.Equal(2, () => Chat.Taken.Count);
        Assert.Equal([null, "ref:card"], Chat.Taken.Select(outgoing => outgoing.Ref?.Id));
        Assert.Equal(["open", "closed"], Headings);
    }

    [Fact]
    public async Task What_this_process_says_is_its_own_from_the_first_moment_and_nobody_looks_it_up()
    {
        var (own, inside, open) = (Outbox(), new TaskCompletionSource(), new TaskCompletionSource());
        var other = new Chat();
        Chat.Before = outgoing => outgoing.Key == "answer" && (inside.TrySetResult() || true) ? open.Task : Task.CompletedTask;
        await Deliverer(own: own);
        await Deliverer(chat: other);
        await Say(own, "answer", "link", "You are Olivia");
        await inside.Task.WaitAsync(Cancel);
        Assert.True(await Of<bool>("select claimed_until > clock_timestamp() and attempts = 1 from deliveries"));
        // Another process that looks meanwhile leaves it alone.
        await Say("other", "place", "hello");
        await Eventually.Equal(1, Pending);
        open.SetResult();
        await Eventually.Equal(0, Pending);
        Assert.Equal(["answer"], Chat.Taken.Concat(other.Taken).Select(outgoing => outgoing.Key).Where(key => key == "answer"));
    }

    [Fact]
    public async Task What_this_process_says_where_others_speak_too_waits_its_turn_there_and_for_as_long_as_the_platform_wants()
    {
        var own = Outbox();
        Chat.Answers = _ => new Delivered.RetryLater("ratelimited", TimeSpan.FromSeconds(30));
        await Deliverer(own: own);
        await Say("first", "U1", "first");
        await Eventually.Equal("ratelimited", () => Of<string>("select last_error from deliveries"));
        Chat.Answers = _ => new Delivered.Sent(new("1"));
        await Say(own, "second", "U1", "second");
        await Eventually.Equal(0, async () => { Clock.Advance(TimeSpan.FromSeconds(1)); return await Pending(); });
        Assert.Equal(["first", "second"], Headings);
    }

    [Fact]
    public async Task The_next_in_a_channel_follows_at_once()
    {
        for (var i = 0; i < 5; i++) await Say($"m{i}", "channel:C1", $"{i}");
        await Deliverer();
        // Nobody moves the clock, so nobody looks by chance.
        await Eventually.Equal(0, Pending);
        Assert.Equal(["0", "1", "2", "3", "4"], Headings);
    }

    [Fact]
    public async Task What_was_handed_over_and_is_said_anew_is_edited_in_place()
    {
        var own = Outbox();
        await Deliverer(own: own);
        for (var i = 1; i <= 20; i++) await Say(own, "answer", "link", $"{i}");
        await Eventually.Equal(0, Pending);
        Assert.Equal("20", Headings.Last());
        Assert.Equal(Enumerable.Repeat("ref:answer", Chat.Taken.Count - 1).Prepend(null), Chat.Taken.Select(outgoing => outgoing.Ref?.Id));
    }

    [Fact]
    public async Task Of_many_edits_that_wait_only_the_newest_is_sent()
    {
        for (var i = 0; i <= 20; i++) await Say("progress", "place", $"{i} of 20");
        await Deliverer();
        await Eventually.Equal(0, Pending);
        Assert.Equal(["20 of 20"], Headings);
    }

    [Fact]
    public async Task What_is_said_anew_while_it_is_being_sent_is_sent_as_well()
    {
        var (inside, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        Chat.Before = _ => { inside.TrySetResult(); return open.Task; };
        await Say("card", "place", "one");
        await Deliverer();
        await inside.Task.WaitAsync(Cancel);
        await Say("card", "place", "two");
        await Say("card", "place", "three");
        open.SetResult();
        await Eventually.Equal(["one", "three"], () => Headings.ToArray());
        await Eventually.Equal(0, Pending);
        Assert.Equal("ref:card", Chat.Taken[1].Ref?.Id);
    }

    [Fact]
    public async Task Edits_that_race_with_sending_never_leave_an_old_wording_standing()
    {
        var shown = new ConcurrentDictionary<string, string>();
        Chat.Answers = outgoing => { shown[outgoing.Place.Id] = outgoing.Reply!.Heading; return new Delivered.Sent(new("1")); };
        await Deliverer();
        await Deliverer();
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), Cancel, async (card, _) =>
        {
            for (var i = 1; i <= 25; i++) await Say($"card{card}", $"place{card}", $"{i}");
        });
        await Eventually.Equal(0, Pending);
        Assert.All(Enumerable.Range(0, 8), card => Assert.Equal("25", shown[$"place{card}"]));
    }

    [Fact]
    public async Task A_place_rests_for_as_long_as_the_platform_wants_between_posts()
    {
        Chat.Answers = _ => new Delivered.Sent(new("1")) { Rest = TimeSpan.FromSeconds(1) };
        await Say("a", "channel", "a");
        await Say("b", "channel", "b");
        await Deliverer();
        await Eventually.Equal(1, Pending);
        await Eventually.True(() => Clock.Waiting > 0);
        Assert.Equal(["a"], Headings);
        await Eventually.True(() => { Clock.Advance(TimeSpan.FromMilliseconds(250)); return Chat.Taken.Count == 2; });
    }
}
