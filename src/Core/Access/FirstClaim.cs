using System.Security.Cryptography;
using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Core.Access;

/// <summary>The one-time code for the first super admin, made while there is none.</summary>
public sealed class FirstClaim(NpgsqlDataSource source, TimeProvider time)
{
    // Without look-alikes, since it is copied from a terminal by eye.
    const string Alphabet = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

    /// <summary>A new code if nobody is super admin yet; codes printed before stop working.</summary>
    public async Task<string?> Code(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await using var transaction = await db.BeginTransactionAsync(cancel);
        await db.Execute("lock table claims in exclusive mode", null, cancel);
        if (await db.Find<bool>("select exists (select 1 from operators where active and role = 'super_admin')", null, cancel)) return null;
        var code = string.Join('-', RandomNumberGenerator.GetString(Alphabet, 12).Chunk(4).Select(part => new string(part)));
        await db.Execute("delete from claims where claimed_at is null", null, cancel);
        await db.Execute("insert into claims (code_hash, created_at) values (@Hash, @Now)",
            new { Hash = ClaimOps.Hash(code), Now = time.GetUtcNow() }, cancel);
        await transaction.CommitAsync(cancel);
        return code;
    }
}
