using System.Net;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Sandbox.Postgres;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

public sealed class WithoutTheDatabase
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_so_turns_red_and_comes_back_by_itself_with_all_that_was_acknowledged()
    {
        await using var cluster = new PostgresSandbox();
        var postgres = await cluster.Start(FreePorts.Take());
        await using var fleet = await Fleet.Open(postgres.ConnectionString);
        var bot = await fleet.StartBot();
        await fleet.Settle();
        await fleet.RuthIsAlone();
        await fleet.Instance("acme-prod");
        fleet.StartWorker();
        using var sender = new SignedCommands(fleet.World);
        var early = Enumerable.Range(0, 200).Select(n => sender.Body(n, $"/admin add Tester{n:d4} reason:\"hired for the night shift\""))
            .ToArray();
        // Nobody can be looked up, so all of this is acknowledged and none of it handled when the server goes.
        await using (await fleet.Lock("operators"))
        {
            await sender.Send(early, 16, bot.Address);
            await postgres.DisposeAsync();
        }

        await Eventually.Equal(HttpStatusCode.ServiceUnavailable, bot.Readiness, what: "readiness is red");
        var lost = await sender.Post(bot.Address, sender.Body(1000, "/admin add Nobody reason:\"hired for the night shift\""), Cancel);
        Assert.Equal(HttpStatusCode.OK, lost?.Status);
        Assert.Contains("could not be recorded, please try again", lost?.Text, StringComparison.Ordinal);

        await using var again = await cluster.Start(postgres.Port);
        await Eventually.Equal(HttpStatusCode.OK, bot.Readiness, what: "readiness is green");
        await sender.Send([sender.Body(2000, "/instance stop acme-prod reason:\"the database was away\"")], 1, bot.Address);
        Assert.False(bot.Process.HasExited);
        await fleet.World.Sees(Workspace.Ruth, "acme-prod is stopped");
        await Eventually.Equal(0L, fleet.Unhandled);
        await Eventually.Equal(0L, () => fleet.One<long>("select count(*) from deliveries where pending"));
        Assert.Equal(early.Length, await fleet.One<long>("select count(*) from operators where name like 'Tester%'"));
        Assert.Equal(early.Length, await fleet.One<long>("select count(distinct name) from operators where name like 'Tester%'"));
        Assert.Equal(early.Length, await fleet.One<long>("select count(*) from audit where operation = 'admin add'"));
        for (var n = 0; n < early.Length; n++) Assert.NotEmpty(fleet.World.Said("ops", $"Tester{n:d4} is now on the team", Workspace.Ruth));
    }
}
