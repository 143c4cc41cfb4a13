using System.Text.Json.Nodes;
using OpsBot.Bot.Discord;
using OpsBot.Core.Replies;
using OpsBot.Tests.Bot.Drawing;
using OpsBot.Tests.Testing;
using SkiaSharp;
using static OpsBot.Tests.Bot.Discord.Server;
using Message = OpsBot.Sandbox.Discord.Message;

namespace OpsBot.Tests.Bot.Discord;

public sealed class ShowingPictures(Postgres postgres) : IAsyncLifetime
{
    Server discord = null!;

    public async ValueTask InitializeAsync() => discord = await Open(postgres);

    public ValueTask DisposeAsync() => discord.DisposeAsync();

    [Fact]
    public async Task A_chart_stands_in_its_message_as_a_picture_with_an_alternative_text()
    {
        await Say("card", "Server is slow", SampleCharts.Line);

        var message = await Sees("Server is slow");
        var item = Assert.Single(Galleries(message));
        Assert.StartsWith("CPU of acme-prd-hel1: ", (string)item["description"]!, StringComparison.Ordinal);
        var file = Assert.Single(message.Attachments);
        Assert.Equal(file.Reference, (string?)item["media"]!["url"]);
        using var picture = SKBitmap.Decode(file.Bytes.ToArray());
        Assert.Equal(780, picture.Width);
    }

    [Fact]
    public async Task What_did_not_change_is_not_uploaded_again_and_what_changed_takes_the_place_of_what_it_was()
    {
        await Say("card", "First", SampleCharts.Line, SampleCharts.Health);
        var first = (await Sees("First")).Attachments.Select(file => file.Id).ToList();

        await Say("card", "Second", SampleCharts.Line, SampleCharts.Health);
        var second = await Sees("Second");
        Assert.Equal(first, second.Attachments.Select(file => file.Id));
        Assert.Equal(2, Galleries(second).Count);

        await Say("card", "Third", SampleCharts.Line with { Title = "CPU since then" });
        var third = await Sees("Third");
        Assert.DoesNotContain(Assert.Single(third.Attachments).Id, first);
    }

    [Fact]
    public async Task What_somebody_deleted_comes_back_with_its_picture()
    {
        await Say("card", "First", SampleCharts.Line);
        var first = await Sees("First");
        discord.World.Messages.Remove(first.ChannelId, first.Id);

        await Say("card", "Second", SampleCharts.Line);

        Assert.Single((await Sees("Second")).Attachments);
    }

    [Fact]
    public async Task Where_the_bot_may_attach_nothing_it_is_said_in_words_and_once()
    {
        discord.World.Channels.Add(discord.World.Channels.Find(discord.Channel("ops"))! with { TakesNoFiles = true });
        await Say("card", "Server is slow", SampleCharts.Line);

        var message = await Sees("CPU of acme-prd-hel1: ");
        Assert.Empty(message.Attachments);
        Assert.Single(discord.World.Said("ops", "Server is slow", discord.Olivia));
    }

    [Fact]
    public async Task After_discord_was_away_there_is_one_message_with_the_newest_numbers()
    {
        discord.World.Trouble.GoAway(TimeSpan.FromSeconds(4));
        await Say("card", "It began", SampleCharts.Line);
        await Say("card", "It is over", SampleCharts.Line with { Title = "Well again" });

        var item = Galleries(await Sees("It is over")).Single();
        Assert.StartsWith("Well again: ", (string)item["description"]!, StringComparison.Ordinal);
        Assert.Single(discord.World.Messages.In(discord.Channel("ops"), discord.Olivia));
    }

    [Fact]
    public async Task What_is_to_be_kept_comes_as_a_file()
    {
        await Say("card", "Server is slow", SampleCharts.Line with { SaveAs = "acme-cpu-day.png" });
        var file = Assert.Single((await Sees("Server is slow")).Attachments);
        Assert.Equal(("acme-cpu-day.png", "image/png"), (file.FileName, file.ContentType));
    }

    Task<Message> Sees(string words) => discord.Sees(discord.Olivia, words, "ops");

    static IReadOnlyList<JsonObject> Galleries(Message message) =>
    [
        .. Shape.All(message.Components).Where(component => (int?)component["type"] == 12)
            .SelectMany(gallery => gallery["items"]!.AsArray().Cast<JsonObject>()),
    ];

    Task Say(string key, string heading, params IReadOnlyList<Part> parts) => discord.Database.Source.Say(key,
        new To.Place(new DiscordPlace.Channel(discord.Channel("ops")).ToChat()), new Reply(heading) { Parts = parts });
}
