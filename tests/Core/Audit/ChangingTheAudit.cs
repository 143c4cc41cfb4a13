using Npgsql;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

public sealed class ChangingTheAudit(OpsBot.Tests.Testing.Database database) : IClassFixture<OpsBot.Tests.Testing.Database>
{
    [Theory]
    [InlineData("update audit set body = '{}'")]
    [InlineData("delete from audit")]
    [InlineData("delete from audit where false")]
    [InlineData("truncate audit")]
    [InlineData("set session_replication_role = replica; delete from audit")]
    [InlineData("update audit_checkpoints set count = 1")]
    [InlineData("delete from audit_checkpoints")]
    [InlineData("truncate audit_checkpoints")]
    public async Task What_stands_cannot_be_changed_or_removed(string sql)
    {
        var book = new AuditBook(database, new Clock());
        await book.Append(1);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => book.Execute(sql));
        Assert.Contains("append-only", refused.MessageText, StringComparison.Ordinal);
        Assert.True((await book.Verify()).Ok);
    }
}
