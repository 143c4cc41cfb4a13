using OpsBot.Core.Maintenances;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Maintenances;

/// <summary>Maintenances as people start them, and the clock that tells of them.</summary>
static class MaintenanceDesk
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    extension(Desk desk)
    {
        public Task<Outcome> Start(string thing, string rest = "for:2h", string who = "olivia") =>
            desk.Ask(who, $"/maintenance start {thing} {rest}", "a new kernel");

        /// <summary>The number of the one that it started.</summary>
        public async Task<long> Started(string thing, string rest = "for:2h")
        {
            var done = await desk.Start(thing, rest);
            Assert.True(done.Kind == OutcomeKind.Done, done.Text);
            return await desk.One<long>("select max(number) from maintenances", null);
        }

        public async Task<Reply?> MaintenanceCard(long number)
        {
            var cards = await desk.All<string>(
                """
                select x.content
                from   messages x
                join   maintenances m on x.key = 'maintenance:' || replace(m.id::text, '-', '')
                where  m.number = @number
                """, new { number });
            return cards is [var card] ? Json.Read<Reply>(card) : null;
        }

        public Task MaintenanceMinute() => desk.Get<MaintenanceClock>().Round(Cancel);

        public Task<bool> IsMaintained(Guid server) =>
            desk.One<bool>("select is_maintained(@server, @Now)", new { server, Now = desk.Clock.GetUtcNow().UtcDateTime });

        public Task<long> Maintenances() => desk.One<long>("select count(*) from maintenances", null);
    }
}
