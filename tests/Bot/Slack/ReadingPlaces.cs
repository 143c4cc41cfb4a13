using OpsBot.Bot.Slack;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Tests.Bot.Slack;

/// <summary>A place travels through the database, the inbox and Slack's own modals, and comes back as the place that it was.</summary>
public sealed class ReadingPlaces
{
    static readonly SlackPlace.Link link = new("U1", new("https://hooks.slack.com/commands/T1/2/a:b|c"), Replace: true);

    [Fact]
    public void It_reads_back_as_it_was_written()
    {
        SlackPlace[] places =
        [
            new SlackPlace.Channel("C1"), new SlackPlace.Channel("C1", "U1"), new SlackPlace.Person("U1"),
            new SlackPlace.Person("U1", SlackPlace.Cause.LinkExpired), link, link with { Replace = false },
            new SlackPlace.Home("U1"), new SlackPlace.Dialog("1.2.3", link, "C1"),
            new SlackPlace.Dialog("1.2.3", new SlackPlace.Home("U1"), null),
        ];
        Assert.All(places, place => Assert.Equal(place, SlackPlace.Of(place.ToChat())));
        Assert.All(places, place => Assert.Equal(place, Json.Read<SlackPlace>(Json.Text(place))));
    }

    [Fact]
    public void Of_what_is_none_nothing_is_read()
    {
        Assert.Null(SlackPlace.Of(new ChatPlace("slack", PlaceKind.Room, "C1")));
        Assert.Null(SlackPlace.Of(new ChatPlace("slack", PlaceKind.Answer, "no address") { Means = """{"asker":"U1"}""" }));
        Assert.Null(SlackPlace.Of(new ChatPlace("slack", PlaceKind.Dialog, "1.2.3")));
    }

    // A bot of the version before wrote them into the inbox, and into modals that are open still.
    [Fact]
    public void What_an_older_bot_wrote_is_still_read()
    {
        Assert.Equal(link, Former($"replace:U1:{link.Url.OriginalString}"));
        Assert.Equal(link with { Replace = false }, Former($"response:U1:{link.Url.OriginalString}"));
        Assert.Equal(new SlackPlace.Person("U1", SlackPlace.Cause.FromHome), Former("person:U1:from_home"));
        Assert.Equal(new SlackPlace.Home("U1"), Former("home:U1"));
        Assert.All<string>(["", "person", "person:", "response:U1:nowhere", "dialog:1|C1|person:U1", "moon:1"],
            text => Assert.Null(Former(text)));
    }

    static SlackPlace? Former(string place) =>
        SlackAsk.Read($$"""{"line":"/ops help","user":"U1","answer":"{{place}}"}""")?.Answer;
}
