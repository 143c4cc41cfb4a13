using System.Text.Json.Nodes;
using OpsBot.Bot.Slack;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Bot.Drawing;
using OpsBot.Tests.Testing;
using SkiaSharp;
using static OpsBot.Tests.Bot.Slack.Workspace;
using Message = OpsBot.Sandbox.Slack.Message;
using SlackFile = OpsBot.Sandbox.Slack.SlackFile;

namespace OpsBot.Tests.Bot.Slack;

public sealed class ShowingPictures(Postgres postgres) : IAsyncLifetime
{
    Workspace slack = null!;

    public async ValueTask InitializeAsync()
    {
        slack = await Open(postgres);
        slack.World.Files.LookedThrough = TimeSpan.FromMilliseconds(700);
    }

    public ValueTask DisposeAsync() => slack.DisposeAsync();

    [Fact]
    public async Task A_chart_stands_in_its_message_as_a_picture_once_slack_has_looked_through_it()
    {
        await Say("card", "Server is slow", SampleCharts.Line);

        var message = await slack.Sees(Olivia, "Server is slow");
        var image = Assert.Single(Images(message));
        Assert.StartsWith("CPU of acme-prd-hel1: ", (string)image["alt_text"]!, StringComparison.Ordinal);
        Assert.Contains("█", (string)image["alt_text"]!, StringComparison.Ordinal);
        using var picture = SKBitmap.Decode(Shown(image).Bytes!.Value.ToArray());
        Assert.Equal(780, picture.Width);
        Assert.Single(slack.World.Messages.In(slack.Channel("ops"), Olivia));
    }

    [Fact]
    public async Task What_did_not_change_is_not_uploaded_again_and_what_changed_takes_the_place_of_what_it_was()
    {
        await Say("card", "First", SampleCharts.Line, SampleCharts.Health);
        var first = Images(await slack.Sees(Olivia, "First")).Select(image => Shown(image).Id).ToList();

        await Say("card", "Second", SampleCharts.Line with { Title = "CPU since then" }, SampleCharts.Health);
        var second = Images(await slack.Sees(Olivia, "Second")).Select(image => Shown(image).Id).ToList();

        Assert.Equal(first[1], second[1]);
        Assert.NotEqual(first[0], second[0]);
        await Eventually.Equal(0L, () => slack.Count("deliveries where pending"));
        Assert.Equal(second.Order(), slack.World.Files.All.Select(file => file.Id).Order());
    }

    [Fact]
    public async Task Without_the_right_to_upload_it_is_said_in_words_and_once()
    {
        slack.World.App = slack.World.App with { Scopes = [.. slack.World.App.Scopes.Where(scope => scope != "files:write")] };
        await Say("card", "Server is slow", SampleCharts.Line);

        Assert.Contains("CPU of acme-prd-hel1: ", Workspace.Shown(await slack.Sees(Olivia, "Server is slow")), StringComparison.Ordinal);
        Assert.Single(slack.World.Messages.In(slack.Channel("ops"), Olivia));
    }

    [Fact]
    public async Task While_uploads_fail_it_is_said_in_words_and_the_next_edit_brings_the_picture()
    {
        slack.World.Trouble.Break(4, "files.getUploadURLExternal");
        await Say("card", "First", SampleCharts.Line);
        Assert.Empty(Images(await slack.Sees(Olivia, "First")));

        slack.World.Trouble.Clear();
        await Say("card", "Second", SampleCharts.Line);

        Assert.Single(Images(await slack.Sees(Olivia, "Second")));
        Assert.Single(slack.World.Messages.In(slack.Channel("ops"), Olivia));
    }

    [Fact]
    public async Task What_slack_does_not_look_through_in_time_goes_in_words()
    {
        slack.World.Files.LookedThrough = TimeSpan.FromHours(1);
        await Say("card", "Server is slow", SampleCharts.Line);

        Assert.Empty(Images(await slack.Sees(Olivia, "CPU of acme-prd-hel1: ")));
        Assert.Single(slack.World.Messages.In(slack.Channel("ops"), Olivia));
    }

    [Fact]
    public async Task After_slack_was_away_there_is_one_message_with_the_newest_numbers()
    {
        slack.World.Trouble.GoAway(TimeSpan.FromSeconds(4));
        await Say("card", "It began", SampleCharts.Line);
        await Say("card", "It goes on", SampleCharts.Line with { Title = "Worse" });
        await Say("card", "It is over", SampleCharts.Line with { Title = "Well again" });

        var image = Images(await slack.Sees(Olivia, "It is over")).Single();
        Assert.StartsWith("Well again: ", (string)image["alt_text"]!, StringComparison.Ordinal);
        Assert.Single(slack.World.Messages.In(slack.Channel("ops"), Olivia));
    }

    [Fact]
    public async Task A_private_answer_and_app_home_show_it_too()
    {
        await slack.Type(Olivia, "/ops whoami");
        await slack.Sees(Olivia, "olivia");
        await Say("answer", await Link(), new("Here") { Parts = [SampleCharts.Health] });
        Assert.Single(Images(await slack.Sees(Olivia, "Here")));

        await Say("home", new SlackPlace.Home(Olivia).ToChat(), new("Home") { Parts = [SampleCharts.Bars] });
        await Eventually.True(() => Images(slack.World.Views.HomeOf(Olivia)?.Blocks).Any());
    }

    [Fact]
    public async Task What_is_to_be_kept_comes_as_a_file()
    {
        await Say("card", "Server is slow", SampleCharts.Line with { SaveAs = "acme-cpu-day.png" });

        await slack.Sees(Olivia, "Server is slow");
        var file = await Eventually.Get(() =>
            Task.FromResult(slack.World.Messages.In(slack.Channel("ops"), Olivia).SelectMany(message => message.Files).FirstOrDefault()));
        Assert.Equal(("acme-cpu-day.png", "image/png"), (file.Name, file.MimeType));
        using var picture = SKBitmap.Decode(file.Bytes!.Value.ToArray());
        Assert.Equal(780, picture.Width);
    }

    SlackFile Shown(JsonObject image) => slack.World.Files.Find((string?)image["slack_file"]!["id"])!;

    static IReadOnlyList<JsonObject> Images(Message message) => Images(message.Blocks);

    static IReadOnlyList<JsonObject> Images(JsonArray? blocks) =>
        [.. (blocks ?? []).OfType<JsonObject>().Where(block => (string?)block["type"] == "image")];

    async Task<ChatPlace> Link()
    {
        await using var find = slack.Database.Source.CreateCommand("select body from inbox order by id desc limit 1");
        return SlackAsk.Read((string)(await find.ExecuteScalarAsync(Cancel))!)!.Answer.ToChat();
    }

    Task Say(string key, string heading, params IReadOnlyList<Part> parts) =>
        Say(key, new SlackPlace.Channel(slack.Channel("ops")).ToChat(), new(heading) { Parts = parts });

    Task Say(string key, ChatPlace to, Reply reply) => slack.Database.Source.Say(key, new To.Place(to), reply);
}
