using Npgsql;
using OpsBot.Core.Jobs;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>A deletion that meets another operation on the same instance at its very end, whichever of them is quicker.</summary>
public sealed class ADeleteInTheMiddle(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Each holds both of them up at another point between their first look and their commit.
    public static TheoryData<string, bool> Meetings =>
    [
        .. from obstacle in new[]
           {
               "select 1 from instances where state = 'creating' for update", "select pg_advisory_xact_lock(2, 1)",
               "lock table jobs in share mode", "lock table messages in share mode", "select 1",
           }
           from deleteComesFirst in new[] { true, false }
           select (obstacle, deleteComesFirst),
    ];

    [Theory]
    [MemberData(nameof(Meetings))]
    public async Task Cannot_destroy_data_while_the_row_says_that_it_is_there(string obstacle, bool deleteComesFirst)
    {
        var (shop, other) = (await desk.Instance(PretendStart.Failed), await desk.Instance(PretendStart.Failed));
        await desk.Ask("olivia", "/instance retry-all");
        var end = await JustBeforeTheEnd();
        var confirmed = await desk.Confirm("grace", $"/instance delete {shop}", because: "it leaks data");
        await using (var held = await Obstacle.Put(desk.Database.Source, obstacle))
        {
            Task Delete() => desk.Ask("grace", confirmed);
            Task[] both = deleteComesFirst
                ? [await held.Meets(Delete), await held.Meets(end)]
                : [await held.Meets(end), await held.Meets(Delete)];
            await held.Remove();
            await Task.WhenAll(both);
        }
        await desk.RunJobs();

        Assert.Equal(desk.Docker.Find(shop) is null ? "deleted" : "running", await desk.StateOf(shop));
        Assert.Equal("running", await desk.StateOf(other));
        // Each of the two has one end, and it tells what is so.
        var audit = await desk.AuditOf(shop);
        Assert.Single(audit, row => row is "instance retry-all done" or "instance retry-all failed");
        if (audit.Contains("instance delete done")) Assert.Null(desk.Docker.Find(shop));
        Assert.DoesNotContain(await desk.At("channel:COPS"),
            reply => reply.Heading == $"{shop} is deleted" && desk.Docker.Find(shop) is not null);
    }

    [Fact]
    public async Task Cannot_be_called_back_by_an_operation_that_it_took_the_instance_from()
    {
        var shop = await desk.Instance(PretendStart.Failed);
        await desk.Ask("olivia", $"/instance retry {shop}");
        await desk.Alone("grace", $"/instance delete {shop}", because: "it leaks data");
        await desk.RunJobs();

        Assert.Equal("deleted", await desk.StateOf(shop));
        Assert.Null(desk.Docker.Find(shop));
        Assert.Contains("instance retry failed", await desk.AuditOf(shop));
        Assert.DoesNotContain(await desk.At("channel:COPS"), reply => reply.Heading == $"{shop} is running");
    }

    /// <summary>Everything of retry-all is done but its end, which comes with the next round.</summary>
    async Task<Func<Task>> JustBeforeTheEnd()
    {
        await desk.Get<JobRunner>().RunNext(Cancel);
        desk.Clock.Advance(TimeSpan.FromSeconds(30));
        return () => desk.Get<JobRunner>().RunNext(Cancel);
    }

    sealed class Obstacle(NpgsqlDataSource source, NpgsqlConnection db, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        int met;

        public static async Task<Obstacle> Put(NpgsqlDataSource source, string sql)
        {
            var db = await source.OpenConnectionAsync(Cancel);
            var transaction = await db.BeginTransactionAsync(Cancel);
            await using var command = new NpgsqlCommand(sql, db, transaction);
            await command.ExecuteNonQueryAsync(Cancel);
            return new(source, db, transaction);
        }

        /// <summary>Begins it, and comes back when it has ended or waits for somebody.</summary>
        public async Task<Task> Meets(Func<Task> work)
        {
            var under = Task.Run(work, Cancel);
            var before = met;
            await Eventually.True(async () => under.IsCompleted || (met = await Waiting()) > before);
            return under;
        }

        public Task Remove() => transaction.RollbackAsync(Cancel);

        async Task<int> Waiting()
        {
            await using var command = source.CreateCommand(
                "select count(distinct pid)::int from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())");
            return (int)(await command.ExecuteScalarAsync(Cancel))!;
        }

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await db.DisposeAsync();
        }
    }
}
