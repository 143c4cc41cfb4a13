using System.Diagnostics.CodeAnalysis;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>
/// Moves the things of one table along their life: compare-and-swap, so that a move from a state it left changes nothing. Whoever moves
/// one holds its lock. A job moves only what its own command set going, and that is known by the trail. The table has state,
/// state_before, trail, error, version and changed_at; what a noun has beside those is set along, as constant SQL.
/// </summary>
sealed class Lived<TState>(
    [ConstantExpected] string table, Life<TState> life, [ConstantExpected] string begins = "", [ConstantExpected] string ends = "",
    [ConstantExpected] string fails = "", [ConstantExpected] string returns = "")
    where TState : struct, Enum
{
    /// <summary>The states in which a job works on it.</summary>
    public string[] Moving { get; } = [.. Enum.GetValues<TState>().Where(life.IsMoving).Select(state => state.Snake())];

    readonly string begin =
        $"""
        update {table}
        set    state = @To, state_before = case when @Stays then state end, trail = @Trail, version = version + 1, changed_at = @Now {begins}
        where  id = @id and state = @From and version = @version
        """;

    readonly string pass =
        $"""
        update {table}
        set    state = @To, version = version + 1, changed_at = @Now
        where  id = @id and trail = @Trail and state = any (@Meanwhile) and state <> @To
        """;

    readonly string end =
        $"""
        update {table}
        set    state = coalesce(@Done, state_before), state_before = null, trail = null, error = null,
               version = version + 1, changed_at = @Now {ends}
        where  id = @id and state = any (@Meanwhile) and trail = @Trail
        """;

    readonly string fail =
        $"""
        update {table}
        set    state = 'error', state_before = null, trail = null, error = @error, version = version + 1, changed_at = @Now {fails}
        where  id = @id and state = any (@Meanwhile) and trail = @Trail
        """;

    // Whoever was moving it then has lost it.
    readonly string goBack =
        $"""
        update {table}
        set    state = case when state_before = any (@Moving) then 'error' else state_before end,
               state_before = null, trail = null, error = @error, version = version + 1, changed_at = @Now {returns}
        where  id = @id and state = any (@Meanwhile) and trail = @Trail
        """;

    readonly string strand =
        $"""
        update {table}
        set    state = 'error', state_before = null, trail = null, error = @error, version = version + 1, changed_at = @Now {fails}
        where  trail = @trail and state = any (@Moving)
        """;

    readonly string stranded = $"select id from {table} where trail = @trail order by id";

    /// <summary>
    /// Sets it going for a job, or moves it at once where the move takes no time; false where it is not what it was read as.
    /// </summary>
    public async Task<bool> Begin(Work work, IId id, TState from, long version, Move<TState> move, CancellationToken cancel) =>
        await work.Db.ExecuteComposed(begin,
            new
            {
                id = id.Value, From = from.Snake(), To = (move.Via ?? move.Done!.Value).Snake(), Stays = move.Via is not null, version,
                Trail = move.Via is null ? (Guid?)null : work.Trail, work.Now,
            }, cancel) == 1;

    /// <summary>On to where it comes through; false where it is there already, or no longer this job's.</summary>
    public async Task<bool> Pass(Work work, IId id, Move<TState> move, TState to, CancellationToken cancel) =>
        await work.Db.ExecuteComposed(pass,
            new { id = id.Value, To = to.Snake(), Meanwhile = Names(move), work.Trail, work.Now }, cancel) == 1;

    /// <summary>Ends a move; false where it is no longer this job's to move.</summary>
    public async Task<bool> End(Work work, IId id, Move<TState> move, CancellationToken cancel) =>
        await work.Db.ExecuteComposed(end,
            new { id = id.Value, Done = move.Done?.Snake(), Meanwhile = Names(move), work.Trail, work.Now }, cancel) == 1;

    /// <summary>Gives a move up: it is in error, or what it was before with the reason beside it; false as with the end.</summary>
    public async Task<bool> GiveUp(
        Work work, IId id, Move<TState> move, Fallback otherwise, string error, CancellationToken cancel) =>
        await work.Db.ExecuteComposed(otherwise == Fallback.Fail ? fail : goBack,
            new { id = id.Value, error, Moving, Meanwhile = Names(move), work.Trail, work.Now }, cancel) == 1;

    /// <summary>What a job was moving when it ended without its handler is in error, so that somebody looks at it.</summary>
    public async Task Strand(Work work, Guid trail, string kind, string error, CancellationToken cancel)
    {
        // In the order in which everybody takes them, so that nobody waits for ever.
        foreach (var id in await work.Db.ListComposed<Guid>(stranded, new { trail }, cancel))
            await work.Lock(new Target(kind, id, ""), cancel);
        await work.Db.ExecuteComposed(strand, new { trail, error, work.Now, Moving }, cancel);
    }

    static string[] Names(Move<TState> move) => [.. move.Meanwhile.Select(state => state.Snake())];
}
