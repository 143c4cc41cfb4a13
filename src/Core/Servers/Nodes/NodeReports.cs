using System.Security.Cryptography;
using System.Text;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers.Secrets;

namespace OpsBot.Core.Servers.Nodes;

/// <summary>A server that proved to be itself, and how long it has to wait before it reports again; none where it may now.</summary>
public sealed record Reporter(ServerId Server, TimeSpan? Wait);

/// <summary>What nodes report of their own accord: who may, how often, and where it is kept.</summary>
public sealed class NodeReports(NpgsqlDataSource source, SecretKeys keys, TimeProvider time)
{
    /// <summary>More often than that nobody looks at it.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromSeconds(30);

    sealed record Row(ServerId Id, bool Next, string KeyId, byte[] Sealed, DateTimeOffset? LastAt);

    /// <summary>
    /// None where there is no such server, or it is not its secret; whoever asks can't tell which. While secrets are being changed, the
    /// coming one is as good.
    /// </summary>
    public async Task<Reporter?> Admit(string server, string secret, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var rows = await db.List<Row>(
            """
            select s.id, k.next, k.key_id, k.sealed, (select max(m.at) from node_metrics m where m.server_id = s.id) as last_at
            from   servers s
            join   server_secrets k on k.server_id = s.id and k.name = 'instance_secret'
            where  s.name = @server and s.purpose = 'organization' and s.state <> 'deleted'
            """, new { server }, cancel);
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        var isIts = false;
        // All of them are compared, and one is where there is none, so that nothing is to be learned from the time it takes.
        foreach (var row in rows)
            isIts |= !keys.Open(new(row.Id, SecretName.InstanceSecret, row.Next, row.KeyId, row.Sealed)).Failed(out var known, out _)
                && CryptographicOperations.FixedTimeEquals(given, SHA256.HashData(Encoding.UTF8.GetBytes(known)));
        if (rows.Count == 0) CryptographicOperations.FixedTimeEquals(given, SHA256.HashData([]));
        if (!isIts) return null;
        var wait = rows[0].LastAt + Apart - time.GetUtcNow();
        return new(rows[0].Id, wait > TimeSpan.Zero ? wait : null);
    }

    /// <summary>Once for each moment; what came sooner after the last than is allowed is left out.</summary>
    public static Task Keep(Work work, ServerId server, DateTimeOffset at, NodeNumbers numbers, CancellationToken cancel) => work.Execute(
        """
        insert into node_metrics (server_id, at, cpu, memory, disk, net_in, net_out)
        select s.id, @at, @Cpu, @Memory, @Disk, @NetIn, @NetOut
        from   servers s
        where  s.id = @server and s.state <> 'deleted'
        and    not exists (select from node_metrics m where m.server_id = s.id and m.at > @at - @Apart and m.at < @at + @Apart)
        on conflict do nothing
        """,
        new
        {
            server, at, numbers.Cpu, numbers.Memory, numbers.Disk, NetIn = (long?)numbers.NetIn, NetOut = (long?)numbers.NetOut, Apart,
        }, cancel);
}
