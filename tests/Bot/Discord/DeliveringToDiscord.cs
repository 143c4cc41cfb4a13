using Microsoft.Extensions.DependencyInjection;
using OpsBot.Bot.Discord;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.Server;
using Delivered = OpsBot.Bot.Chat.Delivered;
using MessageRef = OpsBot.Bot.Chat.MessageRef;
using Outgoing = OpsBot.Bot.Chat.Outgoing;

namespace OpsBot.Tests.Bot.Discord;

public sealed class DeliveringToDiscord(Postgres postgres) : IAsyncLifetime
{
    Server discord = null!;

    public async ValueTask InitializeAsync() =>
        discord = await Open(postgres, settings: server => [("Channels:Ops", server.Channel("ops"))]);

    public ValueTask DisposeAsync() => discord.DisposeAsync();

    [Fact]
    public async Task A_post_whose_answer_was_lost_stands_once()
    {
        discord.World.Trouble.LoseAnswer(1, "POST /channels/{channel}/messages");

        await discord.Run(discord.Niko, "ops join");

        await discord.Sees(discord.Adam, "asks to be linked", "approvals");
        await Eventually.Equal(0L, () => discord.Count("deliveries where pending"));
        Assert.Single(discord.World.Said("approvals", "asks to be linked", discord.Adam));
    }

    [Fact]
    public async Task An_answer_whose_own_answer_was_lost_stands_once()
    {
        discord.World.Trouble.LoseAnswer(1, "POST /interactions/{interaction}/{token}/callback");

        await discord.Run(discord.Olivia, "ops whoami");

        await discord.Sees(discord.Olivia, "You are olivia");
        await Eventually.Equal(0L, () => discord.Count("deliveries where pending"));
        Assert.Single(discord.World.Said("ops", "You are olivia", discord.Olivia));
    }

    [Fact]
    public async Task A_post_whose_answer_was_lost_for_good_shows_the_newest_wording()
    {
        var (posts, place) = (discord.Services.GetRequiredService<ChannelPosts>(), new DiscordPlace.Channel(discord.Channel("approvals")));
        discord.World.Trouble.LoseAnswer(100, "POST /channels/{channel}/messages");
        Assert.IsType<Delivered.RetryLater>(await posts.Deliver(new("approval:1", 1, place.ToChat())
        {
            Reply = new("Restart acme-prod?") { Buttons = [new("Approve", "/approval approve 1")] },
        }, place, Cancel));
        discord.World.Trouble.Clear();

        await posts.Deliver(new("approval:1", 2, place.ToChat()) { Reply = new("Approved by Adam") }, place, Cancel);

        Assert.Empty(discord.World.Said("approvals", "Restart acme-prod?", discord.Adam));
        Assert.DoesNotContain("Approve\"", Assert.Single(discord.World.Said("approvals", "Approved by Adam", discord.Adam)).Shown,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task News_that_ring_stand_last_and_once()
    {
        var (posts, place) = (discord.Services.GetRequiredService<ChannelPosts>(), new DiscordPlace.Channel(discord.Channel("ops")));
        Task<Delivered> Say(string key, long version, MessageRef? at, Reply reply) =>
            posts.Deliver(new(key, version, place.ToChat()) { Reply = reply, Ref = at }, place, Cancel);
        var first = Assert.IsType<Delivered.Sent>(await Say("story", 1, null, new("Waiting for approval"))).Ref;
        await Say("other", 1, null, new("Disk is full"));

        // It was taken away, and then the post failed: the next try finds it gone, and says it all the same.
        discord.World.Trouble.LoseAnswer(100, "POST /channels/{channel}/messages");
        Assert.IsType<Delivered.RetryLater>(await Say("story", 2, first, new("Deleted") { Anew = true }));
        discord.World.Trouble.Clear();
        await Say("story", 2, first, new("Deleted") { Anew = true });

        Assert.Empty(discord.World.Said("ops", "Waiting for approval", discord.Adam));
        Assert.True(ulong.Parse(Assert.Single(discord.World.Said("ops", "Deleted", discord.Adam)).Id) > ulong.Parse(
            Assert.Single(discord.World.Said("ops", "Disk is full", discord.Adam)).Id));
    }

    [Fact]
    public async Task What_everybody_reads_goes_on_in_a_channel_that_the_bot_was_not_let_into()
    {
        var place = await Answered("ops whoami");
        var shown = await discord.Sees(discord.Olivia, "You are olivia");
        discord.World.Channels.Add(discord.World.Channels.FindByName("ops")! with { HidesFromApp = true });

        Assert.IsType<Delivered.Sent>(await Rooms.Deliver(
            new("job:1", 2, place.ToChat()) { Reply = new("Step 2 of 3"), Ref = new(shown.Id) { Channel = place.Id } }, place, Cancel));

        Assert.Equal(shown.Id, (await discord.Sees(discord.Olivia, "Step 2 of 3")).Id);
        Assert.Equal(0, await discord.Count("deliveries where place_kind = 'person'"));
    }

    [Fact]
    public async Task While_nobody_knows_what_stands_there_nothing_is_said_to_everybody()
    {
        var place = await Answered("ops whoami");
        var said = new Outgoing("job:1", 1, place.ToChat()) { Reply = new("Stopping acme-prod") };
        discord.World.Trouble.Break(10, "GET /webhooks/{application}/{token}/messages/{message}");
        Assert.IsType<Delivered.RetryLater>(await Rooms.Deliver(said, place, Cancel));
        Assert.Empty(discord.World.Said("ops", "Stopping acme-prod", discord.Adam));
        discord.World.Trouble.Clear();

        Assert.IsType<Delivered.Sent>(await Rooms.Deliver(said, place, Cancel));

        Assert.Single(discord.World.Said("ops", "Stopping acme-prod", discord.Adam));
    }

    Rooms Rooms => discord.Services.GetRequiredService<Rooms>();

    /// <summary>Where everybody would read it, by an interaction that was answered with something else.</summary>
    async Task<DiscordPlace.Room> Answered(string command)
    {
        await discord.Run(discord.Olivia, command);
        await Eventually.Equal(0L, () => discord.Count("deliveries where pending and place_kind = 'answer'"));
        var interaction = discord.World.Courier.Deliveries[^1].Interaction;
        return new(interaction.ChannelId, discord.Olivia, interaction.Id, interaction.Token);
    }

    [Fact]
    public async Task After_a_quarter_of_an_hour_an_answer_goes_to_direct_messages()
    {
        var place = new DiscordPlace.Answer(DiscordPlace.Manner.Private, discord.Olivia, "1234567890123456789", "gone");
        var answers = discord.Services.GetRequiredService<Answers>();
        var late = new Outgoing("answer:1", 1, place.ToChat()) { Reply = new("Done"), IsTooLate = true };

        var moved = Assert.IsType<Delivered.Moved>(await answers.Deliver(late, place, Cancel));
        var quiet = await answers.Deliver(
            late with { Version = 2, Reply = new("Still at it") { OnlyAsEdit = true }, Ref = new("original") }, place, Cancel);

        Assert.InRange(discord.Services.GetRequiredService<OpsBot.Bot.Chat.IMessenger>().Lasts(place.ToChat())!.Value,
            TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        Assert.Equal(new DiscordPlace.Person(discord.Olivia, DiscordPlace.Cause.TokenExpired), DiscordPlace.Of(moved.Place));
        Assert.IsType<Delivered.Sent>(quiet);
        Assert.DoesNotContain(discord.World.Journal.Calls, call => call.Path.Contains("gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_bot_may_not_write_it_stops_trying_and_the_rest_goes_on()
    {
        var approvals = discord.World.Channels.FindByName("approvals")!;
        discord.World.Channels.Add(approvals with { MutesApp = true });

        await discord.Run(discord.Niko, "ops join");

        await discord.Sees(discord.Niko, "The admins have a card");
        await Eventually.Equal(1L, () => discord.Count("deliveries where ended_at is not null and last_error is not null"));
        Assert.Single(discord.World.Journal.Calls,
            call => call.Route == "POST /channels/{channel}/messages" && call.Path.Contains(approvals.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rate_limit_is_waited_for_and_everything_comes_in_order()
    {
        discord.World.Trouble.RateLimit(2, TimeSpan.FromSeconds(0.3), "POST /channels/{channel}/messages");

        await discord.Run(discord.Niko, "ops join");

        await discord.Sees(discord.Adam, "asks to be linked", "approvals");
        Assert.Single(discord.World.Said("approvals", "asks to be linked", discord.Adam));
    }

    [Fact]
    public async Task The_overview_is_pinned_once_edited_when_something_changes_and_comes_back_when_it_was_deleted()
    {
        var board = await discord.Sees(discord.Olivia, "How things stand");
        await Eventually.True(() => discord.World.Messages.Pinned(board.ChannelId) is [var pinned] && pinned.Id == board.Id);

        // Buttons of what everybody reads answer who clicked, alone.
        await discord.Press(discord.Olivia, board, "My home");
        Assert.Equal(discord.Olivia, (await discord.Sees(discord.Olivia, "Good to see you, olivia")).EphemeralTo);

        await discord.Run(discord.Ruth, "admin deactivate", "ops", ("person", "olivia"), ("reason", "she has left"));
        await Eventually.True(() =>
            discord.World.Messages.Find(board.ChannelId, board.Id)!.Shown.Contains("admin deactivate", StringComparison.Ordinal));
        Assert.Single(discord.World.Said("ops", "How things stand", discord.Olivia));

        discord.World.Messages.Remove(board.ChannelId, board.Id);
        await discord.Run(discord.Ruth, "admin role", "ops", ("person", "adam"), ("role", "operator"), ("reason", "other work"));
        var anew = await discord.Sees(discord.Olivia, "How things stand");
        await Eventually.True(() => discord.World.Messages.Pinned(board.ChannelId) is [var pinned] && pinned.Id == anew.Id);
    }

    [Fact]
    public async Task An_overview_that_could_not_be_pinned_is_pinned_later()
    {
        var (boards, board) = (discord.Services.GetRequiredService<Boards>(), new DiscordPlace.Board(discord.Channel("general")));
        var said = new Outgoing("board:general", 1, board.ToChat()) { Reply = new("All is well") };
        discord.World.Trouble.Break(10, "PUT /channels/{channel}/messages/pins/{message}");
        var first = Assert.IsType<Delivered.Sent>(await boards.Deliver(said, board, Cancel));
        Assert.Empty(discord.World.Messages.Pinned(board.Id));
        discord.World.Trouble.Clear();

        var second = Assert.IsType<Delivered.Sent>(await boards.Deliver(said with { Version = 2, Ref = first.Ref }, board, Cancel));
        await boards.Deliver(said with { Version = 3, Ref = second.Ref }, board, Cancel);

        Assert.Single(discord.World.Messages.Pinned(board.Id));
        Assert.Single(discord.World.Said("general", "All is well", discord.Olivia));
        Assert.Equal(1, discord.World.Journal.Calls.Count(call => call is { Route: "PUT /channels/{channel}/messages/pins/{message}",
            Status: 204 } && call.Path.Contains(board.Id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_too_long_for_a_message_comes_with_all_of_it_in_a_file()
    {
        var place = new DiscordPlace.Channel(discord.Channel("general"));
        var posts = discord.Services.GetRequiredService<ChannelPosts>();

        await posts.Deliver(
            new("long", 1, place.ToChat()) { Reply =
            new("A log") { Parts = [new Verbatim(string.Concat(Enumerable.Range(0, 2_000).Select(line => $"line {line}\n")))] } }, place,
            Cancel);

        var message = await discord.Sees(discord.Olivia, "A log", "general");
        Assert.Contains("line 1999", System.Text.Encoding.UTF8.GetString(Assert.Single(message.Attachments).Bytes.Span),
            StringComparison.Ordinal);
    }
}
