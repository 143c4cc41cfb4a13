using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Tests.Core.Database;

public sealed class Connecting(OpsBot.Tests.Testing.Database database) : IClassFixture<OpsBot.Tests.Testing.Database>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_statement_that_comes_again_is_planned_once()
    {
        await using var source = NpgsqlDataSource.Create(Connections.Of(database.ConnectionString));
        await using var db = await source.OpenConnectionAsync(Cancel);
        for (var i = 0; i < 3; i++)
            await db.Find<string>("select name from operators where handle = @Handle", new { Handle = "nobody" }, Cancel);
        Assert.Equal(1, await db.Get<long>(
            "select count(*) from pg_prepared_statements where statement like '%from operators where handle%'", null, Cancel));
    }

    [Fact]
    public async Task So_are_the_statements_of_a_batch()
    {
        await using var source = NpgsqlDataSource.Create(Connections.Of(database.ConnectionString));
        await using var db = await source.OpenConnectionAsync(Cancel);
        for (var i = 0; i < 3; i++)
        {
            await using var batch = new Batch(db);
            batch.Add("select name from operators where id = @id", new { id = Guid.CreateVersion7() });
            batch.Add("update operators set name = @name where handle = @handle", new { name = "Nobody", handle = "nobody" });
            await batch.Execute(Cancel);
        }
        Assert.Equal(2, await db.Get<long>("select count(*) from pg_prepared_statements where statement like '%operators%'", null, Cancel));
    }

    [Theory]
    [InlineData("Max Auto Prepare=0")]
    [InlineData("MaxAutoPrepare=0;NoResetOnClose=false")]
    public void What_the_connection_string_says_itself_stays(string given)
    {
        var settings = new NpgsqlConnectionStringBuilder(Connections.Of($"Host=db;{given}"));
        Assert.Equal(0, settings.MaxAutoPrepare);
        Assert.Equal(!given.Contains("NoReset", StringComparison.Ordinal), settings.NoResetOnClose);
    }
}
