namespace OpsBot.Tests.Testing;

public sealed class TheHarness(Postgres postgres, Browser browser, Database database) : IClassFixture<Database>
{
    static readonly TimeSpan minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_class_has_a_migrated_database_of_its_own()
    {
        await using var other = await postgres.NewDatabase();
        Assert.NotEqual(database.ConnectionString, other.ConnectionString);
        await using var count = database.Source.CreateCommand("select count(*) from migrations");
        Assert.IsType<long>(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Chromium_opens_a_page_at_desk_and_phone_width()
    {
        foreach (var (page, width) in new[] { (await browser.Desktop(), 1280), (await browser.Phone(), 390) })
        {
            await page.GotoAsync("data:text/html,<meta name=viewport content='width=device-width'><h1>Hello</h1>");
            Assert.Equal("Hello", await page.Locator("h1").InnerTextAsync());
            Assert.Equal(width, await page.EvaluateAsync<int>("innerWidth"));
            await page.Context.CloseAsync();
        }
    }

    [Fact]
    public void Timers_fire_in_order_at_their_own_moments()
    {
        var clock = new Clock();
        var start = clock.GetUtcNow();
        var fired = new List<(string Name, TimeSpan At)>();
        void Record(object? name) => fired.Add(((string)name!, clock.GetUtcNow() - start));
        using var later = clock.CreateTimer(Record, "once", 2.5 * minute, Timeout.InfiniteTimeSpan);
        using var often = clock.CreateTimer(Record, "often", minute, minute);

        clock.Advance(3 * minute);

        Assert.Equal([("often", minute), ("often", 2 * minute), ("once", 2.5 * minute), ("often", 3 * minute)], fired);
        Assert.Equal(start + 3 * minute, clock.GetUtcNow());
    }

    [Fact]
    public async Task A_delay_ends_when_its_time_has_passed_and_not_before()
    {
        var clock = new Clock();
        var delay = Task.Delay(minute, clock, TestContext.Current.CancellationToken);
        clock.Advance(minute - TimeSpan.FromSeconds(1));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        await delay;
        Assert.Equal(0, clock.Waiting);
    }

    [Fact]
    public async Task What_never_happens_fails_with_what_was_waited_for_and_what_there_was_to_see_at_the_end()
    {
        var tries = 0;
        var failure = await Assert.ThrowsAsync<Xunit.Sdk.XunitException>(() =>
            Eventually.True(() => ++tries < 0, minute / 600, seen: () => $"{tries} looks"));
        Assert.Contains("++tries", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith($"{tries} looks", failure.Message, StringComparison.Ordinal);
        Assert.True(tries > 1);
    }
}
