using OpsBot.Core.Instances;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Instances;

public sealed class TheLifeOfAnInstance(Desk desk) : IClassFixture<Desk>
{
    static readonly Dictionary<string, string> commands = new()
    {
        ["start"] = "start", ["stop"] = "stop", ["restart"] = "restart", ["retry"] = "retry", ["back up"] = "backup", ["delete"] = "delete",
    };

    public static TheoryData<InstanceState, string> Cases =>
        [.. from state in Enum.GetValues<InstanceState>() from move in commands.Keys select (state, move)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_move_that_is_not_in_the_list_is_refused_with_what_would_be(InstanceState state, string move)
    {
        var shop = await desk.Instance();
        await Put(shop, state);
        var outcome = await desk.Ask("olivia", $"/instance {commands[move]} {shop}", because: "trying it out");
        if (InstanceLife.Of.Named(move)!.MayBegin(state))
        {
            Assert.True(outcome.Kind is OutcomeKind.Done or OutcomeKind.Waiting, outcome.Text);
            return;
        }
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.StartsWith($"Not done\n{shop} ", outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch("(stoped|deleteed|uped|back up it)", outcome.Text);
        Assert.Equal(state.Snake(), await desk.StateOf(shop));
        Assert.Equal([$"instance {commands[move]} refused"], await desk.AuditOf(shop));
        // A way on is one that is legal now, or that makes the organization's instances what they were.
        foreach (var way in outcome.Reply!.Buttons)
        {
            desk.Get<Parser>().Parse(way.Command).Failed(out var parsed, out _);
            Assert.True(parsed.Entry.IsQuestion || (state == InstanceState.Suspended && way.Command == "/org resume acme")
                || InstanceLife.Of.Moves.Any(one => one.MayBegin(state)
                && commands.TryGetValue(one.Name, out var verb) && parsed.Entry.Command == $"instance {verb}"), $"{state}: {way.Command}");
        }
        if (state is not InstanceState.Deleted) Assert.NotEmpty(outcome.Reply.Buttons);
    }

    [Fact]
    public void Every_state_can_be_reached_left_or_is_the_end()
    {
        var ways = InstanceLife.Of.Ways.ToList();
        foreach (var state in Enum.GetValues<InstanceState>())
            Assert.Contains(ways, way => way.To == state);
        Assert.DoesNotContain(ways, way => way.From == InstanceState.Deleted);
        foreach (var moving in Enum.GetValues<InstanceState>().Where(state => state.IsMoving))
            Assert.Contains(ways, way => way.From == moving && way.To == InstanceState.Error);
        Assert.Distinct(InstanceLife.Of.Moves.Select(move => move.Name));
    }

    [Theory]
    [InlineData("stop", "restart")]
    [InlineData("stop", "stop")]
    [InlineData("backup", "stop")]
    [InlineData("restart", "backup")]
    public async Task Two_at_once_on_one_instance_have_one_winner(string one, string other)
    {
        var shop = await desk.Instance();
        var both = await Task.WhenAll(
            desk.Ask("olivia", $"/instance {one} {shop}", because: "customer asked"),
            desk.Ask("omar", $"/instance {other} {shop}", because: "customer asked"));
        Assert.Equal(1, both.Count(outcome => outcome.Kind == OutcomeKind.Done));
        Assert.Contains("right now", both.Single(outcome => outcome.Kind == OutcomeKind.Refused).Text, StringComparison.Ordinal);
        await desk.RunJobs();
        var audit = await desk.All<string>("select outcome from audit where target_label = @shop and outcome <> 'refused' order by seq",
            new { shop });
        Assert.Equal(["started", "done"], audit);
        Assert.Equal(1, await desk.One<long>("select count(*) from jobs where target_label = @shop", new { shop }));
    }

    async Task Put(string shop, InstanceState state) => await desk.Execute(
        """
        update instances
        set    state = @State, error = case when @State = 'error' then 'It ended.' end, failed_at = case when @State = 'error' then @Now::timestamptz end,
               deleted_at = case when @State = 'deleted' then @Now::timestamptz end
        where  slug = @shop
        """, new { shop, State = state.Snake() });
}
