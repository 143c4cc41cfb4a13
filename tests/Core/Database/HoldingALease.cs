using OpsBot.Core.Database;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Database;

public sealed class HoldingALease(OpsBot.Tests.Testing.Database database) : IClassFixture<OpsBot.Tests.Testing.Database>
{
    static readonly LeaseLimits limits = new();
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
        clock.Advance(limits.Length);

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
        clock.Advance(limits.Length);

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
        var real = new LeaseLimits { Length = TimeSpan.FromSeconds(1.2), Renewal = TimeSpan.FromSeconds(0.1) };
        var (holder, other) = (New(real, TimeProvider.System), New(real, TimeProvider.System));
        await holder.Take(Cancel);
        var first = await HeldUntil();
        using var over = new CancellationTokenSource();
        var written = 0;
        var keeping = holder.Keep(() => $"memo {Interlocked.Increment(ref written)}", over.Token);

        await Eventually.True(async () => await HeldUntil() > first + real.Length);
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
    [InlineData("lock table leases in access exclusive mode")]
    [InlineData("alter table leases rename to leases_away")]
    public async Task Who_gets_no_answer_or_none_but_errors_stops_in_time(string trouble)
    {
        var real = new LeaseLimits { Length = TimeSpan.FromSeconds(1.8), Renewal = TimeSpan.FromSeconds(0.3) };
        var holder = New(real, TimeProvider.System);
        await holder.Take(Cancel);
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        await using var held = await db.BeginTransactionAsync(Cancel);
        await using (var command = db.CreateCommand())
        {
            command.CommandText = trouble;
            await command.ExecuteNonQueryAsync(Cancel);
        }
        var began = TimeProvider.System.GetTimestamp();

        await holder.Keep(() => "{}", CancellationToken.None);

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(1), real.Length);
        Assert.Equal(TimeSpan.Zero, holder.Left);
    }

    async Task<DateTimeOffset> HeldUntil()
    {
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        return await db.Find<DateTimeOffset>("select held_until from leases where name = @name", new { name }, Cancel);
    }

    async Task<string?> Memo()
    {
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        return await db.Find<string>("select memo from leases where name = @name", new { name }, Cancel);
    }
}
