using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

public sealed class TwoOfEverything(Postgres postgres)
{
    const int Stops = 10;
    const int Others = 40;

    [Fact]
    public async Task Two_bots_and_two_workers_answer_once_run_once_and_take_turns_at_duties()
    {
        await using var database = await postgres.NewDatabase();
        await using var fleet = await Fleet.Open(database.ConnectionString);
        await fleet.Settle();
        await fleet.RuthIsAlone();
        for (var n = 0; n < Stops; n++) await fleet.Instance($"shop-{n}");
        fleet.StartWorker();
        fleet.StartWorker();
        var bots = await Task.WhenAll(fleet.StartBot(), fleet.StartBot());

        using var sender = new SignedCommands(fleet.World);
        byte[][] bodies =
        [
            .. Enumerable.Range(0, Stops).Select(n => sender.Body(n, $"/instance stop shop-{n} reason:\"moving house\"")),
            .. Enumerable.Range(Stops, Others).Select(n => sender.Body(n, $"/admin add Tester{n:d4} reason:\"hired for the night shift\"")),
        ];
        // The same command comes to both at the same moment, as from a balancer that tries again.
        await Task.WhenAll(bots.Select(bot => sender.Send(bodies, 16, bot.Address)));

        await Eventually.Equal(0L, fleet.Unhandled);
        await Eventually.Equal(Stops, () => fleet.One<long>("select count(*) from jobs where state = 'succeeded'"));
        await Eventually.Equal(0L, () => fleet.One<long>("select count(*) from deliveries where pending"));
        Assert.Equal(Stops + Others, await fleet.One<long>("select count(*) from inbox"));
        Assert.Equal(Stops, await fleet.One<long>("select count(*) from jobs"));
        Assert.Equal(Others, await fleet.One<long>("select count(*) from operators where name like 'Tester%'"));
        Assert.Equal(Others + Stops, await fleet.One<long>("select count(*) from audit where outcome = 'done'"));
        Assert.Equal(Stops, fleet.Docker.Changes("/stop$"));
        for (var n = 0; n < Stops; n++) Assert.Single(fleet.World.Said("ops", $"shop-{n} is stopped", Workspace.Olivia));
        for (var n = Stops; n < Stops + Others; n++)
            Assert.Single(fleet.World.Said("ops", $"Tester{n:d4} is now on the team", Workspace.Ruth));

        // Several rounds of what comes round every fifteen seconds, each of them once, whoever's turn it was.
        await Eventually.True(
            () => fleet.One<bool>(
                "select count(*) > 2 from duty_runs where duty = 'approval reminders and expiry' and ended_at is not null"),
            what: "three rounds");
        Assert.Empty(await fleet.All<string>("select duty || ' ' || slot || ': ' || attempts from duty_runs where attempts > 1"));
    }
}
