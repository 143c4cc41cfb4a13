using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Tests.Core.Audit;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Whoever has the owner's password can change everything in the database: its tables, functions, triggers and rules.</summary>
public sealed class TheOwnerOfTheDatabase(Postgres postgres)
{
    const string Nothing = "as $$ begin return null; end $$";

    [Theory]
    [InlineData("create rule drop_rows as on insert to audit do instead nothing")]
    [InlineData($"create function drop_rows() returns trigger language plpgsql {Nothing}; " +
        "create trigger zz before insert on audit for each row execute function drop_rows()")]
    [InlineData($"create or replace function audit_chain() returns trigger language plpgsql {Nothing}")]
    [InlineData("create or replace procedure audit_append(entries text[]) language plpgsql security definer as $$ begin end $$")]
    [InlineData("""
        create function other_reason() returns trigger language plpgsql as $$
        begin
            new.body := replace(new.body, 'they asked us to', 'nobody asked');
            return new;
        end $$;
        create trigger aa before insert on audit for each row execute function other_reason()
        """)]
    [InlineData("""
        create function own_hash() returns trigger language plpgsql as $$
        begin
            new.hash := new.prev_hash;
            return new;
        end $$;
        create trigger zz before insert on audit for each row execute function own_hash()
        """)]
    [InlineData("""
        create function late() returns trigger language plpgsql security definer as $$
        begin
            alter table audit disable trigger audit_stays;
            delete from audit where seq = (select max(seq) from audit);
            alter table audit enable always trigger audit_stays;
            return null;
        end $$;
        create constraint trigger zz after insert on changed deferrable initially deferred for each row execute function late()
        """)]
    public async Task Cannot_have_a_command_run_without_its_row(string silencing)
    {
        await using var book = await AuditBook.New(postgres, rows: 2);
        await book.Execute("create table changed (what text)");
        await book.Execute(silencing);
        await Assert.ThrowsAsync<AuditLostException>(() => book.InTransaction(async work =>
        {
            await work.Execute("insert into changed (what) values ('stopped')", null, AuditBook.Cancel);
            await work.Audit(book.Entry(), AuditBook.Cancel);
            return 0;
        }));
        Assert.Equal(0L, await book.Get<long>("select count(*) from changed"));
        Assert.Equal(2L, await book.Get<long>("select count(*) from audit"));
        // Also before anybody has run a command.
        Assert.Equal(AuditFault.Unguarded, (await book.Verify()).Finding?.Fault);
    }

    [Theory]
    [InlineData("create rule drop_rows as on insert to audit do also nothing", "not ours: rule audit.drop_rows")]
    [InlineData("create trigger zz after insert on audit for each row execute function audit_stays()", "not ours: trigger audit.zz")]
    [InlineData("drop trigger audit_stays on audit_checkpoints", "missing: trigger audit_checkpoints.audit_stays")]
    [InlineData("alter table audit disable trigger audit_stays", "missing: trigger audit.audit_stays")]
    [InlineData("alter table audit enable trigger audit_chain", "missing: trigger audit.audit_chain")]
    [InlineData("alter procedure audit_append(text[]) security invoker", "missing: routine audit_append(text[])")]
    [InlineData("alter function audit_chain() reset search_path", "missing: routine audit_chain()")]
    [InlineData("create function audit_append(more int) returns void language sql as 'select'", "not ours: routine audit_append(integer)")]
    [InlineData("alter table audit add column note text", "not ours: column audit.note")]
    [InlineData("alter table audit alter outcome drop expression", "missing: column audit.outcome")]
    [InlineData("alter table audit drop constraint audit_hash_check", "missing: constraint audit.audit_hash_check")]
    [InlineData("drop index audit_by_trail", "missing: index CREATE INDEX audit_by_trail")]
    [InlineData("alter table audit set unlogged", "missing: relation audit")]
    [InlineData("alter table audit enable row level security", "missing: relation audit")]
    [InlineData("create policy none on audit for select using (false)", "not ours: policy audit.none")]
    [InlineData("create table more () inherits (audit)", "not ours: heir more")]
    [InlineData("create table clutch (seq bigint references audit on delete cascade)", "not ours: constraint clutch.clutch_seq_fkey")]
    public async Task Cannot_change_what_guards_the_audit_unseen(string change, string named)
    {
        await using var book = await AuditBook.New(postgres, rows: 2);
        await book.Execute(change);
        await IsSeen(book, named);
    }

    [Theory]
    [InlineData("create function unnest(text[]) returns setof text language sql as 'select null::text where false'", "unnest")]
    [InlineData("create function convert_to(text, text) returns bytea language sql as $$ select ''::bytea $$", "convert_to")]
    [InlineData("create operator = (leftarg = text, rightarg = bytea, function = byteanull)", "=")]
    public async Task Cannot_put_something_of_their_own_in_the_place_of_the_servers(string standIn, string named)
    {
        await using var book = await AuditBook.New(postgres, rows: 2);
        await book.Execute("create function byteanull(text, bytea) returns boolean language sql as 'select true'");
        await book.Execute(standIn);
        await book.Append(1);
        Assert.Equal(3L, await book.Get<long>("select count(*) from audit"));
        await IsSeen(book, $"({named})");
    }

    [Fact]
    public async Task Cannot_have_their_schema_searched_before_the_servers_unseen()
    {
        await using var database = await postgres.NewDatabase();
        await new AuditBook(database, new Clock()).Append(1);
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = "public, pg_catalog", Pooling = false };
        await using var db = new NpgsqlConnection(settings.ConnectionString);
        await db.OpenAsync(AuditBook.Cancel);
        var finding = (await AuditVerification.OfDatabase(db, AuditKeys.None, null, AuditBook.Cancel)).Finding;
        Assert.Contains("search_path: public, pg_catalog", finding?.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grant delete on audit to pg_monitor", "pg_monitor has DELETE on audit")]
    [InlineData("grant insert on audit to pg_monitor", "pg_monitor has INSERT on audit")]
    [InlineData("grant update (body) on audit to pg_monitor", "pg_monitor has UPDATE on audit.body")]
    [InlineData("grant all on audit_checkpoints to public", "everybody has TRUNCATE on audit_checkpoints")]
    [InlineData("grant execute on procedure audit_append to public", "everybody has EXECUTE on audit_append()")]
    [InlineData("alter table audit owner to pg_monitor", "belong to different roles")]
    public async Task Cannot_give_somebody_more_rights_unseen(string gift, string named)
    {
        await using var book = await AuditBook.New(postgres, rows: 2);
        await book.Execute(gift);
        await IsSeen(book, named);
    }

    /// <summary>And what is not guarded is not signed.</summary>
    static async Task IsSeen(AuditBook book, string named)
    {
        var finding = (await book.Verify()).Finding;
        Assert.Equal(AuditFault.Unguarded, finding?.Fault);
        Assert.Contains(named, finding!.Problem, StringComparison.Ordinal);
        Assert.Equal(AuditFault.Unguarded, (await book.Checkpoints.Write(AuditBook.Cancel)).Finding?.Fault);
    }
}
