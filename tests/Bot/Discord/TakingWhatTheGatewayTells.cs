using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Discord;
using OpsBot.Core.Database;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.PretendGateway;

namespace OpsBot.Tests.Bot.Discord;

public sealed class TakingWhatTheGatewayTells(Postgres postgres) : IAsyncLifetime
{
    PretendGateway gateway = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => gateway = await Open(postgres);

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Fact]
    public async Task While_the_database_takes_nothing_nobody_is_told_to_try_again_and_all_of_it_is_taken_once_it_does()
    {
        await gateway.StartBot(("Inbox:Patience", "00:00:02"));
        var line = await gateway.Ready();
        await using var db = await gateway.Database.Source.OpenConnectionAsync(Cancel);
        await using var held = await db.BeginTransactionAsync(Cancel);
        await db.Execute("lock table inbox in access exclusive mode", null, Cancel);
        await line.Say(Command(2, "923456789012345670"));
        await Eventually.Equal(5, () => (int?)Answers("923456789012345670").FirstOrDefault()?["type"]);

        // More than it takes at once, and it still hears what comes after them.
        for (var i = 3; i < 303; i++) await line.Say(Command(i, $"923456789012345{i}"));
        await line.Say("""{"op":1,"d":null}""");
        Assert.Equal(1, (int?)(await line.Hear(1))["d"]);
        await held.RollbackAsync(Cancel);

        await Eventually.Equal(301L, () => gateway.Count("inbox"));
        await line.Say("""{"op":0,"t":"TYPING_START","s":303,"d":{}}""");
        await Eventually.True(async () =>
        {
            await line.Say("""{"op":1,"d":null}""");
            return (int?)(await line.Hear(1))["d"] == 303;
        });
        Assert.DoesNotContain(gateway.Calls, call => call.Body.Contains("try again", StringComparison.Ordinal));
    }

    // Whatever the bug is: here somebody has written into the database what OpsBot never writes.
    [Fact]
    public async Task Where_the_bot_has_a_fault_people_are_given_a_reference_that_stands_in_its_log()
    {
        await gateway.StartBot();
        var line = await gateway.Ready();
        await gateway.Execute("insert into kept_clicks (key, content, used_at) values ('broken', '{', '2026-01-01Z')");

        await line.Say(Click(2, "923456789012345671", "\"custom_id\":\"kept:1:broken\""));

        var answer = await Eventually.Get(() => Task.FromResult(Answers("923456789012345671").FirstOrDefault()));
        Assert.Equal((4, 64), ((int)answer["type"]!, (int)answer["data"]!["flags"]! & 64));
        var words = answer.ToJsonString();
        Assert.Contains("That did not work", words, StringComparison.Ordinal);
        var (_, logged) = Assert.Single(gateway.Logged,
            one => one.Level is LogLevel.Error && one.Text.Contains("reference", StringComparison.Ordinal));
        Assert.Contains(logged[^12..], words, StringComparison.Ordinal);
        // And it is done with.
        await Eventually.True(async () =>
        {
            await line.Say("""{"op":1,"d":null}""");
            return (int?)(await line.Hear(1))["d"] == 2;
        });
    }

    // Here somebody has made a role that there is none of.
    [Fact]
    public async Task Where_the_bot_has_a_fault_while_somebody_types_there_are_no_choices_and_the_log_has_a_reference()
    {
        await gateway.StartBot();
        var line = await gateway.Ready();
        await gateway.Execute(
            """
            alter table operators drop constraint operators_role_check;
            insert into operators (id, handle, name, role, created_at)
            values ('019cbd00-0000-7000-8000-000000000001', 'king', 'King', 'king', '2026-01-01Z');
            insert into chat_accounts (platform, account_id, operator_id, name, linked_at)
            values ('discord', '723456789012345678', '019cbd00-0000-7000-8000-000000000001', 'King', '2026-01-01Z')
            """);

        await line.Say(Interaction(2, "923456789012345671", 4,
            """
            "name":"instance","options":[{"type":1,"name":"show","options":[{"type":3,"name":"instance","value":"ac","focused":true}]}]
            """));

        var answer = await Eventually.Get(() => Task.FromResult(Answers("923456789012345671").FirstOrDefault()));
        Assert.Equal((8, 0), ((int)answer["type"]!, answer["data"]!["choices"]!.AsArray().Count));
        Assert.Single(gateway.Logged, one => one.Level is LogLevel.Error && one.Text.Contains("reference", StringComparison.Ordinal));
    }

    // Nothing behind it, so that taking a message is one bug.
    [Fact]
    public async Task Where_the_bot_has_a_fault_in_hearing_a_message_the_log_has_a_reference_and_it_hears_on()
    {
        var log = new Written();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));
        var intake = new DiscordIntake(
            null!, null!, null!, null!, null!, null!, Options.Create(new DiscordOptions()), TimeProvider.System,
            logs.CreateLogger<DiscordIntake>());
        using var message = JsonDocument.Parse("""{"id":"923456789012345671","type":0,"author":{"id":"723456789012345678"}}""");

        Assert.Equal(DiscordAck.Recorded, await intake.Hear(message.RootElement, Cancel));

        Assert.Single(log.Lines, one => one.Level is LogLevel.Error && one.Text.Contains("reference", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Half_a_character_in_the_name_of_something_is_nothing_to_fall_over()
    {
        await gateway.StartBot();
        var line = await gateway.Ready();
        await line.Say("""{"op":0,"t":"MESSAGE_CREATE","s":2,"d":{"type":0,"ty\ud83d":1}}""");
        await line.Say("""{"op":0,"t":"INTERACTION_CREATE","s":3,"d":{"type":2,"ty\ud83d":1}}""");
        await Eventually.True(async () =>
        {
            await line.Say("""{"op":1,"d":null}""");
            return (int?)(await line.Hear(1))["d"] == 3;
        });
    }

    [Fact]
    public async Task Half_a_character_where_a_choice_belongs_is_no_choice()
    {
        await gateway.StartBot();
        var line = await gateway.Ready();

        await line.Say(Click(2, "923456789012345671", """ "custom_id":"pick:1","values":["\ud83d"] """));

        Assert.Contains("too old", (await Eventually.Get(() => Task.FromResult(Answers("923456789012345671").FirstOrDefault())))
            .ToJsonString(), StringComparison.Ordinal);
    }

    static string Click(int number, string id, string data) => Interaction(number, id, 3, data);

    static string Interaction(int number, string id, int type, string data) =>
        $$"""
        {"op":0,"t":"INTERACTION_CREATE","s":{{number}},"d":{
            "id":"{{id}}","application_id":"{{PretendApi.Application}}","type":{{type}},"token":"token{{id}}",
            "guild_id":"{{PretendApi.Guild}}","channel_id":"623456789012345678",
            "member":{"user":{"id":"723456789012345678"} },"data":{ {{data}} } } }
        """;

    IEnumerable<JsonNode> Answers(string interaction) =>
        gateway.Calls.Where(call => call.Path.Contains($"interactions/{interaction}/", StringComparison.Ordinal)).Select(call => call.Json);
}
