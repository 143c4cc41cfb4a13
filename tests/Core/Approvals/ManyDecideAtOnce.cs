using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

public sealed class ManyDecideAtOnce(Postgres postgres) : ApprovalTest(postgres)
{
    static readonly string[] endings = ["approved", "denied", "cancelled", "expired"];

    [Fact]
    public async Task Of_fifty_one_wins_and_each_gets_an_answer()
    {
        var admins = new List<Person>();
        for (var i = 0; i < 50; i++) admins.Add(await Join($"Admin{i}", Role.Admin));
        var number = await Ask();

        var outcomes = await Task.WhenAll(admins.Select((admin, i) => Run(admin, (i % 3) switch
        {
            0 => $"/approval approve {number}",
            1 => $"/approval deny {number} not today",
            _ => $"/approval cancel {number}",
        })));

        Assert.Single(outcomes, outcome => outcome.Kind == OutcomeKind.Done);
        Assert.All(outcomes.Where(outcome => outcome.Kind != OutcomeKind.Done),
            outcome => Assert.Contains("Already ", outcome.Text, StringComparison.Ordinal));
        var state = await StateOf(number);
        Assert.Contains(state, endings);
        Assert.Equal(state != "approved", await IsHere());
        Assert.Single(await Trail(number), row => endings.Contains(row.Split(' ')[0]));
        await NoButtonsLeft(number);
    }

    [Fact]
    public async Task Time_running_out_under_the_click_is_one_end_too()
    {
        for (var round = 0; round < 5; round++)
        {
            await Execute("update things set state = 'here'");
            var number = await Ask();
            var before = await Find<long>("select version from things where name = 'lamp'");
            var clock = Get<ApprovalClock>();

            var clicks = new[] { Adam, Bea, Sam }.Select(person => Task.Run(() => Run(person, $"/approval approve {number}"), Cancel))
                .ToList();
            var ticks = Enumerable.Range(0, 3)
                .Select(_ => Task.Run(() => { Clock.Advance(TimeSpan.FromMinutes(21)); return clock.Tick(Cancel); }, Cancel)).ToList();
            await Task.WhenAll([.. clicks, .. ticks]);
            await clock.Tick(Cancel);

            var state = await StateOf(number);
            Assert.True(state is "approved" or "expired", state);
            Assert.Equal(before + (state == "approved" ? 1 : 0), await Find<long>("select version from things where name = 'lamp'"));
            Assert.Single(await Trail(number),
                row => row.StartsWith("done", StringComparison.Ordinal) || row.StartsWith("expired", StringComparison.Ordinal));
            await NoButtonsLeft(number);
        }
    }

    [Fact]
    public async Task Two_who_ask_for_the_same_at_once_share_one_request()
    {
        var outcomes = await Task.WhenAll(
            new[] { Olivia, Adam, Bea, Sam }.Select(person => Run(person, "/thing remove lamp reason:\"it is broken\"")));
        Assert.All(outcomes, outcome => Assert.Equal(OutcomeKind.Waiting, outcome.Kind));
        Assert.Equal(1, await Find<long>("select count(*) from approvals"));
    }

    [Fact]
    public void Every_state_but_pending_is_final_and_can_be_reached()
    {
        foreach (var state in Enum.GetValues<ApprovalState>())
        {
            Assert.Equal(state != ApprovalState.Pending, ApprovalLife.Of.IsEnd(state));
            Assert.Equal(state != ApprovalState.Pending, ApprovalLife.Of.MayBecome(ApprovalState.Pending, state));
        }
    }
}
