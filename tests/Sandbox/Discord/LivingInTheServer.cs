using OpsBot.Sandbox.Discord;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class LivingInTheServer : DiscordTest
{
    [Fact]
    public void The_cast_is_the_same_as_everywhere()
    {
        Assert.Equal(["olivia", "adam", "samira", "ruth", "niko"],
            new[] { Olivia, Adam, Seed.Samira, Seed.Ruth, Seed.Niko }.Select(id => World.People.Find(id)!.Username));
        Assert.True(World.People.Find(Seed.Ruth)!.MayAll(1 << 3));
        Assert.False(World.People.Find(Olivia)!.MayAll(1 << 3));
    }

    [Fact]
    public void Ids_rise_while_the_clock_stands_and_tell_the_time()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => World.Ids.Next()).ToList();
        Assert.Equal(ids, ids.Order(Ids.Oldest));
        Assert.Equal(1000, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(Clock.GetUtcNow(), Ids.TimeOf(id)));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Clock.GetUtcNow(), Ids.TimeOf(World.Ids.Next()));
    }

    [Fact]
    public void Tokens_look_like_real_ones() => Assert.Matches(@"^[\w-]{20,}\.[\w-]{6}\.[\w-]{38}$", World.App.Token);

    [Fact]
    public async Task A_person_sees_their_own_channels_and_nobody_elses()
    {
        var secret = World.Channels.Create("secret", "", [Adam], isPrivate: true);
        Assert.DoesNotContain(secret, World.Channels.SeenBy(Olivia));
        Assert.Single(World.Channels.SeenBy(Olivia), channel => channel.IsDirectMessage);
        Assert.Equal(Outcome.Gone, (await World.Type(Olivia, secret.Id, "hello", Cancel)).Error);
        Assert.True((await World.Type(Adam, secret.Id, "hello", Cancel)).Ok);
    }

    [Fact]
    public async Task Reading_clears_the_marks()
    {
        await World.Type(Olivia, Ops.Id, $"look, <@{Adam}>", Cancel);
        Assert.Equal((1, 1, 0), (World.Unread.Of(Adam, Ops.Id), World.Unread.PingsOf(Adam, Ops.Id), World.Unread.Of(Olivia, Ops.Id)));
        World.Unread.Clear(Adam, Ops.Id);
        Assert.Equal((0, 0), (World.Unread.Of(Adam, Ops.Id), World.Unread.PingsOf(Adam, Ops.Id)));
    }

    [Fact]
    public async Task A_thread_stands_behind_its_channel_and_takes_commands()
    {
        await World.Type(Olivia, Ops.Id, "what is this?", Cancel);
        var message = World.Messages.All(Ops.Id)[0];
        var thread = World.StartThread(Adam, Ops.Id, "About it", message.Id).ChannelId!;
        Assert.Equal(message.Id, thread);
        Assert.False(World.StartThread(Adam, Ops.Id, "Again", message.Id).Ok);
        Assert.False(World.StartThread(Adam, thread, "Deeper").Ok);
        Assert.Equal(["ops", "About it"],
            World.Channels.SeenBy(Adam).SkipWhile(channel => channel.Name != "ops").Take(2).Select(channel => channel.Name));

        var loose = World.StartThread(Adam, Ops.Id, "Loose").ChannelId!;
        Assert.Equal(MessageKind.ThreadCreated, World.Messages.All(Ops.Id)[^1].Kind);
        var payload = await Interact(() => World.Type(Olivia, loose, "/instance list", Cancel));
        Assert.Equal((loose, 11, Ops.Id),
            ((string)payload["channel_id"]!, (int)payload["channel"]!["type"]!, (string)payload["channel"]!["parent_id"]!));
    }

    [Fact]
    public async Task A_screen_is_told_what_to_draw_again()
    {
        var changes = new List<DiscordChange>();
        World.Changes += changes.Add;
        await World.Type(Olivia, Ops.Id, "hello", Cancel);
        Assert.Contains(new DiscordChange(Changed.Messages, Ops.Id), changes);
        Assert.Contains(new DiscordChange(Changed.Unread, Ops.Id, Adam), changes);
    }

    [Fact]
    public async Task Too_long_is_not_sent()
    {
        Assert.False((await World.Type(Olivia, Ops.Id, new string('x', 2001), Cancel)).Ok);
        await World.Type(Olivia, Ops.Id, "  ", Cancel);
        Assert.Empty(World.Messages.All(Ops.Id));
    }
}
