using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Bot.Discord;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Tests.Bot.Discord;

public sealed class ReadingInteractions
{
    const string User = "803511102246789120";

    static JsonObject Payload(int type, JsonObject? data = null, int? flags = null, bool direct = false) => new()
    {
        ["id"] = "846462639134605312", ["application_id"] = "845027738276462632", ["type"] = type, ["token"] = "aW50ZXJhY3Rpb24_x-y.z",
        ["data"] = data ?? [],
        ["guild_id"] = direct ? null : "290926798626357999", ["channel_id"] = "645027906669510667",
        ["member"] = direct
            ? null : new JsonObject { ["nick"] = "Olivia\nO.", ["user"] = new JsonObject { ["id"] = User, ["username"] = "olivia" } },
        ["user"] = direct ? new JsonObject { ["id"] = User, ["username"] = "olivia", ["global_name"] = "Olivia" } : null,
        ["message"] = flags is { } bits ? new JsonObject { ["id"] = "846462639134605313", ["flags"] = bits } : null,
    };

    static Interaction? Read(JsonObject payload) => Interaction.Read(JsonElement.Parse(payload.ToJsonString()));

    [Fact]
    public void Who_and_where_are_read_in_a_server_and_in_direct_messages()
    {
        var inServer = Read(Payload(2))!;
        Assert.Equal((User, "Olivia O.", "645027906669510667", false),
            (inServer.User, inServer.UserName, inServer.Channel, inServer.IsDirect));
        var direct = Read(Payload(3, flags: 0, direct: true))!;
        Assert.Equal(("Olivia", true, true), (direct.UserName, direct.IsDirect, direct.IsInOwnMessage));
    }

    [Theory]
    [InlineData("id", "1; drop table")]
    [InlineData("id", "12")]
    [InlineData("token", "")]
    [InlineData("token", "a/../b")]
    [InlineData("token", "a:b")]
    public void An_id_or_a_token_that_is_none_is_refused(string field, string value)
    {
        var payload = Payload(2);
        payload[field] = value;
        Assert.Null(Read(payload));
    }

    [Fact]
    public void An_answer_in_place_changes_only_what_its_reader_sees_alone()
    {
        var click = new Click("/ops help", InPlace: true);
        Assert.Equal(DiscordPlace.Manner.Private, How(PayloadReader.ByClick(Read(Payload(3, flags: 32768))!, click)));
        Assert.Equal(DiscordPlace.Manner.Replace, How(PayloadReader.ByClick(Read(Payload(3, flags: 32768 | 64))!, click)));
        Assert.Equal(DiscordPlace.Manner.Replace, How(PayloadReader.ByClick(Read(Payload(3, flags: 32768, direct: true))!, click)));
        Assert.Equal(DiscordPlace.Manner.Open,
            How(PayloadReader.ByClick(Read(Payload(3, flags: 32768, direct: true))!, click with { InPlace = false })));

        static DiscordPlace.Manner How(DiscordAsk ask) => ((DiscordPlace.Answer)ask.Answer).How;
    }

    [Theory]
    [InlineData("<@803511102246789121>", "/admin link account:\"discord:803511102246789121\"")]
    [InlineData(" <@!803511102246789121> ", "/admin link account:\"discord:803511102246789121\"")]
    [InlineData("slack:U1", "/admin link account:\"slack:U1\"")]
    public void A_person_who_was_picked_is_their_account(string typed, string line)
    {
        var option = new JsonObject { ["name"] = "account", ["type"] = 3, ["value"] = typed };
        var data = new JsonObject { ["type"] = 1, ["name"] = "admin",
            ["options"] = new JsonArray(new JsonObject { ["name"] = "link", ["type"] = 1, ["options"] = new JsonArray(option) }) };
        Assert.Equal(line, PayloadReader.ByCommand(Read(Payload(2, data))!)!.Line);
    }

    [Fact]
    public void A_message_is_looked_up_with_all_that_it_shows()
    {
        var message = new JsonObject { ["content"] = "acme-prod is\nslow", ["components"] = new JsonArray(new JsonObject { ["type"] = 17,
            ["components"] = new JsonArray(new JsonObject { ["type"] = 10, ["content"] = "beta-prod" }) }) };
        var data = new JsonObject { ["type"] = 3, ["name"] = "Look up in OpsBot", ["target_id"] = "9",
            ["resolved"] = new JsonObject { ["messages"] = new JsonObject { ["9"] = message } } };
        Assert.Equal("/ops lookup text:\"acme-prod is slow beta-prod\"", PayloadReader.ByCommand(Read(Payload(2, data))!)!.Line);
    }

    [Fact]
    public void A_place_reads_back_as_it_was_written()
    {
        var answer = new DiscordPlace.Answer(DiscordPlace.Manner.Private, "1", "2", "tok:en");
        DiscordPlace[] places =
        [
            new DiscordPlace.Channel("1"), new DiscordPlace.Channel("1", "2"), new DiscordPlace.Person("1"),
                new DiscordPlace.Person("1", DiscordPlace.Cause.TokenExpired), answer,
            new DiscordPlace.Room("1", "2", "3", "tok:en"), new DiscordPlace.Dialog(true, answer), new DiscordPlace.Dialog(false, answer),
                new DiscordPlace.Board("1"),
        ];
        Assert.All(places, place => Assert.Equal(place, DiscordPlace.Of(place.ToChat())));
        Assert.All(places, place => Assert.Equal(place, Json.Read<DiscordPlace>(Json.Text(place))));
        Assert.Null(DiscordPlace.Of(new ChatPlace("discord", PlaceKind.Answer, "2")));
    }

    // As a bot of the version before wrote it into the inbox; whatever the text says, it is a place or nothing is asked.
    [Fact]
    public void What_an_older_bot_took_in_is_still_read()
    {
        Assert.Equal(new DiscordPlace.Answer(DiscordPlace.Manner.Private, "1", "2", "tok:en"),
            DiscordAsk.Read("""{"line":"/ops help","user":"1","answer":"answer:private:1:2:tok:en"}""")!.Answer);
        Assert.Equal(new DiscordPlace.Person("1"), DiscordAsk.Read("""{"line":"/ops help","user":"1","answer":"person:1"}""")!.Answer);
        Assert.All<string>(["", "person", "person:", "answer:loudly:1:2:3", "moon:1"],
            text => Assert.Null(DiscordAsk.Read($$"""{"line":"/ops help","user":"1","answer":"{{text}}"}""")));
    }

    [Fact]
    public void A_page_of_a_form_reads_back_and_nothing_else_does()
    {
        Assert.Equal(new FormPage("ab12", 3), FormPage.Read(new FormPage("ab12", 3).ToString()));
        Assert.Equal(new FormPage("ab12", 0, InPlace: true), FormPage.Read(new FormPage("ab12", 0, InPlace: true).ToString()));
        Assert.All<string>(["", "form", "form::1", "form:a:-1", "form:a:1:there", "form:a:1:here:x", "run:1:/ops help"],
            text => Assert.Null(FormPage.Read(text)));
    }
}
