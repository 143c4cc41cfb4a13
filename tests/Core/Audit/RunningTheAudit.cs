using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

/// <summary>Exporting, signing and verifying, as people type it.</summary>
public sealed class RunningTheAudit(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData("/audit export")]
    [InlineData("/audit export csv")]
    [InlineData("/audit checkpoint")]
    [InlineData("/audit verify")]
    public async Task An_operator_may_not(string line)
    {
        var outcome = await desk.Ask("olivia", line);
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Contains("needs an admin", outcome.Reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Taking_rows_out_is_a_row_itself_with_what_was_asked_for()
    {
        await desk.Ask("adam", "/audit checkpoint");
        var before = await desk.AuditRows();
        var outcome = await desk.Ask("adam", "/audit export json operation:audit from:7d");
        var exported = Assert.IsType<AuditExported>(outcome.Answer);
        Assert.Equal(before, exported.Rows);
        Assert.Equal(exported.File, outcome.Reply!.Parts.OfType<Attachment>().Single().Text);

        var row = Assert.IsType<AuditRowShown>((await desk.Ask("adam", $"/audit show {before + 1}")).Answer).Row.Entry;
        Assert.Equal(("audit export", AuditOutcome.Done, "Adam"), (row.Operation, row.Outcome, row.Operator));
        Assert.Contains("\"operation\":\"audit\"", row.Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_fits_is_refused_and_the_refusal_is_a_row()
    {
        var before = await desk.AuditRows();
        var outcome = await desk.Ask("adam", "/audit export target:nowhere");
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Equal(before + 1, await desk.AuditRows());
    }

    [Fact]
    public async Task A_checkpoint_goes_to_the_audit_channel_and_its_button_verifies_it()
    {
        await desk.Ask("adam", "/audit export target:nowhere");
        var written = Assert.IsType<CheckpointWritten>((await desk.Ask("adam", "/audit checkpoint")).Answer);
        var posted = (await desk.At("channel:CAUDIT")).Last(reply => reply.Heading == "Audit checkpoint");
        Assert.Equal(written.Checkpoint.Text, posted.Parts.OfType<Verbatim>().Single().Text);

        var verified = Assert.IsType<AuditVerified>((await desk.Ask("grace", posted.Buttons.Single().Command)).Answer);
        Assert.True(verified.Verdict.Ok);
        Assert.Equal(await desk.AuditRows(), verified.Verdict.Count);
        Assert.True(verified.LastCheckpoint?.Count >= written.Checkpoint.Count);
    }

    [Fact]
    public async Task Signing_twice_adds_the_rows_of_the_signing()
    {
        // An audit without a row is not signed, and this may be the first test that asks for anything.
        await desk.Ask("adam", "/audit export target:nowhere");
        var first = Assert.IsType<CheckpointWritten>((await desk.Ask("adam", "/audit checkpoint")).Answer).Checkpoint;
        var second = Assert.IsType<CheckpointWritten>((await desk.Ask("adam", "/audit checkpoint")).Answer).Checkpoint;
        Assert.Equal(first.Count + 1, second.Count);
    }

    [Theory]
    [InlineData("/audit verify checkpoint:latest", "That is not a checkpoint")]
    [InlineData("/audit verify checkpoint:\"999999:0000000000000000000000000000000000000000000000000000000000000000\"", "saw 999999")]
    [InlineData("/audit verify checkpoint:\"1:0000000000000000000000000000000000000000000000000000000000000000\"",
        "does not have the hash")]
    public async Task A_checkpoint_that_does_not_fit_is_told(string line, string sentence)
    {
        await desk.Ask("adam", "/audit checkpoint");
        await desk.Ask("adam", "/audit checkpoint");
        Assert.Contains(sentence, (await desk.Ask("adam", line)).Reply.Text, StringComparison.Ordinal);
    }
}
