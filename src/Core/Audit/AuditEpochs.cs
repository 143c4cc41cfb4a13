using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Audit;

/// <summary>A restore that people have vouched for: what was signed before it, about rows after that one, counts no more.</summary>
sealed record AuditEpoch(long Number, long After, DateTimeOffset At, Guid Trail)
{
    public string Said => string.Create(CultureInfo.InvariantCulture,
        $"opsbot audit epoch\n{Number}\n{After}\n{At.ToUnixTimeSeconds()}\n{Trail:n}");

    public bool Excuses(Checkpoint checkpoint) => checkpoint.Count > After && checkpoint.Seal is { } seal && seal.At <= At;
}

sealed record AuditEpochs(IReadOnlyList<AuditEpoch> List)
{
    /// <summary>One that is not signed: somebody wants to have rows forgotten.</summary>
    public Finding? Finding { get; init; }

    sealed record Row(long Number, long After, DateTimeOffset At, Guid Trail, string KeyId, byte[] Signature);

    public static async Task<AuditEpochs> In(NpgsqlConnection db, AuditKeys keys, CancellationToken cancel)
    {
        var epochs = new List<AuditEpoch>();
        var rows = await db.List<Row>("select number, after, at, trail, key_id, signature from audit_epochs order by number", null, cancel);
        foreach (var row in rows)
        {
            var epoch = new AuditEpoch(row.Number, row.After, row.At, row.Trail);
            // Neither believed nor held against anybody.
            if (keys.Any && keys.NeedSecretFor(row.KeyId)) continue;
            if (keys.Any && !keys.Vouches(epoch.Said, $"{row.KeyId}:{ChainHash.Hex(row.Signature)}"))
                return new(epochs)
                {
                    Finding = new(AuditFault.BadSignature, null, string.Create(CultureInfo.InvariantCulture,
                        $"The restore of {row.At:yyyy-MM-dd HH:mm} UTC that the database tells of was not signed here: ") +
                        $"somebody wants rows after {row.After} to be forgotten."),
                };
            epochs.Add(epoch);
        }
        return new(epochs);
    }

    /// <summary>Those that are still expected to agree.</summary>
    public IReadOnlyList<Checkpoint> Expected(IEnumerable<Checkpoint> checkpoints) =>
        [.. checkpoints.Where(checkpoint => !List.Any(epoch => epoch.Excuses(checkpoint)))];

    public static async Task<AuditEpoch> Begin(Work work, AuditKeys keys, long after, CancellationToken cancel)
    {
        var at = work.Now.AddTicks(-(work.Now.Ticks % TimeSpan.TicksPerSecond)).ToUniversalTime();
        var number = await work.Get<long>("select coalesce(max(number), 0) + 1 from audit_epochs", null, cancel);
        var epoch = new AuditEpoch(number, after, at, work.Trail);
        var (key, signature) = keys.Vouch(epoch.Said).Split(':') is [var id, var hex] ? (id, Convert.FromHexString(hex)) : default;
        await work.Execute(
            """
            insert into audit_epochs (number, after, at, trail, key_id, signature)
            values (@Number, @After, @At, @Trail, @key, @signature)
            """,
            new { epoch.Number, epoch.After, epoch.At, epoch.Trail, key, signature }, cancel);
        return epoch;
    }
}
