using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;
using OpsBot.Tests.Core.Servers.BringingUp;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Organizations;

/// <summary>No path leads to a state that is not in the list, and none ends where money is still paid.</summary>
public sealed class TheMovesOfAnOrganization(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    static readonly string[] commands = ["approve", "retry", "reject", "suspend", "resume", "cancel", "delete", "undelete"];

    static int made;

    public async ValueTask InitializeAsync() => await desk.Opens();

    public ValueTask DisposeAsync() => default;

    public static TheoryData<OrganizationState, string> Cases =>
        [.. from state in Enum.GetValues<OrganizationState>() from command in commands select (state, command)];

    async Task<string> Organization(OrganizationState state)
    {
        var slug = $"moves-{Interlocked.Increment(ref made)}";
        await desk.Execute(
            """
            insert into organizations (id, slug, name, tier, state, state_before, ends_at, deleted_at, created_at)
            values (@Id, @slug, @slug, 'starter', @State, case when @State in ('cancelling', 'deleting') then 'active' end,
                    case when @State = 'cancelling' then @Now::timestamptz end, case when @State = 'deleted' then @Now::timestamptz end, @Now)
            """, new { Id = Guid.CreateVersion7(), slug, State = state.Snake() });
        return slug;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_not_in_the_list_is_refused_with_what_would_be_and_changes_nothing(OrganizationState state, string command)
    {
        var slug = await Organization(state);
        var move = OrganizationLife.Of.Named(command)!;
        var dry = move.MayBegin(state) ? " --dry-run" : "";
        var outcome = await desk.Ask("adam", $"/org {command} {slug}{dry}", because: "trying it out");
        Assert.Equal(state.Snake(), await desk.One<string>("select state from organizations where slug = @slug", new { slug }));
        // Of this one there is no picture; that is another reason.
        if (move.MayBegin(state) && command != "undelete")
        {
            Assert.True(outcome.Kind == OutcomeKind.Planned, outcome.Text);
            return;
        }
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        if (move.MayBegin(state)) return;
        Assert.StartsWith($"Not done\n{slug} ", outcome.Text, StringComparison.Ordinal);
        foreach (var way in outcome.Reply!.Buttons)
            Assert.False(desk.Get<Parser>().Parse(way.Command).Failed(out _, out _), way.Command);
    }

    [Fact]
    public void From_wherever_it_may_have_a_server_a_path_leads_to_deleted()
    {
        Assert.All(Enum.GetValues<OrganizationState>(),
            state => Assert.Contains(OrganizationState.Deleted, Reached(OrganizationLife.Of, state)));
        Assert.All(Enum.GetValues<ServerState>(), state => Assert.Contains(ServerState.Deleted, Reached(ServerLife.Of, state)));
    }

    [Fact]
    public void Whatever_is_under_way_can_end_well_or_badly_and_no_move_has_another_ones_name()
    {
        foreach (var state in Enum.GetValues<OrganizationState>().Where(OrganizationLife.Of.IsMoving))
            Assert.True(OrganizationLife.Of.Ways.Count(way => way.From == state) >= 2, $"{state}");
        Assert.Distinct(OrganizationLife.Of.Moves.Select(move => move.Name));
        Assert.Distinct(ServerLife.Of.Moves.Select(move => move.Name));
        Assert.All(Enum.GetValues<OrganizationState>(),
            state => Assert.True(state == OrganizationState.Pending || OrganizationLife.Of.Ways.Any(way => way.To == state), $"{state}"));
    }

    static HashSet<TState> Reached<TState>(Life<TState> life, TState from) where TState : struct, Enum
    {
        HashSet<TState> seen = [from];
        Queue<TState> next = new([from]);
        while (next.TryDequeue(out var state))
            foreach (var (_, _, to) in life.Ways.Where(way => way.From.Equals(state) && seen.Add(way.To)))
                next.Enqueue(to);
        return seen;
    }
}
