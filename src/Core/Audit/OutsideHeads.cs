using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>Gathers what is known outside: what the bot found in the audit channels, and the file of heads.</summary>
public sealed partial class OutsideHeads(AuditKeys keys, HeadFile file)
{
    // The bot looks every few minutes. What was found longer ago may be an old answer that somebody put back.
    static readonly TimeSpan good = TimeSpan.FromHours(2);

    sealed record Row(string Platform, string ChannelId, string Lines, DateTimeOffset? SeenAt, string? Voucher, string? Problem);

    /// <summary>The signed checkpoints in what the bot itself has posted, in any wrapping.</summary>
    public IReadOnlyList<Checkpoint> In(IEnumerable<string> messages) =>
    [
        .. messages.SelectMany(message => Lines.Matches(message)).Select(match => match.Value).Distinct()
            .Select(Checkpoint.Parse).OfType<Checkpoint>()
            .Where(checkpoint => checkpoint.Seal is { } seal && keys.Check(checkpoint, seal) == SealState.Good),
    ];

    /// <summary>Keeps what a look came to: what stands there, or why nobody could look.</summary>
    public Task Keep(
        NpgsqlConnection db, string platform, string channel, Result<IReadOnlyList<Checkpoint>> look, DateTimeOffset at,
        CancellationToken cancel)
    {
        var second = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
        if (look.Failed(out var found, out var refusal))
            return db.Execute(
                """
                insert into outside_heads (platform, channel_id, problem, tried_at)
                values (@platform, @channel, @Sentence, @second)
                on conflict (platform, channel_id) do update
                set    problem = excluded.problem, tried_at = excluded.tried_at
                """, new { platform, channel, refusal.Sentence, second }, cancel);
        var lines = string.Join('\n', found.Select(checkpoint => checkpoint.Text));
        return db.Execute(
            """
            insert into outside_heads (platform, channel_id, lines, seen_at, voucher, tried_at)
            values (@platform, @channel, @lines, @second, @Voucher, @second)
            on conflict (platform, channel_id) do update
            set    lines = excluded.lines, seen_at = excluded.seen_at, voucher = excluded.voucher, tried_at = excluded.tried_at,
                   problem = null
            """, new { platform, channel, lines, second, Voucher = keys.Vouch(Said(platform, channel, lines, second)) }, cancel);
    }

    public async Task<Outside> Read(NpgsqlConnection db, DateTimeOffset now, CancellationToken cancel)
    {
        var rows = await db.List<Row>(
            """
            select   c.platform, c.channel_id, coalesce(h.lines, '') as lines, h.seen_at, h.voucher, h.problem
            from     channels c
            left     join outside_heads h on h.platform = c.platform and h.channel_id = c.channel_id
            where    c.purpose = 'audit'
            order by c.platform
            """, null, cancel);
        var (checkpoints, found, missing, isLookedAt) = (new List<Checkpoint>(), new List<string>(), new List<string>(), false);
        foreach (var row in rows)
        {
            var where = Channel(row.Platform);
            var genuine = row is { SeenAt: { } seen, Voucher: { } voucher } && now - seen < good
                && keys.Vouches(Said(row.Platform, row.ChannelId, row.Lines, seen), voucher);
            isLookedAt |= genuine;
            var there = genuine ? In([row.Lines]) : [];
            checkpoints.AddRange(there.Select(checkpoint => checkpoint with { Where = where }));
            if (there.Count > 0) found.Add(where);
            else missing.Add($"{where}: {row.Problem ?? (genuine ? "nothing signed stands there yet" : "nobody has looked there lately")}");
        }
        if ((await file.Read(cancel)) is { } read)
        {
            if (read.Failed(out var text, out var refusal)) missing.Add(refusal.Sentence);
            isLookedAt |= refusal is null;
            var there = refusal is null ? In([text]) : [];
            checkpoints.AddRange(there.Select(checkpoint => checkpoint with { Where = file.Name }));
            if (there.Count > 0) found.Add(file.Name);
            else if (refusal is null) missing.Add($"{file.Name}: nothing signed stands there yet");
        }
        return new([.. checkpoints]) { Found = found, Missing = missing, IsLookedAt = isLookedAt };
    }

    public static string Channel(string platform) => $"the audit channel on {platform}";

    static string Said(string platform, string channel, string lines, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"opsbot audit seen\n{platform}\n{channel}\n{at.ToUnixTimeSeconds()}\n{lines}");

    [GeneratedRegex(@"\d+:[0-9a-f]{64}:\d{8}T\d{6}Z:([0-9a-f]{8}:[0-9a-f]{64}|ed25519-[0-9a-f]{16}:[0-9a-f]{128})(:alone)?")]
    static partial Regex Lines { get; }
}
