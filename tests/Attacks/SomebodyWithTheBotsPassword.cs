using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Audit;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Read the connection string of bot or worker, which serve under a role of their own.</summary>
public sealed class SomebodyWithTheBotsPassword(SomebodyWithTheBotsPassword.Served served, Postgres postgres)
    : IClassFixture<SomebodyWithTheBotsPassword.Served>
{
    public sealed class Served(Postgres postgres) : IAsyncLifetime
    {
        OpsBot.Tests.Testing.Database database = null!;

        public NpgsqlDataSource Owner => database.Source;

        public NpgsqlDataSource Theirs { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            database = await postgres.NewDatabase();
            Theirs = NpgsqlDataSource.Create(await ServingUnderARole.Made(database));
            var book = new AuditBook(database, new Clock());
            await book.Append(3);
            await book.Checkpoints.Write(AuditBook.Cancel);
        }

        public async ValueTask DisposeAsync()
        {
            await Theirs.DisposeAsync();
            await database.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("insert into audit (body) select body from audit")]
    [InlineData("update audit set body = '{}'")]
    [InlineData("delete from audit")]
    [InlineData("truncate audit")]
    [InlineData("update audit_checkpoints set count = 1")]
    [InlineData("delete from audit_checkpoints")]
    [InlineData("alter table audit disable trigger all")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("create or replace procedure audit_append(entries text[]) language plpgsql as $$ begin end $$")]
    [InlineData("create rule drop_rows as on insert to audit do instead nothing")]
    [InlineData("create table mine (what text)")]
    [InlineData("delete from migrations")]
    [InlineData("drop table audit")]
    public async Task Cannot_touch_the_audit(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Execute(sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Cannot_make_anything_beside_the_audit_where_everybody_could_before()
    {
        await using var database = await postgres.NewDatabase();
        await using (var owner = await database.Source.OpenConnectionAsync(AuditBook.Cancel))
            await Execute(owner, "grant create on schema public to public");
        await using var theirs = NpgsqlDataSource.Create(await ServingUnderARole.Made(database));
        await using var db = await theirs.OpenConnectionAsync(AuditBook.Cancel);
        var refused = await Assert.ThrowsAsync<PostgresException>(
            () => Execute(db, "create function unnest(text[]) returns setof text language sql as 'select null::text where false'"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Cannot_lead_the_audit_to_functions_of_their_own()
    {
        await using var db = await served.Theirs.OpenConnectionAsync(AuditBook.Cancel);
        await Execute(db, "create temporary table audit (body text)");
        await Execute(db,
            """
            do $$
            declare
                one text;
            begin
                select body into one from public.audit limit 1;
                call audit_append(array[one]);
            end $$
            """);
        Assert.Equal(0L, await db.Get<long>("select count(*) from pg_temp.audit", null, AuditBook.Cancel));
        // The row is in the one audit that there is.
        await using var another = await served.Owner.OpenConnectionAsync(AuditBook.Cancel);
        Assert.Null((await AuditVerification.OfDatabase(another, AuditKeys.None, null, AuditBook.Cancel)).Finding);
    }

    [Fact]
    public async Task Can_append_and_read_as_the_bot_does_and_that_is_no_finding()
    {
        await served.Theirs.Work(new Request(new Caller(new ChatAccount("slack", "U1")), ""), null, DateTimeOffset.UnixEpoch, async work =>
        {
            await work.Audit(new AuditBook(null!, new Clock()).Entry(), AuditBook.Cancel);
            return true;
        });
        await using var db = await served.Theirs.OpenConnectionAsync(AuditBook.Cancel);
        var verdict = await AuditVerification.OfDatabase(db, AuditKeys.None, null, AuditBook.Cancel);
        Assert.Null(verdict.Finding);
        Assert.DoesNotContain(verdict.Notes, note => note.Contains("owner", StringComparison.Ordinal));
        await using var owner = await served.Owner.OpenConnectionAsync(AuditBook.Cancel);
        Assert.Contains((await AuditVerification.OfDatabase(owner, AuditKeys.None, null, AuditBook.Cancel)).Notes,
            note => note.Contains("runs as the owner", StringComparison.Ordinal));
    }

    async Task Execute(string sql)
    {
        await using var db = await served.Theirs.OpenConnectionAsync(AuditBook.Cancel);
        await Execute(db, sql);
    }

    static async Task Execute(NpgsqlConnection db, string sql)
    {
        await using var command = new NpgsqlCommand(sql, db);
        await command.ExecuteNonQueryAsync(AuditBook.Cancel);
    }
}
