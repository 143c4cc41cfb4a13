using Npgsql;
using OpsBot.Core.Jobs;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>A copy from another time, or of another job, in the place where a new one is looked for.</summary>
public sealed class AnOldBackup(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    sealed record Row(string Name, string Path, DateTimeOffset TakenAt);

    [Fact]
    public async Task Cannot_pass_for_a_new_one_of_the_same_name()
    {
        var shop = await desk.Instance();
        await BackUp(shop, "nightly");
        var old = Assert.Single(await Backups(shop));
        // As if that try had failed after its copy was made.
        await desk.Execute("delete from backups where path = @Path", new { old.Path });
        desk.Clock.Advance(TimeSpan.FromDays(9));

        await BackUp(shop, "nightly");

        var taken = Assert.Single(await Backups(shop));
        Assert.Equal("nightly", taken.Name);
        Assert.NotEqual(old.Path, taken.Path);
        Assert.Equal(desk.Clock.GetUtcNow(), taken.TakenAt);
        Assert.Equal(taken.TakenAt.UtcDateTime, File.GetLastWriteTimeUtc(taken.Path));
    }

    [Fact]
    public async Task Cannot_be_dated_by_when_it_was_written_down()
    {
        var shop = await desk.Instance();
        var copied = desk.Clock.GetUtcNow();
        await desk.Ask("olivia", $"/instance backup {shop}");
        await using (var db = await desk.Database.Source.OpenConnectionAsync(Cancel))
        {
            // The worker dies when the copy is made and not yet written down.
            await using var transaction = await db.BeginTransactionAsync(Cancel);
            await new NpgsqlCommand("lock table backups in share mode", db, transaction).ExecuteNonQueryAsync(Cancel);
            using var death = new CancellationTokenSource();
            var dying = desk.Get<JobRunner>().RunNext(death.Token);
            await Eventually.Equal(1L,
                () => desk.One<long>("select count(*) from pg_locks where relation = 'backups'::regclass and not granted", null));
            await death.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dying);
        }
        desk.Clock.Advance(TimeSpan.FromHours(1));
        await desk.Database.Source.LetLapse("jobs", "lease_until");
        await desk.RunJobs();

        Assert.Equal(copied, Assert.Single(await Backups(shop)).TakenAt);
        Assert.Equal("running", await desk.StateOf(shop));
    }

    [Fact]
    public async Task Cannot_swallow_another_of_the_same_second()
    {
        var shop = await desk.Instance();
        await BackUp(shop, "");
        await BackUp(shop, "");

        var both = await Backups(shop);
        Assert.Equal(2, both.Select(row => row.Name).Distinct().Count());
        Assert.Equal(2, both.Select(row => row.Path).Distinct().Count());
        Assert.All(both, row => Assert.True(File.Exists(row.Path)));
    }

    async Task BackUp(string shop, string name)
    {
        await desk.Ask("olivia", $"/instance backup {shop} {name}");
        Assert.True(await desk.Get<JobRunner>().RunNext(Cancel));
    }

    Task<IReadOnlyList<Row>> Backups(string shop) => desk.All<Row>(
        "select b.name, b.path, b.taken_at from backups b join instances i on i.id = b.instance_id where i.slug = @shop order by b.name",
        new { shop });
}
