using OpsBot.Core.Audit;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

public sealed class SigningCheckpoints(Postgres postgres)
{
    [Fact]
    public async Task It_is_signed_kept_and_posted_in_a_form_that_verifies()
    {
        await using var book = await AuditBook.New(postgres, rows: 3);
        await book.Sees();
        var written = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;

        Assert.Equal((3, await book.Get<string>("select encode(hash, 'hex') from audit where seq = 3")), (written.Count, written.Head));
        Assert.Equal("channel C1", await book.Get<string>("select string_agg(place_kind || ' ' || place_id, ',') from deliveries"));
        var reply = Json.Read<Reply>(await book.Get<string>("select content from messages where key = 'audit-checkpoint:3'"));
        var line = reply.Parts.OfType<Verbatim>().Single().Text;
        Assert.Equal(written, Checkpoint.Parse(line));
        Assert.Contains($"checkpoint:\"{line}\"", reply.Buttons.Single().Command, StringComparison.Ordinal);

        var verdict = await book.Verify(Checkpoint.Parse(line));
        Assert.True(verdict.Ok);
        Assert.Equal(written, verdict.Checkpoint);
        Assert.Contains(verdict.Notes, note => note.Contains("confirms all of it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_new_is_not_signed_twice()
    {
        await using var book = await AuditBook.New(postgres);
        Assert.Null((await book.Checkpoints.Write(AuditBook.Cancel)).Written);
        await book.Append(2);
        Assert.NotNull((await book.Checkpoints.Write(AuditBook.Cancel)).Written);
        book.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null((await book.Checkpoints.Write(AuditBook.Cancel)).Written);
        await book.Append(1);
        Assert.Equal(3, (await book.Checkpoints.Write(AuditBook.Cancel)).Written?.Count);
        Assert.True((await book.Verify()).Ok);
    }

    [Fact]
    public async Task Two_workers_at_once_sign_one()
    {
        await using var book = await AuditBook.New(postgres, rows: 2);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => book.Checkpoints.Write(AuditBook.Cancel)));
        Assert.Equal(1L, await book.Get<long>("select count(*) from audit_checkpoints"));
        Assert.Equal(1L, await book.Get<long>("select count(*) from messages where key = 'audit-checkpoint:2'"));
    }

    [Theory]
    [InlineData("update audit set body = replace(body, 'acme', 'evil') where seq = 6", AuditFault.Edited)]
    [InlineData("delete from audit where seq > 3", AuditFault.Truncated)]
    public async Task A_broken_chain_is_not_signed_but_raises_an_alarm_once(string tampering, AuditFault fault)
    {
        await using var book = await AuditBook.New(postgres, rows: 4);
        await book.Sees();
        await book.Checkpoints.Write(AuditBook.Cancel);
        await book.Append(4);
        await book.Tamper(tampering);
        for (var i = 0; i < 2; i++)
        {
            var outcome = await book.Checkpoints.Write(AuditBook.Cancel);
            Assert.Equal((null, fault), (outcome.Written, outcome.Finding?.Fault));
        }
        Assert.Equal(1L, await book.Get<long>("select count(*) from audit_checkpoints"));
        Assert.Equal("channel C1,channel C2", await book.Get<string>(
            """
            select string_agg(d.place_kind || ' ' || d.place_id, ',' order by d.place_id)
            from   deliveries d
            join   messages m on m.id = d.message_id
            where  m.key like 'audit-alarm:%'
            """));
    }

    [Fact]
    public async Task After_a_change_of_keys_what_the_old_one_signed_still_counts()
    {
        await using var book = await AuditBook.New(postgres, rows: 2);
        await book.Checkpoints.Write(AuditBook.Cancel);
        var both = AuditBook.KeysOf(AuditBook.OtherKey, AuditBook.Key);
        Assert.True((await book.Verify(keys: both)).Ok);
        Assert.Equal(AuditFault.BadSignature, (await book.Verify(keys: AuditBook.KeysOf(AuditBook.OtherKey))).Finding?.Fault);
        Assert.NotEqual(both.Sign(2, new string('0', 64), default).Seal!.KeyId,
            book.Keys.Sign(2, new string('0', 64), default).Seal!.KeyId);
    }

    [Fact]
    public async Task Without_a_key_the_chain_is_checked_and_the_rest_is_said()
    {
        await using var book = await AuditBook.New(postgres, rows: 2);
        await book.Checkpoints.Write(AuditBook.Cancel);
        var verdict = await book.Verify(keys: AuditKeys.None);
        Assert.True(verdict.Ok);
        Assert.Contains(verdict.Notes, note => note.Contains("Signatures were not checked", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64, but long enough to be a key of bytes!!")]
    public void A_key_that_is_none_is_refused_by_name(string key)
    {
        var problems = new SettingsCheck<AuditOptions>().Validate(null, new AuditOptions { Key = key }).Failures?.ToList();
        Assert.Contains("OPSBOT_Audit__Key", Assert.Single(problems!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12:abc")]
    [InlineData("0:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("-1:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("12:000000000000000000000000000000000000000000000000000000000000000g")]
    [InlineData("12:0000000000000000000000000000000000000000000000000000000000000000:yesterday:k:00")]
    public void What_is_no_checkpoint_is_not_taken_for_one(string text) => Assert.Null(Checkpoint.Parse(text));
}
