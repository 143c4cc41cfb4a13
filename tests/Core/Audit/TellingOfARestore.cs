using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

/// <summary>As people type it: one admin asks, another approves.</summary>
public sealed class TellingOfARestore(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Takes_another_admin_and_what_was_lost_alarms_no_more()
    {
        var refused = await desk.Ask("adam", "/audit restored", because: "the disk failed");
        Assert.Contains("agrees with all that is known", refused.Text, StringComparison.Ordinal);
        var lost = desk.Get<AuditKeys>().Sign(40, new string('1', 64), desk.Clock.GetUtcNow());
        await using (var db = await desk.Get<NpgsqlDataSource>().OpenConnectionAsync(AuditBook.Cancel))
            await desk.Get<OutsideHeads>().Keep(
                db, "slack", "CAUDIT", Result<IReadOnlyList<Checkpoint>>.Of([lost]), desk.Clock.GetUtcNow(), AuditBook.Cancel);
        var finding = (await desk.Get<Checkpoints>().Write(AuditBook.Cancel)).Finding;
        Assert.Contains("`/audit restored`", finding?.Problem, StringComparison.Ordinal);

        var alone = await desk.Ask("grace", "/audit restored --break-glass", because: "the disk failed");
        Assert.Contains("there is no break-glass for it", alone.Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Waiting, (await desk.Ask("adam", "/audit restored", because: "the disk failed")).Kind);
        Assert.Equal(0L, await desk.One<long>("select count(*) from audit_epochs", null));
        await desk.Ask("sam", $"/approval approve {await desk.One<long>("select number from approvals", null)}");
        Assert.Equal(1L, await desk.One<long>("select count(*) from audit_epochs", null));
        Assert.Contains(await desk.At("channel:CAUDIT"), reply => reply.Heading == "The audit goes on after a restore");

        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull((await desk.Get<Checkpoints>().Write(AuditBook.Cancel)).Written);
        Assert.Contains("restored from a backup", (await desk.Ask("grace", "/audit verify")).Text, StringComparison.Ordinal);
    }
}
