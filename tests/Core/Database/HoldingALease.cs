using OpsBot.Core.Database;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Database;

public sealed class HoldingALease(OpsBot.Tests.Testing.Database database) : IClassFixture<OpsBot.Tests.Testing.Database>
{
    // Long by the database's clock, which goes on meanwhile.
    static readonly LeaseLimits limits = new() { Length = TimeSpan.FromMinutes(5), Renewal = TimeSpan.FromMinutes(2) };
    static readonly TimeSpan step = limits.Renewal / 20;
    static int names;

    readonly Clock clock = new();
    readonly string name = $"lease:{Interlocked.Increment(ref names)}";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    Lease New(LeaseLimits? other = null, TimeProvider? time = null) => new(database.Source, time ?? clock, other ?? limits, name);

    [Fact]
    public async Task Of_many_who_ask_at_once_one_gets_it()
    {
        var takers = Enumerable.Range(0, 20).Select(_ => New()).ToList();
        var memos = await Task.WhenAll(takers.Select(taker => taker.Take(Cancel)));

        Assert.Single(memos, memo => memo is not null);
        Assert.Single(takers, taker => taker.Left > TimeSpan.Zero);
    }

    [Fact]
    public async Task Who_has_it_keeps_it_by_renewing()
    {
        var (holder, other) = (New(), New());
        Assert.Equal("{}", await holder.Take(Cancel));
        for (var i = 0; i < 5; i++)
        {
            clock.Advance(limits.Renewal);
            Assert.True(await holder.Renew($"memo {i}", Cancel));
            Assert.Null(await other.Take(Cancel));
        }
    }

    [Fact]
    public async Task Once_it_is_over_the_next_takes_it_with_the_memo_and_the_former_holder_can_renew_no_more()
    {
        var (former, next) = (New(), New());
        await former.Take(Cancel);
        await former.Renew("where I was", Cancel);
        await database.Source.LetLapse("leases", "held_until");

        Assert.Equal("where I was", await next.Take(Cancel));

        Assert.False(await former.Renew("late", Cancel));
        Assert.False(await former.Release("late", Cancel));
        Assert.Equal(TimeSpan.Zero, former.Left);
        Assert.True(await next.Renew("here I am", Cancel));
        Assert.Null(await former.Take(Cancel));
    }

    [Fact]
    public async Task One_that_is_over_is_not_renewed_even_where_nobody_took_it()
    {
        var holder = New();
        await holder.Take(Cancel);
        await database.Source.LetLapse("leases", "held_until");

        Assert.False(await holder.Renew("late", Cancel));
        Assert.NotNull(await holder.Take(Cancel));
    }

    [Fact]
    public async Task The_holder_stops_before_it_is_over_for_others()
    {
        var (holder, other) = (New(), New());
        await holder.Take(Cancel);
        clock.Advance(limits.Length - limits.Margin);

        Assert.Equal(TimeSpan.Zero, holder.Left);
        Assert.Null(await other.Take(Cancel));
    }

    // A machine whose clock is set wrong takes nothing from anybody, and nobody takes anything from it.
    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task Clocks_that_differ_by_an_hour_make_no_second_holder(int seconds)
    {
        var other = new Clock(TimeProvider.System.GetUtcNow().AddSeconds(seconds));
        var (holder, stranger) = (New(time: TimeProvider.System), New(time: other));
        await holder.Take(Cancel);
        Assert.Null(await stranger.Take(Cancel));
        Assert.True(await holder.Renew("still mine", Cancel));

        await holder.Release("handed on", Cancel);
        Assert.Equal("handed on", await stranger.Take(Cancel));
        Assert.Null(await holder.Take(Cancel));
        Assert.True(await stranger.Renew("mine now", Cancel));
    }

    [Fact]
    public async Task Released_it_goes_to_the_next_at_once()
    {
        var (holder, next) = (New(), New());
        await holder.Take(Cancel);
        Assert.True(await holder.Release("handed on", Cancel));

        Assert.Equal("handed on", await next.Take(Cancel));
        Assert.Equal(TimeSpan.Zero, holder.Left);
    }

    [Fact]
    public async Task Kept_it_is_renewed_by_itself_until_it_is_over()
    {
        var (holder, other) = (New(), New());
        await holder.Take(Cancel);
        await holder.Renew("memo 0", Cancel);
        using var over = new CancellationTokenSource();
        var (written, end) = (0, clock.GetUtcNow() + 2 * limits.Length);
        var keeping = holder.Keep(() => $"memo {Interlocked.Increment(ref written)}", over.Token);

        await Eventually.True(async () =>
        {
            // Time stands still while a renewal is under way: a slow database is not what this is about.
            if (await Memo() == $"memo {Volatile.Read(ref written)}") clock.Advance(2 * step);
            return keeping.IsCompleted || clock.GetUtcNow() >= end;
        });
        Assert.Null(await other.Take(Cancel));
        Assert.False(keeping.IsCompleted);

        await over.CancelAsync();
        await keeping;
        Assert.True(written > 3);
    }

    [Fact]
    public async Task What_is_worth_writing_down_is_written_soon()
    {
        var rare = new LeaseLimits { Length = TimeSpan.FromMinutes(30), Renewal = TimeSpan.FromMinutes(10) };
        var holder = New(rare, TimeProvider.System);
        await holder.Take(Cancel);
        using var over = new CancellationTokenSource();
        var keeping = holder.Keep(() => "news", over.Token);
        Assert.Equal("{}", await Memo());

        holder.RenewSoon();

        await Eventually.Equal("news", Memo);
        await over.CancelAsync();
        await keeping;
    }

    [Theory]
    [InlineData("begin; lock table leases in access exclusive mode", "commit")]
    [InlineData("alter table leases rename to leases_away", "alter table leases_away rename to leases")]
    public async Task Who_gets_no_answer_or_none_but_errors_stops_in_time(string trouble, string remedy)
    {
        var holder = New();
        var began = clock.GetUtcNow();
        await holder.Take(Cancel);
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        await Execute(db, trouble);
        var keeping = holder.Keep(() => "{}", CancellationToken.None);

        await Eventually.True(() =>
        {
            // Time goes on only where somebody waits for it, and never past the end of the lease.
            if (clock.Waiting > 0 && clock.GetUtcNow() + step < began + limits.Length) clock.Advance(step);
            return keeping.IsCompleted;
        });
        await keeping;
        await Execute(db, remedy);
        Assert.True(clock.GetUtcNow() >= began + limits.Length - limits.Margin);
        Assert.Equal(TimeSpan.Zero, holder.Left);
    }

    static async Task Execute(Npgsql.NpgsqlConnection db, string sql)
    {
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }

    async Task<string?> Memo()
    {
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        return await db.Find<string>("select memo from leases where name = @name", new { name }, Cancel);
    }
}
