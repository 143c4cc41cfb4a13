using OpsBot.Bot.Discord;
using OpsBot.Bot.Slack;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Database;

/// <summary>Messages that stood somewhere, or were on their way, when a place was still one text with colons.</summary>
public sealed class ComingFromPlacesInOneText(Postgres postgres)
{
    const string ByKind = "0030_places.sql";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_is_still_the_place_that_it_was()
    {
        await using var database = await Given(
            ("slack", "channel:C1:U1", "C1:17.2:ab"), ("slack", "person:U1:link_expired", null),
            ("slack", "replace:U1:https://hooks.slack.com/a:b", "link:3:"), ("slack", "dialog:1.2.3|C1|response:U1:https://h/x", "V12"),
            ("slack", "home:U1", "home"), ("discord", "answer:private:11:22:to:k", "original"), ("discord", "room:1:11:22:tok", "1:33"),
            ("discord", "dialog:answer:open:11:23:tok", "modal"), ("discord", "board:1", "1:33:unpinned"));

        var link = new SlackPlace.Link("U1", new("https://h/x"), Replace: false);
        Assert.Equal(
            [
                new SlackPlace.Channel("C1", "U1"), new SlackPlace.Person("U1", SlackPlace.Cause.LinkExpired),
                new SlackPlace.Link("U1", new("https://hooks.slack.com/a:b"), Replace: true), new SlackPlace.Dialog("1.2.3", link, "C1"),
                new SlackPlace.Home("U1"),
            ], (await Places(database, "slack")).Select(SlackPlace.Of));
        var answer = new DiscordPlace.Answer(DiscordPlace.Manner.Private, "11", "22", "to:k");
        Assert.Equal(
            [
                answer, new DiscordPlace.Room("1", "11", "22", "tok"),
                new DiscordPlace.Dialog(true, answer with { How = DiscordPlace.Manner.Open, Interaction = "23", Token = "tok" }),
                new DiscordPlace.Board("1"),
            ], (await Places(database, "discord")).Select(DiscordPlace.Of));
    }

    [Fact]
    public async Task Each_message_is_still_known_by_what_the_platform_calls_it()
    {
        await using var database = await Given(
            ("slack", "channel:C1:U1", "C1:17.2:ab"), ("slack", "channel:C2", "C2:17.3:"), ("slack", "response:U1:https://h/x", "link:3:"),
            ("discord", "room:1:11:22:tok", "1:33"), ("discord", "answer:private:11:22:tok", "original"),
            ("discord", "board:1", "1:33:unpinned"));
        Assert.Equal(
            [
                new("17.2") { Channel = "C1", Files = "ab" }, new("17.3") { Channel = "C2" }, new("link") { Uses = 3 },
                new("33") { Channel = "1" }, new("original"), new("33") { Channel = "1", IsUnpinned = true },
            ],
            (await List<string>(database, "select ref from deliveries order by id")).Select(Json.Read<OpsBot.Bot.Chat.MessageRef>));
    }

    [Fact]
    public async Task When_it_was_first_said_is_read_out_of_its_message_once_and_for_all()
    {
        await using var database = await Given(("slack", "channel:C1", null));
        Assert.Equal(new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc),
            Assert.Single(await List<DateTime>(database, "select first_said_at from deliveries")));
    }

    [Fact]
    public async Task What_stood_in_one_place_twice_goes_on_where_it_was_said_last()
    {
        await using var database = await Given(("slack", "channel:C1", "C1:17.2:"), ("slack", "channel:C1:U1", "C1:17.3:"));
        Assert.Equal("17.3", Assert.Single(await List<string>(database, "select ref ->> 'id' from deliveries")));
    }

    static async Task<IEnumerable<ChatPlace>> Places(OpsBot.Tests.Testing.Database database, string platform) =>
        (await List<(PlaceKind Kind, string Id, string? Means)>(database,
            "select place_kind, place_id, place_means from deliveries where platform = @platform order by id", new { platform }))
        .Select(row => new ChatPlace(platform, row.Kind, row.Id) { Means = row.Means });

    static async Task<IReadOnlyList<T>> List<T>(OpsBot.Tests.Testing.Database database, string sql, object? args = null)
    {
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        Mapping.Ready();
        return [.. await Dapper.SqlMapper.QueryAsync<T>(db, sql, args)];
    }

    /// <summary>One message that stands in all of them, as the migrations before this one kept it.</summary>
    async Task<OpsBot.Tests.Testing.Database> Given(params IReadOnlyList<(string Platform, string Place, string? Ref)> places)
    {
        var database = await postgres.EmptyDatabase();
        var files = Directory.GetFiles(Repository.At("src", "Core", "Database", "Migrations")).Order(StringComparer.Ordinal).ToList();
        foreach (var file in files.TakeWhile(file => Path.GetFileName(file) != ByKind))
            await Run(database, await File.ReadAllTextAsync(file, Cancel));
        await using (var db = await database.Source.OpenConnectionAsync(Cancel))
        {
            var id = Guid.CreateVersion7(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
            await db.Execute("insert into messages (id, key, kind, content, said_at) values (@id, 'm', 'reply', '{}', '2026-03-05 09:00Z')",
                new { id }, Cancel);
            foreach (var (platform, place, message) in places)
                await db.Execute(
                    """
                    insert into deliveries (message_id, platform, place, lane, ref, not_before)
                    values (@id, @platform, @place, @place, @message, '2026-03-02 09:00Z')
                    """, new { id, platform, place, message }, Cancel);
        }
        await Run(database, await File.ReadAllTextAsync(files.Single(file => Path.GetFileName(file) == ByKind), Cancel));
        return database;
    }

    static async Task Run(OpsBot.Tests.Testing.Database database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
