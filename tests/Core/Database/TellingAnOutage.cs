using System.Net.Sockets;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Database;

/// <summary>
/// Five places used to tell on their own whether the database is away, each a little differently; each difference is a sentence here.
/// </summary>
public sealed class TellingAnOutage(Postgres postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // The Runner took any of them for an outage, so that a slow host made a request come back for ever.
    [Fact]
    public void Time_that_ran_out_elsewhere_is_none()
    {
        Assert.False(Outage.Is(new TimeoutException()));
        Assert.False(Outage.Is(new OperationCanceledException("", new TimeoutException())));
        Assert.False(Outage.Is(new HttpRequestException("", new SocketException())));
        Assert.True(Outage.Is(new NpgsqlException("", new TimeoutException())));
        Assert.True(Outage.Is(new InvalidOperationException("", new NpgsqlException("", new TimeoutException()))));
    }

    // The inbox and the leases took these: a full disk under the backups is not the database.
    [Fact]
    public void A_file_that_cannot_be_written_is_none()
    {
        Assert.False(Outage.Is(new IOException("No space left on device")));
        Assert.True(Outage.Is(new NpgsqlException("Exception while reading from stream", new IOException())));
    }

    // The leases, the jobs, the suggestions and Discord's intake took whatever Npgsql throws, the last only one step down.
    [Fact]
    public async Task Wrong_SQL_is_a_bug_however_deep_it_is_wrapped()
    {
        await using var database = await postgres.EmptyDatabase();
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        var bug = await Assert.ThrowsAsync<PostgresException>(() => db.Execute("select from nothing_of_that_name", null, Cancel));
        Assert.False(Outage.Is(bug));
        Assert.False(Outage.Is(new InvalidOperationException("", bug)));
        Assert.False(Outage.Is(new AggregateException(new InvalidOperationException("", bug))));
    }

    // The doctor said that the database does not answer, and the bot waited for it.
    [Fact]
    public async Task A_wrong_password_or_a_database_that_is_not_there_passes_by_no_waiting()
    {
        await using var database = await postgres.EmptyDatabase();
        foreach (var wrong in new[]
        {
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = "wrong" },
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "nowhere" },
        })
        {
            await using var db = new NpgsqlConnection(wrong.ConnectionString);
            Assert.False(Outage.Is(await Assert.ThrowsAsync<PostgresException>(() => db.OpenAsync(Cancel))));
        }
    }

    // Only some of the places knew that a server which is shut down says so itself.
    [Theory]
    [InlineData("57P01")]
    [InlineData("57P02")]
    [InlineData("57P03")]
    [InlineData("57P05")]
    [InlineData("53300")]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("08006")]
    public void A_server_that_goes_comes_or_is_full_is_one(string state)
    {
        Assert.True(Outage.Is(new PostgresException("", "FATAL", "FATAL", state)));
        Assert.True(Outage.Is(new InvalidOperationException("", new PostgresException("", "FATAL", "FATAL", state))));
    }

    [Fact]
    public async Task A_connection_that_is_cut_off_and_a_server_that_is_not_there_are_one()
    {
        await using var database = await postgres.EmptyDatabase();
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        Assert.True(Outage.Is(
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => db.Execute("select pg_terminate_backend(pg_backend_pid())", null, Cancel))));
        foreach (var address in new[] { "Host=127.0.0.1;Port=9", "Host=nowhere.invalid" })
        {
            await using var gone = new NpgsqlConnection($"{address};Username=x;Password=x;Timeout=5");
            Assert.True(Outage.Is(await Assert.ThrowsAnyAsync<Exception>(() => gone.OpenAsync(Cancel))), address);
        }
    }

    [Fact]
    public void A_request_that_was_given_up_is_none() => Assert.False(Outage.Is(new OperationCanceledException()));
}
