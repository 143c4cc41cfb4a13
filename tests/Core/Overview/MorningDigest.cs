using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Overview;

/// <summary>What #ops reads on the mornings of weekdays. No rotation is set, so mornings are those of UTC.</summary>
public sealed class MorningDigest(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await desk.Execute("insert into channels (purpose, platform, channel_id) values ('ops', 'slack', 'COPS') on conflict do nothing",
            new { });
        await desk.Execute("delete from digests", new { });
        await desk.Execute("delete from alerts", new { });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    void At(DayOfWeek day, int hour)
    {
        var now = desk.Clock.GetUtcNow();
        var days = ((int)day - (int)now.DayOfWeek + 7) % 7;
        var then = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(days).AddHours(hour);
        desk.Clock.AdvanceTo(then <= now ? then.AddDays(7) : then);
    }

    Task Incident(string heading) => desk.Execute(
        """
        insert into alerts (id, kind, cause, severity, heading, opened_at, changed_at)
        values (@Id, 'duty', @heading, 'critical', @heading, @Now, @Now)
        """, new { Id = Guid.CreateVersion7(), heading });

    Task<bool> Round() => desk.Get<Digests>().Round(Cancel);

    async Task<IReadOnlyList<Reply>> Told() =>
        [.. (await desk.At("channel:COPS")).Where(reply => reply.Heading == "What happened, what waits, what costs")];

    [Fact]
    public async Task It_is_told_once_a_weekday_from_eight_on_however_many_look()
    {
        At(DayOfWeek.Tuesday, 7);
        await Incident("before eight");
        Assert.False(await Round());
        desk.Clock.Advance(TimeSpan.FromHours(1));
        var before = (await Told()).Count;
        var many = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Round()));
        Assert.Single(many, told => told);
        Assert.False(await Round());
        var digest = (await Told()).Skip(before).ToList();
        Assert.Contains("1 incident, 1 of them critical; 0 over.", Assert.Single(digest).Text, StringComparison.Ordinal);
        Assert.Contains("1 incident is open.", digest[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_told_on_weekends_and_after_days_in_which_nobody_looked_once_for_all_of_them()
    {
        At(DayOfWeek.Thursday, 9);
        await Incident("on Thursday");
        Assert.True(await Round());
        At(DayOfWeek.Saturday, 9);
        await Incident("on Saturday");
        Assert.False(await Round());
        At(DayOfWeek.Wednesday, 15);
        await Incident("on Wednesday");
        var before = (await Told()).Count;
        Assert.True(await Round());
        Assert.Contains("2 incidents", Assert.Single((await Told()).Skip(before)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_told_where_there_is_nothing_and_the_day_counts_all_the_same()
    {
        await desk.Execute("update organizations set created_at = @Old", new { Old = desk.Clock.GetUtcNow().AddDays(-40) });
        At(DayOfWeek.Monday, 8);
        var before = (await Told()).Count;
        Assert.False(await Round());
        Assert.Equal(before, (await Told()).Count);
        Assert.Equal(1, await desk.One<long>("select count(*) from digests", null));
    }

    [Fact]
    public async Task Whoever_asks_reads_it_at_any_time_and_changes_nothing()
    {
        At(DayOfWeek.Sunday, 3);
        await Incident("in the night");
        var asked = await desk.Ask("olivia", "/ops digest");
        Assert.Contains("1 incident is open.", asked.Text, StringComparison.Ordinal);
        Assert.Equal(0, await desk.One<long>("select count(*) from digests", null));
    }
}
