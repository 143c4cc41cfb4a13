using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Bot.Discord;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

public sealed class AnsweringOnDiscordThroughKills(Postgres postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_the_bot_gave_and_could_not_note_stands_once()
    {
        await using var database = await postgres.NewDatabase();
        await using var fleet = await Fleet.Open(database.ConnectionString, onDiscord: true);
        var (discord, olivia, bot) = await Start(fleet);

        discord.Trouble.SlowDown(1, TimeSpan.FromSeconds(3), "POST /interactions/{interaction}/{token}/callback");
        var running = discord.RunCommand(olivia, discord.Where("ops"), "ops whoami", Cancel);
        await Eventually.Equal(1L, () => fleet.One<long>("select count(*) from deliveries where claimed_until is not null"));
        // It reaches Discord, and nothing of that can be written down.
        await using (await fleet.Lock("messages", "exclusive"))
        {
            await discord.Sees(olivia, "You are olivia");
            await Eventually.Equal(1L, () => fleet.WaitingFor("messages"));
            await bot.Kill();
            // Postgres would do what it was told last, once it gets the lock.
            await fleet.Execute("select pg_terminate_backend(pid) from pg_locks where not granted and relation = 'messages'::regclass");
        }
        await running;
        Assert.Equal(1, await fleet.One<long>("select count(*) from deliveries where pending and ref is null"));

        await fleet.StartBot();
        await Eventually.Equal(0L, () => fleet.One<long>("select count(*) from deliveries where pending"));
        Assert.Single(discord.Said("ops", "You are olivia", olivia));
        Assert.Empty(discord.Said(discord.Channels.DirectMessage(olivia).Id, "You are olivia", olivia));
    }

    [Fact]
    public async Task What_was_typed_into_a_form_is_still_there_when_the_bot_that_opened_it_is_dead()
    {
        await using var database = await postgres.NewDatabase();
        await using var fleet = await Fleet.Open(database.ConnectionString, onDiscord: true);
        var (discord, olivia, bot) = await Start(fleet);
        await fleet.Instance("acme-old");

        var first = await discord.OpensForm(olivia, "instance stop", ("instance", "acme-old"));
        await bot.Kill();
        bot = await fleet.StartBot();
        await Eventually.True(() => discord.Gateway.Connected == 1, what: "the second bot listens");
        // Long enough for Discord, too few letters for a reason.
        Assert.True((await discord.Submit(olivia, new Dictionary<string, string> { ["reason"] = "ab  " }, Cancel)).Ok);
        var again = await discord.Sees(olivia, "Correct it");
        await bot.Kill();
        await fleet.StartBot();
        await Eventually.True(() => discord.Gateway.Connected == 1, what: "the third bot listens");

        Assert.True((await discord.Presses(olivia, again, "Correct it")).Ok);

        var modal = await Eventually.Get(() => Task.FromResult(discord.Modals.Of(olivia) is { } open && open.Id != first.Id ? open : null));
        Assert.Contains("\"value\":\"ab", modal.Components.ToJsonString(), StringComparison.Ordinal);
        Assert.True((await discord.Submit(olivia, new Dictionary<string, string> { ["reason"] = "the customer asked for it" }, Cancel)).Ok);
        await Eventually.Equal(1L, () => fleet.One<long>("select count(*) from jobs"));
        Assert.Equal(["instance stop started"], await fleet.AuditOf("acme-old"));
    }

    static async Task<(DiscordWorld Discord, string Olivia, BotProgram Bot)> Start(Fleet fleet)
    {
        await fleet.Settle();
        // A busy machine is slower than Discord is patient, which is not what this is about.
        fleet.Discord.Interactions.Patience = TimeSpan.FromSeconds(60);
        var bot = await fleet.StartBot();
        await Eventually.True(() => fleet.Discord.Gateway.Connected == 1, what: "the bot listens");
        return (fleet.Discord, fleet.Discord.People.FindByName("olivia")!.Id, bot);
    }
}
