using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

public sealed class FindingTheRowThatWasTouched(
    FindingTheRowThatWasTouched.EightRows audit) : IClassFixture<FindingTheRowThatWasTouched.EightRows>
{
    const string Edit = "update audit set body = replace(body, 'they asked us to', 'nobody asked') where seq = 5;";

    const string Remove = "delete from audit where seq = 5; update audit set seq = seq - 1 where seq > 5;";

    public sealed class EightRows(Postgres postgres) : IAsyncLifetime
    {
        AuditBook book = null!;

        public NpgsqlDataSource Source => book.Source;

        public async ValueTask InitializeAsync() => book = await AuditBook.New(postgres, rows: 8);

        public ValueTask DisposeAsync() => book.DisposeAsync();
    }

    [Theory]
    [InlineData(Edit, AuditFault.Edited, 5)]
    [InlineData("update audit set body = body || ' ' where seq = 5", AuditFault.Edited, 5)]
    [InlineData("update audit set hash = sha256('x') where seq = 5", AuditFault.Edited, 5)]
    [InlineData("update audit set prev_hash = sha256('x') where seq = 5", AuditFault.Edited, 5)]
    [InlineData("update audit set prev_hash = sha256('x') where seq = 1", AuditFault.Edited, 1)]
    [InlineData(Edit + "update audit set hash = sha256(prev_hash || int8send(seq) || sha256(convert_to(body, 'UTF8'))) where seq = 5",
        AuditFault.Edited, 5)]
    [InlineData("delete from audit where seq = 5", AuditFault.Missing, 5)]
    [InlineData("delete from audit where seq between 3 and 6", AuditFault.Missing, 3)]
    [InlineData("delete from audit where seq = 1", AuditFault.Missing, 1)]
    [InlineData(Remove, AuditFault.Reordered, 5)]
    [InlineData(
        "update audit set seq = 100 where seq = 5; update audit set seq = 5 where seq = 6; update audit set seq = 6 where seq = 100",
        AuditFault.Reordered, 5)]
    [InlineData("update audit a set body = b.body || ' ' from audit b where a.seq in (5, 6) and b.seq = 11 - a.seq", AuditFault.Edited, 5)]
    [InlineData("alter table audit drop constraint audit_seq_check; update audit set seq = -1 where seq = 5", AuditFault.Reordered, -1)]
    [InlineData("alter table audit alter operation drop expression; update audit set operation = 'instance start' where seq = 5",
        AuditFault.ColumnEdited, 5)]
    [InlineData("alter table audit alter outcome drop expression; update audit set outcome = 'refused' where seq = 5",
        AuditFault.ColumnEdited, 5)]
    [InlineData("alter table audit alter at drop expression; update audit set at = at + interval '1 microsecond' where seq = 5",
        AuditFault.ColumnEdited, 5)]
    [InlineData("alter table audit alter trail drop expression; update audit set trail = gen_random_uuid() where seq = 5",
        AuditFault.ColumnEdited, 5)]
    [InlineData("alter table audit alter operator_id drop expression; update audit set operator_id = null where seq = 5",
        AuditFault.ColumnEdited, 5)]
    [InlineData("alter table audit alter target_id drop expression; update audit set target_id = gen_random_uuid() where seq = 5",
        AuditFault.ColumnEdited, 5)]
    [InlineData("alter table audit alter target_label drop expression; update audit set target_label = 'acme-test' where seq = 5",
        AuditFault.ColumnEdited, 5)]
    [InlineData("alter table audit alter organization_id drop expression; update audit set organization_id = null where seq = 5",
        AuditFault.ColumnEdited, 5)]
    public async Task The_first_row_that_was_touched_is_named(string tampering, AuditFault fault, long row)
    {
        // Rolled back afterwards, so that every case starts from the same eight rows.
        await using var db = await audit.Source.OpenConnectionAsync(AuditBook.Cancel);
        await using var undone = await db.BeginTransactionAsync(AuditBook.Cancel);
        await using var command = new NpgsqlCommand($"alter table audit disable trigger user; {tampering}", db);
        await command.ExecuteNonQueryAsync(AuditBook.Cancel);

        var verdict = await AuditVerification.OfDatabase(db, AuditKeys.None, null, AuditBook.Cancel);
        Assert.Equal((fault, row), (verdict.Finding?.Fault, verdict.Finding?.Row));
    }
}
