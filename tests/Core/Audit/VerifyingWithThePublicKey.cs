using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpsBot.Core.Audit;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

public sealed class VerifyingWithThePublicKey(Postgres postgres)
{
    static AuditKeys Public(AuditBook book) => new(new AuditOptions { PublicKeys = [book.Keys.PublicKey!] });

    [Fact]
    public async Task It_proves_what_was_signed_and_signs_nothing()
    {
        await using var book = await AuditBook.New(postgres, rows: 3);
        var written = (await book.Checkpoints.Write(AuditBook.Cancel)).Written!;
        var auditor = Public(book);
        var verdict = await book.Verify(Checkpoint.Parse(written.Text), auditor);
        Assert.True(verdict.Ok, verdict.Finding?.Problem);
        Assert.Contains("A signed checkpoint confirms all of it.", verdict.Notes);
        Assert.Null(auditor.PublicKey);
        Assert.Throws<InvalidOperationException>(() => auditor.Sign(3, written.Head, book.Clock.GetUtcNow()));
    }

    [Theory]
    // The time, a digit of the signature, and the mark of a checkpoint that nothing was compared with.
    [InlineData("at = at + interval '1 second'")]
    [InlineData("signature = set_byte(signature, 7, (get_byte(signature, 7) + 1) % 256)")]
    [InlineData("alone = not alone")]
    public async Task Whatever_is_changed_in_what_was_signed_shows(string change)
    {
        await using var book = await AuditBook.New(postgres, rows: 3);
        await book.Checkpoints.Write(AuditBook.Cancel);
        await book.Tamper($"update audit_checkpoints set {change}");
        Assert.Equal(AuditFault.BadSignature, (await book.Verify(keys: Public(book))).Finding?.Fault);
        Assert.Equal(AuditFault.BadSignature, (await book.Verify()).Finding?.Fault);
    }

    [Fact]
    public async Task What_another_key_has_signed_is_not_believed()
    {
        await using var book = await AuditBook.New(postgres, rows: 3);
        var head = await book.Get<string>("select encode(hash, 'hex') from audit where seq = 3");
        var forged = AuditBook.KeysOf(AuditBook.OtherKey).Sign(3, head, book.Clock.GetUtcNow());
        Assert.Equal(AuditFault.BadSignature, (await book.Verify(forged, Public(book))).Finding?.Fault);
    }

    [Fact]
    public async Task What_older_versions_signed_with_the_secret_still_counts_for_who_has_it_and_is_compared_for_who_has_not()
    {
        await using var book = await AuditBook.New(postgres, rows: 3);
        await SignAsBefore(book, 2);
        var verdict = await book.Verify();
        Assert.True(verdict.Ok, verdict.Finding?.Problem);
        Assert.Contains("A signed checkpoint confirms the rows up to 2.", verdict.Notes);

        var auditor = Public(book);
        verdict = await book.Verify(keys: auditor);
        Assert.True(verdict.Ok, verdict.Finding?.Problem);
        Assert.Contains("No signed checkpoint confirms it yet.", verdict.Notes);

        // The next one is signed so that anybody can check it, and reaches back over all before.
        await book.Checkpoints.Write(AuditBook.Cancel);
        Assert.Contains("A signed checkpoint confirms all of it.", (await book.Verify(keys: auditor)).Notes);
        await book.Tamper("update audit_checkpoints set head = sha256(head) where count = 2");
        Assert.Equal(AuditFault.Rewritten, (await book.Verify(keys: auditor)).Finding?.Fault);
        Assert.Equal(AuditFault.BadSignature, (await book.Verify()).Finding?.Fault);
    }

    [Fact]
    public async Task A_restore_that_only_the_secret_vouches_for_excuses_nothing_to_who_has_not()
    {
        await using var book = await AuditBook.New(postgres, rows: 3);
        await book.Execute(
            """
            insert into audit_epochs (number, after, at, trail, key_id, signature)
            values (1, 1, '2027-01-01Z', gen_random_uuid(), '01234567', sha256('forged'))
            """);
        var lost = book.Keys.Sign(5, new string('1', 64), book.Clock.GetUtcNow());
        Assert.Equal(AuditFault.Truncated, (await book.Verify(lost, Public(book))).Finding?.Fault);
        Assert.Equal(AuditFault.BadSignature, (await book.Verify()).Finding?.Fault);
    }

    // As it was done before there were two halves of a key.
    static async Task SignAsBefore(AuditBook book, long count)
    {
        var secret = Convert.FromBase64String(AuditBook.Key);
        var id = Convert.ToHexStringLower(SHA256.HashData([.. "opsbot audit key\n"u8, .. secret]))[..8];
        var head = await book.Get<string>($"select encode(hash, 'hex') from audit where seq = {count}");
        var at = book.Clock.GetUtcNow();
        var text = string.Create(CultureInfo.InvariantCulture, $"opsbot audit checkpoint\n{count}\n{head}\n{at.ToUnixTimeSeconds()}\n{id}");
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text)));
        await book.Execute(string.Create(CultureInfo.InvariantCulture,
            $"""
            insert into audit_checkpoints (count, head, at, key_id, signature)
            values ({count}, decode('{head}', 'hex'), to_timestamp({at.ToUnixTimeSeconds()}), '{id}', decode('{signature}', 'hex'))
            """));
    }
}
